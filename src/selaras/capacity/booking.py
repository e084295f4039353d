"""Reservations brought to their places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

import numpy as np

from selaras.capacity.finding import Words
from selaras.capacity.problems import Problem
from selaras.capacity.reservations import Bookings, Reservation
from selaras.capacity.resources import Kind, Place

Taken = tuple[str, str, Kind | None, str | None, date, float]
"""Site, product, kind and unit (None: the only one there), day, quantity."""


def taken_at(reservations: Iterable[Reservation], at: datetime) -> list[Taken]:
    """What reservations take at an instant: held ones that have not expired, and orders."""
    return [
        (r.site, r.product, r.kind, r.unit, r.needed_on, r.quantity)
        for r in reservations
        if r.takes(at)
    ]


def all_booked(
    places: Sequence[Place], reservations: Iterable[Reservation], at: datetime
) -> tuple[Bookings, tuple[Problem, ...]]:
    """What reservations take at an instant, by place and by the programme that they are for."""
    taking = [one for one in reservations if one.takes(at)]
    whole, problems = bookings_of(places, taken_at(taking, at))
    named: dict[str, list[Reservation]] = defaultdict(list)
    for one in taking:
        if one.programme:
            named[one.programme].append(one)
    own = {name: bookings_of(places, taken_at(held, at))[0] for name, held in named.items()}
    return Bookings(whole.by_place, own), problems


def bookings_of(
    places: Sequence[Place], taken: Iterable[tuple[str, str, Kind | None, str | None, date, float]]
) -> tuple[Bookings, tuple[Problem, ...]]:
    """Reservations by place, from (site, product, kind, unit, day, quantity).

    One that names no known place stands at a place of its own, where it is a debt.
    """
    by_name: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for place in places:
        by_name[place.site, place.product].append(place)
    rows: dict[Place, list[tuple[int, float]]] = defaultdict(list)
    problems: dict[Place, Problem] = {}
    for site, product, kind, unit, day, quantity in taken:
        fitting = [
            place
            for place in by_name.get((site, product), [])
            if (kind is None or place.kind is kind)
            and (unit is None or place.unit.casefold() == unit.casefold())
        ]
        if len(fitting) == 1:
            place = fitting[0]
        else:
            place = Place(site, product, kind or Kind.STOCK, unit or "")
            problems[place] = _homeless(place, ambiguous=bool(fitting))
        rows[place].append((day.toordinal(), quantity))
    keys = sorted(rows)
    columns = [(n, day, quantity) for n, key in enumerate(keys) for day, quantity in rows[key]]
    booked = Bookings.of_columns(
        keys,
        np.array([row[0] for row in columns], dtype=np.int64),
        np.array([row[1] for row in columns], dtype=np.int64),
        np.array([row[2] for row in columns], dtype=np.float64),
    )
    return booked, tuple(problems.values())


def _homeless(place: Place, *, ambiguous: bool) -> Problem:
    where = f"{place.site}, {place.product}"
    if ambiguous:
        return Problem(
            "reservation_unit",
            where,
            Words(
                f"Reservations at {where} do not say which unit they are in.",
                f"Reservasi di {where} tidak menyebut satuannya.",
            ),
        )
    return Problem(
        "reservation_place",
        where,
        Words(
            f"There are reservations at {where}, where no resource is known.",
            f"Ada reservasi di {where}, padahal tidak ada sumber daya yang dikenal di sana.",
        ),
    )
