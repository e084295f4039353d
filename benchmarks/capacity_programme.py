"""How long a programme over many sites takes: `python -m benchmarks.capacity_programme`.

Demand of every site and week so far, past programmes and a tested plant are drawn as tables; of
stock also 26 weeks of readings, with six weeks to go until the programme begins. Timed is
everything from those tables in memory to the answer: learning, the forecast, the chance of running
short of every site and week, what is late and lost, and the safe target.
"""

from __future__ import annotations

import argparse
import statistics
import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from selaras.capacity.known import Evidence
from selaras.capacity.plant import Plant
from selaras.capacity.programmes.answer import ProgrammeAnswer, programme_answer
from selaras.capacity.programmes.cells import DemandCells, day_number
from selaras.capacity.programmes.values import Programme, SitePlan
from selaras.capacity.resources import CapacityTest, Kind, Resource
from selaras.capacity.usage import Usage

_FIRST = date(2025, 1, 6)
_HISTORY = 60
_READ, _AHEAD = 26, 6
_ZONE = ZoneInfo("UTC")
_PRODUCT = "fibre"


def draw(sites: int, weeks: int, *, stock: bool, seed: int = 1) -> tuple[Programme, Evidence]:
    """A programme over all sites, with 60 weeks of demand and four past programmes behind it."""
    random = np.random.default_rng(seed)
    base = random.gamma(6, 2, sites)
    log = np.zeros(_HISTORY)
    past = []
    names = [f"site-{n:04d}" for n in range(sites)]
    for k in range(4):
        at = 4 + 13 * k
        log[at : at + 6] = random.normal(0.5, 0.1)
        past.append(_programme(f"past-{k}", names, base * 1.6, at, 6))
    rates = base[:, None] * np.exp(log) * random.gamma(12, 1 / 12, (sites, _HISTORY))
    orders = random.poisson(rates).astype(np.float64)
    launch = _FIRST + timedelta(weeks=_HISTORY)
    programme = _programme("campaign", names, base * 1.6, _HISTORY, weeks)
    free = base * (weeks if stock else 1) * random.uniform(1.4, 2.4, sites)
    at = datetime.combine(launch, datetime.min.time(), UTC)
    in_use = np.round(50 + np.cumsum(random.normal(0, 1, (sites, _READ)), axis=1)) * stock
    at -= timedelta(weeks=_AHEAD) * stock
    plant = _plant(at, names, np.floor(free), in_use, stock=stock)
    starts = day_number(_FIRST) + 7 * np.arange(_HISTORY)
    cells = DemandCells(
        tuple((name, _PRODUCT) for name in names),
        np.repeat(np.arange(sites), _HISTORY),
        np.tile(starts, sites),
        np.full(orders.size, 7.0),
        orders.ravel(),
        orders.ravel(),
        np.zeros(orders.size, bool),
        np.zeros(orders.size, bool),
    )
    return programme, Evidence(at, _ZONE, cells, (*past, programme), plant, (), None)


def _programme(name: str, names: list[str], plan: np.ndarray, first: int, weeks: int) -> Programme:
    begins = _FIRST + timedelta(weeks=first)
    return Programme(
        name,
        name,
        begins,
        begins + timedelta(days=7 * weeks - 1),
        tuple(
            SitePlan(site, _PRODUCT, (float(q),) * weeks)
            for site, q in zip(names, plan, strict=True)
        ),
        float(plan.sum()) * weeks,
        0.95,
        0.1,
    )


def _plant(
    at: datetime, names: list[str], free: np.ndarray, in_use: np.ndarray, *, stock: bool
) -> Plant:
    kind, tested = (Kind.STOCK if stock else Kind.HOURS), at - timedelta(days=30)
    free = free + in_use[:, -1]
    return Plant(
        at,
        _ZONE,
        tuple(
            Resource(f"r-{name}", name, _PRODUCT, kind, "orders", float(q))
            for name, q in zip(names, free, strict=True)
        ),
        {
            f"r-{name}": (CapacityTest(f"r-{name}", tested, tested.date(), float(q), passed=True),)
            for name, q in zip(names, free, strict=True)
        },
        usage={
            f"r-{name}": Usage(f"r-{name}", at, _READ, levels[-1], tuple(enumerate(levels[::-1])))
            for name, levels in zip(names, in_use.tolist(), strict=True)
        }
        if stock
        else {},
    )


def main() -> None:
    """Draw, ask several times, and print the median."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.capacity_programme")
    parser.add_argument("--sites", type=int, default=2000)
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--runs", type=int, default=5)
    chosen = parser.parse_args()
    print("| capacity | sites × weeks | wall, median | processor | verdict | P(short) | fill |")
    print("| --- | ---: | ---: | ---: | --- | ---: | ---: |")
    for stock in (True, False):
        programme, evidence = draw(chosen.sites, chosen.weeks, stock=stock)
        wall, used = [], []
        for _ in range(chosen.runs):
            began, busy = time.perf_counter(), time.process_time()
            answer = programme_answer(programme, evidence)
            wall.append(time.perf_counter() - began)
            used.append(time.process_time() - busy)
        print(_line(answer, chosen, wall, used, stock=stock))


def _line(
    answer: ProgrammeAnswer,
    chosen: argparse.Namespace,
    wall: list[float],
    used: list[float],
    *,
    stock: bool,
) -> str:
    held = answer.assessment.with_expansions
    tightest = held.chances.tightest
    chance = "-" if tightest is None else f"{tightest.value:.0%}"
    return (
        f"| {'stock' if stock else 'hours'} | {chosen.sites:,} × {chosen.weeks} "
        f"| {statistics.median(wall):.2f} s | {statistics.median(used):.2f} s "
        f"| {answer.verdict.value} | {chance} | {held.service.fill:.1%} |"
    )


if __name__ == "__main__":
    main()
