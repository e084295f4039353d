"""How many reservations a second can be taken on SQLite, while many want the same place.

`python -m benchmarks.capacity_reserve [--takers 50] [--takes 2000] [--places 1]`: every taker is a
thread with its own connection. Prints takes a second, by the clock and by the processor (the rest
is the disk, and whatever else the machine does), the slowest, and whether what was taken is what
was free.
"""

from __future__ import annotations

import argparse
import tempfile
import threading
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from selaras.capacity.allowance import Allowance
from selaras.capacity.resources import Kind, Place
from selaras.errors import InputError

DAYS = 180


def allowances(places: int, most: float, first: date) -> list[Allowance]:
    """Places of stock with so much free on each of the days."""
    return [
        Allowance(
            place=Place(f"Site {n}", "Fibre 100", Kind.STOCK, "ports"),
            first=first,
            capacity=np.full(DAYS, most),
            margin=np.zeros(DAYS),
            worked=np.zeros(0),
            service_level=0.95,
        )
        for n in range(places)
    ]


def race(found: Sequence[Allowance], takers: int, takes: int) -> dict[str, Any]:
    """So many takers take one unit after another until all takes were tried."""
    from django.db import connection

    from selaras.records.audit.actor import command
    from selaras.records.reservations.taking import Wanted, take

    waits: list[float] = []
    refused = [0] * takers
    start = threading.Barrier(takers + 1)

    def run(taker: int) -> None:
        start.wait()
        for n in range(taker, takes, takers):
            chosen = found[n % len(found)]
            wanted = Wanted(1, chosen.first + timedelta(days=n % 90), holder="sales")
            began = time.perf_counter()
            try:
                take(command(), chosen, wanted)
            except InputError:
                refused[taker] += 1
            waits.append(time.perf_counter() - began)
        connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(takers)]
    for thread in threads:
        thread.start()
    start.wait()
    began, busy = time.perf_counter(), time.process_time()
    for thread in threads:
        thread.join()
    seconds, busy = time.perf_counter() - began, time.process_time() - busy
    return {
        "takers": takers,
        "tried": takes,
        "taken": takes - sum(refused),
        "seconds": round(seconds, 3),
        "a_second": round(takes / seconds),
        "a_processor_second": round(takes / busy),
        "slowest_ms": round(1000 * max(waits), 1),
    }


def main() -> None:
    """Measure in a workspace of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--takers", type=int, default=50)
    parser.add_argument("--takes", type=int, default=2000)
    parser.add_argument("--places", type=int, default=1)
    parser.add_argument("--most", type=float, default=1500)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        from selaras.web.start import start

        start(Path(folder))
        first = datetime.now(UTC).date() + timedelta(days=1)
        found = allowances(asked.places, asked.most, first)
        result = race(found, asked.takers, asked.takes)
        from selaras.records.reservations.models import ReservedPlace
        from selaras.records.reservations.taking import is_balanced

        result["balanced"] = all(is_balanced(place) for place in ReservedPlace.objects.all())
        print(result)


if __name__ == "__main__":
    main()
