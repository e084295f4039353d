"""What is reserved at this moment, kept in the process and read anew only where it changed.

A million reservations are seconds to read; a change touches one place. Every change leaves a row
in the audit, in the transaction of the change itself: the rows since the last look name the places
whose balances have to be read again.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np
from django.db import connection
from django.db.models import Max

from selaras.capacity.reservations import NO_BOOKINGS, Bookings
from selaras.capacity.resources import Place
from selaras.records.audit.models import AuditRow
from selaras.records.reservations.balances import balances, places_run_out
from selaras.records.reservations.booked import (
    added_up,
    for_programmes,
    is_followed,
    places_by_id,
    reserved,
)
from selaras.records.reservations.models import Reservation

_MOST_CHANGES = 2_000
"""Changes since the last look from which on everything is read (*choice*)."""
_OVERLAP = 500
"""Audit rows looked at again where rows may come to light out of order (PostgreSQL)."""
_AT_ONCE = 500
"""Ids in one statement."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is taken, by place and day, and what of it is for which programme. `serial` differs
    wherever what is taken does.

    `seen` is the newest audit row that was looked at, `at` the instant until which holds that ran
    out were. Where `is_past`, the clock is held before the last change, and what was taken then is
    told by the reservations one by one.
    """

    serial: int
    bookings: Bookings
    seen: int
    at: datetime
    is_past: bool


_lock = threading.Lock()
_kept: dict[Path, Standing] = {}


def standing(root: Path, now: datetime) -> Standing:
    """What is reserved in a workspace's records; holds that ran out count for at most a minute."""
    with _lock:
        found = _looked_at(_kept.get(root), now)
        _kept[root] = found
        return found


def _looked_at(kept: Standing | None, now: datetime) -> Standing:
    newest = AuditRow.objects.aggregate(last=Max("id"))["last"] or 0
    if kept is None or newest < kept.seen or _minute(now) < _minute(kept.at):
        return _read(kept, newest, now)
    same_minute = _minute(now) == _minute(kept.at)
    if newest == kept.seen and same_minute:
        return kept
    changed = _changed(kept, newest)
    if changed is None or (kept.is_past and (changed or not same_minute)):
        return _read(kept, newest, now)
    if not same_minute:
        changed |= places_run_out(kept.at, now)
    return _read_again(kept, changed, newest, now if not same_minute else kept.at, now)


def _read(kept: Standing | None, newest: int, now: datetime) -> Standing:
    serial = 0 if kept is None else kept.serial + 1
    return Standing(serial, reserved(now), newest, now, is_followed(now))


def _changed(kept: Standing, newest: int) -> set[int] | None:
    """The ids of places where something changed since; None where that is too much."""
    if newest == kept.seen:
        return set()
    overlap = 0 if connection.vendor == "sqlite" else _OVERLAP
    rows = list(
        AuditRow.objects.filter(id__gt=kept.seen - overlap, action__startswith="reservation.")
        .order_by()
        .values_list("object_kind", "object_id")[: _MOST_CHANGES + 1]
    )
    if len(rows) > _MOST_CHANGES:
        return None
    found = {int(key) for kind, key in rows if kind == "place"}
    ids = sorted({int(key) for kind, key in rows if kind == "reservation"})
    for part in _parts(ids):
        found |= set(
            Reservation.objects.filter(pk__in=part).order_by().values_list("place_id", flat=True)
        )
    return found


def _read_again(
    kept: Standing, changed: set[int], newest: int, at: datetime, now: datetime
) -> Standing:
    """The same with the balances of some places as they are now."""
    looked = replace(kept, seen=newest, at=at)
    if not changed:
        return looked
    places = places_by_id(changed)
    rows = [row for part in _parts(sorted(changed)) for row in balances(now, part)]
    fresh = added_up(rows, places)
    by_programme = _programmes_again(kept.bookings, places, now)
    now_taken = Bookings(_with_fresh(kept.bookings, fresh, places).by_place, by_programme)
    if _same_at(kept.bookings, now_taken, places):
        return looked
    return replace(looked, serial=kept.serial + 1, bookings=now_taken)


def _programmes_again(
    kept: Bookings, places: Mapping[int, Place], now: datetime
) -> dict[str, Bookings]:
    """What is taken for each programme, read again at some places; of a programme that holds
    nothing any more nothing is left."""
    fresh: dict[str, Bookings] = {}
    for part in _parts(sorted(places)):
        for name, held in for_programmes(now, part).items():
            fresh[name] = fresh.get(name, NO_BOOKINGS).with_others(held)
    found = {
        name: _with_fresh(
            kept.by_programme.get(name, NO_BOOKINGS), fresh.get(name, NO_BOOKINGS), places
        )
        for name in kept.by_programme.keys() | fresh.keys()
    }
    return {name: held for name, held in found.items() if held.by_place}


def _with_fresh(kept: Bookings, fresh: Bookings, places: Mapping[int, Place]) -> Bookings:
    """What was kept, but for some places what was just read."""
    found = dict(kept.by_place)
    for place in places.values():
        found.pop(place, None)
    return Bookings(found | fresh.by_place)


def _same_at(kept: Bookings, found: Bookings, places: Mapping[int, Place]) -> bool:
    """Whether the same is taken at some places, in all and for each programme."""
    names = kept.by_programme.keys() | found.by_programme.keys()
    pairs = [(kept, found)] + [
        (kept.by_programme.get(name, NO_BOOKINGS), found.by_programme.get(name, NO_BOOKINGS))
        for name in names
    ]
    return all(_same(some, others, place) for some, others in pairs for place in places.values())


def _same(some: Bookings, others: Bookings, place: Place) -> bool:
    (days, quantities), (other_days, other_quantities) = some.of(place), others.of(place)
    return np.array_equal(days, other_days) and np.array_equal(quantities, other_quantities)


def _parts(ids: list[int]) -> Iterable[list[int]]:
    return (ids[n : n + _AT_ONCE] for n in range(0, len(ids), _AT_ONCE))


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
