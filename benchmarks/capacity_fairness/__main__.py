"""Run the capacity fairness benchmark: `python -m benchmarks.capacity_fairness --help`."""

from __future__ import annotations

import argparse
import json
import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.capacity_fairness.oracle import Oracle, ask_oracle, by_oracle
from benchmarks.capacity_fairness.promises import Kept, try_promise
from benchmarks.capacity_fairness.straightforward import (
    Straightforward,
    by_formulas,
    name_plainly,
)
from benchmarks.capacity_fairness.tables import by_cause, by_planted, by_stated
from benchmarks.capacity_fairness.trial import Trial, read_trial, try_case
from selaras.demo.programmes.planting import PLANTED

KEPT = Path("benchmarks/data/capacity_fairness")


def main() -> None:
    """Run, or read what was kept, and print the tables."""
    chosen = _options()
    chosen.out.mkdir(parents=True, exist_ok=True)
    causes, promises = chosen.out / "causes.jsonl", chosen.out / "promises.jsonl"
    oracle, plain = chosen.out / "oracle.jsonl", chosen.out / "straightforward.jsonl"
    tasks = [(chosen.seed + number, number % len(PLANTED)) for number in range(chosen.programmes)]
    if chosen.oracle:
        _run(ask_oracle, tasks, oracle, chosen.processes, asdict)
    elif chosen.straightforward:
        _run(name_plainly, tasks, plain, chosen.processes, asdict)
    elif not chosen.read:
        _run(try_case, tasks, causes, chosen.processes, Trial.as_json)
        seeds = range(chosen.seed, chosen.seed + chosen.promises)
        _run(try_promise, seeds, promises, chosen.processes, asdict)
    trials = [read_trial(row) for row in _rows(causes)]
    print(by_cause(trials))
    print()
    print(by_planted(trials))
    print()
    print(by_stated([Kept(**row) for row in _rows(promises)]))
    if plain.exists():
        print()
        print(by_formulas([Straightforward(**row) for row in _rows(plain)]))
    if oracle.exists():
        print()
        print(by_oracle([Oracle(**row) for row in _rows(oracle)], (0.01, 0.02, 0.03, 0.05)))
    for trial in trials:
        if trial.error is not None:
            print(f"\nseed {trial.seed}\n{trial.error}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.capacity_fairness")
    parser.add_argument("--programmes", type=int, default=504)
    parser.add_argument("--promises", type=int, default=2400)
    parser.add_argument("--seed", type=int, default=1, help="seed of the first one")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--out", type=Path, default=KEPT, help="folder of what is kept")
    parser.add_argument(
        "--oracle", action="store_true", help="ask of the same programmes who knows their variances"
    )
    parser.add_argument(
        "--straightforward",
        action="store_true",
        help="ask the plain formulas of the same programmes",
    )
    parser.add_argument("--read", action="store_true", help="print what --out holds, run nothing")
    return parser.parse_args()


def _run(
    try_one: Callable[[Any], Any],
    tasks: Iterable[Any],
    out: Path,
    processes: int,
    form: Callable[[Any], dict[str, Any]],
) -> None:
    # Engines keep threads of their own, which a fork would leave behind.
    with (
        multiprocessing.get_context("spawn").Pool(processes) as pool,
        out.open("w") as kept,
    ):
        for found in pool.imap_unordered(try_one, tasks, chunksize=4):
            kept.write(json.dumps(form(found)) + "\n")
            kept.flush()


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    if not path.exists():
        return
    with path.open() as lines:
        for line in lines:
            yield json.loads(line)


if __name__ == "__main__":
    main()
