"""How fast attribution is, beside two packages: `python -m benchmarks.attribution.run`."""

from __future__ import annotations

import argparse
import importlib.util
import multiprocessing
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.attribution import peers
from benchmarks.attribution.paths import LAST, Market, market_of
from benchmarks.attribution.peers import Credit
from benchmarks.memory import peak_gib
from selaras.diagnosis.attribution.conversions_query import conversions_of
from selaras.diagnosis.attribution.models import credit_models
from selaras.diagnosis.attribution.paths_query import horizon_of
from selaras.diagnosis.attribution.question import RULES, Asked, Model
from selaras.evidence import open_evidence
from selaras.evidence.engines.duckdb import DuckDBEngine
from selaras.ledger.reading import Reading

DATA = Path(__file__).parents[1] / "data"
MARKOV = (Model.MARKOV_1, Model.MARKOV_2)


@dataclass
class Times:
    """What one program took, run by run, in seconds; its median."""

    walls: list[float] = field(default_factory=list)
    cpus: list[float] = field(default_factory=list)

    @property
    def wall(self) -> float:
        return statistics.median(self.walls)

    @property
    def cpu(self) -> float:
        return statistics.median(self.cpus)


def selaras(market: Market, models: tuple[Model, ...]) -> dict[str, dict[str, Credit]]:
    """Credit and removal effects, with their intervals, from the Delta files."""
    engine = DuckDBEngine()
    try:
        reading = Reading(engine, open_evidence(market.evidence).snapshot(), LAST)
        asked = Asked(LAST, models=models)
        conversions = conversions_of(
            reading, asked, horizon_of(reading, asked), "IDR", ZoneInfo("UTC")
        )
        found = credit_models(reading, asked, conversions, revenue=True)
    finally:
        engine.close()
    return {
        model.model.value: {
            "conversions": {c.channel: c.conversions.value for c in model.channels},
            "removal": {c.channel: c.removal.value for c in model.channels if c.removal},
        }
        for model in found
    }


def rounds(market: Market, runs: int) -> tuple[dict[str, Times], dict[str, Any]]:
    """Run the jobs in turn, so that noise meets them all.

    Each program has a process of its own, so that what one leaves in memory slows down no other,
    and does a job twice: a machine may have taken back what lay idle while others ran.
    """
    times = {name: Times() for name in JOBS if _is_there(PROGRAMS[name])}
    answers: dict[str, Any] = {}
    spawn = multiprocessing.get_context("spawn")
    with ExitStack() as open_:
        workers = {
            program: open_.enter_context(ProcessPoolExecutor(1, mp_context=spawn))
            for program in {PROGRAMS[name] for name in times}
        }
        for run in range(runs):
            for name, taken in times.items():
                done = workers[PROGRAMS[name]].submit(timed, name, market)
                wall, cpu, answers[name] = done.result()
                taken.walls.append(wall)
                taken.cpus.append(cpu)
                said = f"{wall:.2f} s, processor {cpu:.2f} s"
                print(f"run {run + 1}  {name:<22}{said}", flush=True)
    return times, answers


def timed(name: str, market: Market) -> tuple[float, float, Any]:
    """What a job took the second time, by the clock and of processors, and its answer; paths stay
    where they are."""
    JOBS[name](market)
    began, used = time.perf_counter(), time.process_time()
    found = JOBS[name](market)
    wall, cpu = time.perf_counter() - began, time.process_time() - used
    if name.endswith("paths"):
        _made[PROGRAMS[name]] = found
        return wall, cpu, None
    return wall, cpu, found


_made: dict[str, Any] = {}
"""Of this process: the paths of its package."""
JOBS: dict[str, Callable[[Market], Any]] = {
    "raw scan": peers.raw_scan,
    "selaras rules": lambda market: selaras(market, RULES),
    "selaras markov 1+2": lambda market: selaras(market, MARKOV),
    "selaras markov 1": lambda market: selaras(market, MARKOV[:1]),
    "selaras shapley": lambda market: selaras(market, (Model.SHAPLEY,)),
    "ca paths": peers.channel_attribution_paths,
    "ca rules": lambda _market: peers.channel_attribution_rules(_made["ca"]),
    "ca markov 1+2": lambda _market: [
        peers.channel_attribution_markov(_made["ca"], order) for order in (1, 2)
    ],
    "mam paths": peers.mam_journeys,
    "mam rules": lambda _market: peers.mam_rules(_made["mam"]),
    "mam markov 1": lambda _market: peers.mam_markov(_made["mam"]),
    "mam shapley": lambda _market: peers.mam_shapley(_made["mam"]),
}
"""What is timed, by name."""
PROGRAMS = {name: name.partition(" ")[0] for name in JOBS}
_PACKAGES = {"ca": "ChannelAttribution", "mam": "mam"}


