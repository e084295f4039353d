"""Run the fairness benchmark: `python -m benchmarks.fairness --help`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.fairness.tables import by_effect, by_truth, one_trial
from benchmarks.fairness.trial import Trial, read_trial
from benchmarks.fairness.trying import tried
from selaras.demo.companies.planting import TRUTHS

KEPT = Path("benchmarks/data/fairness.jsonl")
SIZES = (300, 3_000, 30_000)


def main() -> None:
    """Run, or read what was kept, and print the tables."""
    chosen = _options()
    if chosen.show is not None:
        for trial in _kept(chosen.out):
            if trial.seed == chosen.show and trial.truth in chosen.truths:
                print(one_trial(trial))
        return
    trials = list(_kept(chosen.out)) if chosen.read else list(_run(chosen))
    trials = [t for t in trials if t.truth in chosen.truths and t.leads in chosen.sizes]
    trials.sort(key=lambda trial: (trial.leads, TRUTHS.index(trial.truth), trial.seed))
    print(by_truth(trials))
    print()
    print(by_effect(trials))
    for truth in chosen.truths if chosen.per_truth else ():
        print(f"\n{truth}\n")
        print(by_effect(trials, truth))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fairness", description=__doc__)
    parser.add_argument("--companies", type=int, default=17, help="companies a truth and size")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="leads a period")
    parser.add_argument("--truths", nargs="+", default=TRUTHS, choices=TRUTHS, metavar="TRUTH")
    parser.add_argument("--seed", type=int, default=1, help="seed of the first company")
    parser.add_argument("--drift", type=float, default=0.0, help="how much reps change anyhow")
    parser.add_argument("--other", action="store_true", help="companies of another kind")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--out", type=Path, default=KEPT, help="JSON lines of every company")
    parser.add_argument("--anew", action="store_true", help="do not go on with what --out holds")
    parser.add_argument("--read", action="store_true", help="print what --out holds, run nothing")
    parser.add_argument("--show", type=int, metavar="SEED", help="print the kept ones of a seed")
    parser.add_argument("--per-truth", action="store_true", help="a table of effects per truth")
    return parser.parse_args()


def _kept(path: Path) -> Iterator[Trial]:
    with path.open() as lines:
        for line in lines:
            yield read_trial(json.loads(line))


def _run(chosen: argparse.Namespace) -> Iterator[Trial]:
    """Try what was not tried yet, a seed after the other: a run that was cut short says of all."""
    tasks = {
        (truth, size, seed): (truth, size, seed, chosen.drift, chosen.other)
        for seed in range(chosen.seed, chosen.seed + chosen.companies)
        for size in chosen.sizes
        for truth in chosen.truths
    }
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    if chosen.anew:
        chosen.out.unlink(missing_ok=True)
    for trial in _kept(chosen.out) if chosen.out.exists() else ():
        if tasks.pop((trial.truth, trial.leads, trial.seed), None) is not None:
            yield trial
    with chosen.out.open("a") as kept:
        for number, trial in enumerate(tried(list(tasks.values()), chosen.processes), 1):
            kept.write(json.dumps(trial.as_json()) + "\n")
            kept.flush()
            if sys.stderr.isatty():
                print(f"\r{number} of {len(tasks)}", end="", file=sys.stderr)
            yield trial
    if sys.stderr.isatty():
        print(file=sys.stderr)


if __name__ == "__main__":
    main()
