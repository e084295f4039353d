"""How fast attribution is, beside two packages: `python -m benchmarks.attribution.run`."""

from __future__ import annotations

import argparse
import importlib.util
import multiprocessing
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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

    def add(self, job: Callable[[], Any]) -> Any:
        began, used = time.perf_counter(), time.process_time()
        found = job()
        self.walls.append(time.perf_counter() - began)
        self.cpus.append(time.process_time() - used)
        return found

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
        conversions = conversions_of(reading, asked, horizon_of(reading, asked), "IDR")
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


def rounds(
    jobs: dict[str, Callable[[], Any]], runs: int
) -> tuple[dict[str, Times], dict[str, Any]]:
    """Run the jobs in turn, so that noise meets them all. Of several runs the first warms up."""
    times = {name: Times() for name in jobs}
    answers: dict[str, Any] = {}
    for run in range(runs):
        for name, job in jobs.items():
            answers[name] = times[name].add(job)
            taken = f"{times[name].walls[-1]:.2f} s, processor {times[name].cpus[-1]:.2f} s"
            print(f"run {run + 1}  {name:<22}{taken}", flush=True)
    if runs > 1:
        for one in times.values():
            del one.walls[0], one.cpus[0]
    return times, answers


def jobs_of(market: Market) -> dict[str, Callable[[], Any]]:
    """What is timed, by name; a package that is not installed is left out."""
    jobs: dict[str, Callable[[], Any]] = {
        "raw scan": lambda: peers.raw_scan(market),
        "selaras rules": lambda: selaras(market, RULES),
        "selaras markov 1+2": lambda: selaras(market, MARKOV),
        "selaras markov 1": lambda: selaras(market, MARKOV[:1]),
        "selaras shapley": lambda: selaras(market, (Model.SHAPLEY,)),
    }
    if importlib.util.find_spec("ChannelAttribution"):
        made: dict[str, Any] = {}

        def build() -> None:
            made["paths"] = peers.channel_attribution_paths(market)

        jobs["ca paths"] = build
        jobs["ca rules"] = lambda: peers.channel_attribution_rules(made["paths"])
        jobs["ca markov 1+2"] = lambda: [
            peers.channel_attribution_markov(made["paths"], order) for order in (1, 2)
        ]
    if importlib.util.find_spec("mam"):
        held: dict[str, Any] = {}

        def journeys() -> None:
            held["mam"] = peers.mam_journeys(market)

        jobs["mam paths"] = journeys
        jobs["mam rules"] = lambda: peers.mam_rules(held["mam"])
        jobs["mam markov 1"] = lambda: peers.mam_markov(held["mam"])
        jobs["mam shapley"] = lambda: peers.mam_shapley(held["mam"])
    return jobs


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
    parser.add_argument("--runs", type=int, default=4)
    parser.add_argument("--data", type=Path, default=DATA)
    given = parser.parse_args()
    market = market_of(given.paths, given.data)
    times, answers = rounds(jobs_of(market), given.runs)
    report(times)
    print("\nanswers")
    compare(answers)
    print(f"\npeak memory of Markov 1+2: {memory_of(market):.2f} GB")


if __name__ == "__main__":
    main()