def _is_there(program: str) -> bool:
    """Whether a package is installed; else it is left out."""
    return program not in _PACKAGES or importlib.util.find_spec(_PACKAGES[program]) is not None


def compare(answers: dict[str, Any]) -> None:
    """Say how far the programs are apart; end where rules or exact effects differ."""
    ours = {**answers["selaras rules"], **answers["selaras markov 1+2"]}
    for package in ("ca", "mam"):
        for model, credit in answers.get(f"{package} rules", {}).items():
            _agree(f"{package} {model}", credit, ours[model]["conversions"], 1e-6)
    if "mam markov 1" in answers:
        _agree("mam markov 1", answers["mam markov 1"], ours["markov-1"]["removal"], 1e-6)
    for order, credit in enumerate(answers.get("ca markov 1+2", []), 1):
        _agree(f"ca markov {order}", credit, ours[f"markov-{order}"]["conversions"], None)


def _agree(name: str, theirs: Credit, ours: Credit, within: float | None) -> None:
    apart = max(abs(theirs.get(c, 0.0) - ours[c]) / max(abs(ours[c]), 1e-9) for c in ours)
    print(f"  {name:<14} at most {apart:.2e} apart, relatively")
    if within is not None and apart > within:
        raise SystemExit(f"{name} gives another answer: {theirs} instead of {ours}")


def report(times: dict[str, Times]) -> None:
    """Seconds, and how many times as long as Selaras each package took, its paths included."""
    print(f"{'':<22}{'wall':>9}{'cpu':>9}")
    for name, taken in times.items():
        print(f"{name:<22}{taken.wall:>9.2f}{taken.cpu:>9.2f}")
    print("\nratios, wall (processor)")
    _ratio(times, ("selaras rules",), ("raw scan",), "all rules to the raw scan")
    for name, ours, theirs in (
        ("rules, ChannelAttribution (3 of 6)", "selaras rules", ("ca paths", "ca rules")),
        ("rules, m-a-models (5 of 6)", "selaras rules", ("mam paths", "mam rules")),
        ("Markov 1+2, ChannelAttribution", "selaras markov 1+2", ("ca paths", "ca markov 1+2")),
        ("Markov 1+2, m-a-models (1)", "selaras markov 1+2", ("mam paths", "mam markov 1")),
        ("Markov 1, m-a-models", "selaras markov 1", ("mam paths", "mam markov 1")),
        ("Shapley, m-a-models", "selaras shapley", ("mam paths", "mam shapley")),
    ):
        if all(one in times for one in theirs):
            _ratio(times, theirs, (ours,), name)
            _ratio(times, theirs[1:], (ours,), f"{name}, without its paths")


def _ratio(
    times: dict[str, Times], above: tuple[str, ...], below: tuple[str, ...], name: str
) -> None:
    wall = sum(times[n].wall for n in above) / sum(times[n].wall for n in below)
    cpu = sum(times[n].cpu for n in above) / sum(times[n].cpu for n in below)
    print(f"  {name:<52}{wall:>7.1f} ({cpu:.1f})")


def memory_of(market: Market) -> float:
    """Peak resident gigabytes of a process of its own that answers Markov of order 1 and 2."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_peak, market).result()


def _peak(market: Market) -> float:
    selaras(market, MARKOV)
    return peak_gib()


def main() -> None:
    """Draw, run, compare, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--paths", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--data", type=Path, default=DATA)
    given = parser.parse_args()
    market = market_of(given.paths, given.data)
    times, answers = rounds(market, given.runs)
    report(times)
    print("\nanswers")
    compare(answers)
    print(f"\npeak memory of Markov 1+2: {memory_of(market):.2f} GB")


if __name__ == "__main__":
    main()
