"""How long one promise takes inside the process, against a million reservations.

`python -m benchmarks.capacity_promise [--resources 10000] [--reservations 1000000]`: a plant of so
many resources, two at each site, with half a year of weekly readings; questions at random sites,
quantities and days, about half of them not a yes, so that alternatives are looked for too. Prints
the time to lay the plant out once, and the median and the 99th percentile of a promise.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from selaras.capacity.plant import Plant
from selaras.capacity.promise import Question
from selaras.capacity.promising import promise
from selaras.capacity.reservations import Bookings
from selaras.capacity.resources import CapacityTest, Expansion, Kind, Resource
from selaras.capacity.usage import Usage

NOW = datetime(2026, 5, 18, tzinfo=UTC)
TODAY = NOW.date()
WEEKS = 26


def large_plant(resources: int, reservations: int, seed: int = 1) -> Plant:
    """Resources of stock, two at each site, every tenth site with a planned expansion."""
    random = np.random.default_rng(seed)
    owned, tests, usage, expansions = [], {}, {}, []
    levels = random.integers(100, 160, resources)[:, None] + random.integers(
        0, 8, (resources, WEEKS)
    )
    for n in range(resources):
        name = f"R{n}"
        owned.append(Resource(name, f"Site {n // 2}", "Fibre", Kind.STOCK, "ports", 400.0))
        at = NOW - timedelta(days=int(random.integers(5, 300)))
        expires = at.date() + timedelta(days=365)
        tests[name] = (CapacityTest(name, at, at.date(), 380.0, expires_on=expires, passed=True),)
        weekly = tuple((week, float(levels[n, week])) for week in range(WEEKS))
        usage[name] = Usage(name, NOW - timedelta(hours=3), 7 * WEEKS, weekly[0][1], weekly)
        if n % 20 == 0:
            ready = TODAY + timedelta(days=int(random.integers(10, 200)))
            expansions.append(Expansion(name, ready, 200.0, 1e8, "IDR", "planned"))
    places = sorted({resource.place for resource in owned})
    where = random.integers(0, len(places), reservations)
    days = TODAY.toordinal() + random.integers(0, 180, reservations)
    quantities = random.integers(1, 3, reservations) * (300.0 * len(places) / reservations / 1.5)
    booked = Bookings.of_columns(places, where, days, quantities)
    return Plant(
        NOW, ZoneInfo("Asia/Jakarta"), tuple(owned), tests, tuple(expansions), usage, booked
    )


def measure(plant: Plant, questions: int, seed: int = 2) -> dict[str, Any]:
    """Ask so many questions, after a few that are not counted."""
    random = np.random.default_rng(seed)
    sites = len(plant.places)
    took, answers = [], Counter[str]()
    for n in range(questions + 20):
        question = Question(
            site=f"Site {int(random.integers(0, sites))}",
            product="Fibre",
            quantity=float(random.integers(1, 300)),
            by=TODAY + timedelta(days=int(random.integers(0, 150))),
            service_level=0.95,
        )
        began = time.perf_counter()
        answer = promise(plant, question)
        if n >= 20:
            took.append(time.perf_counter() - began)
            answers[answer.today.answer.value] += 1
    return {
        "questions": questions,
        "median_ms": round(1000 * float(np.median(took)), 2),
        "p99_ms": round(1000 * float(np.quantile(took, 0.99)), 2),
        "answers": dict(sorted(answers.items())),
    }


def main() -> None:
    """Lay a plant out and ask it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--resources", type=int, default=10_000)
    parser.add_argument("--reservations", type=int, default=1_000_000)
    parser.add_argument("--questions", type=int, default=1_000)
    asked = parser.parse_args()
    began = time.perf_counter()
    plant = large_plant(asked.resources, asked.reservations)
    laid_out = time.perf_counter() - began
    result = {"resources": asked.resources, "reservations": asked.reservations}
    print(result | {"laid_out_s": round(laid_out, 2)} | measure(plant, asked.questions))


if __name__ == "__main__":
    main()
