"""Two processes of takers, each a thread with its own connection, that want the same place.

Run as a program: `race.py WORKSPACE SITE` prints what came of it as JSON.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from selaras.web.start import start

FREE, TAKERS, TAKES = 120, 25, 150


def race_of(site: str) -> dict[str, Any]:
    """Two processes of takers; how many each took, and what is on record then."""
    from django.db import connections
    from django.db.models import Sum

    from selaras.records.reservations.models import Balance, Reservation, ReservedPlace
    from selaras.records.reservations.taking import is_balanced

    connections.close_all()
    with multiprocessing.get_context("fork").Pool(2) as pool:
        taken = pool.map(_take_all, [site, site])
    places = ReservedPlace.objects.filter(site=site)
    reserved = Reservation.objects.filter(place__in=places).aggregate(all=Sum("quantity"))
    balance = Balance.objects.filter(place__in=places).aggregate(all=Sum("quantity"))
    return {
        "taken": sum(taken),
        "reserved": float(reserved["all"]),
        "balance": float(balance["all"]),
        "places": len(places),
        "balanced": all(is_balanced(place) for place in places),
    }


def _take_all(site: str) -> int:
    from benchmarks.capacity_reserve import allowances, race

    (there,) = allowances(1, FREE, date(2030, 1, 7))
    there = replace(there, place=replace(there.place, site=site))
    return int(race([there], TAKERS, TAKES)["taken"])


if __name__ == "__main__":
    start(Path(sys.argv[1]))
    print(json.dumps(race_of(sys.argv[2])))
