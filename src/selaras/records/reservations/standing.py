"""What is reserved at this moment, kept in the process and read anew only where it changed.

A million reservations are seconds to read; a change touches one place. Every change leaves a row
in the audit, in the transaction of the change itself: the rows since the last look name the places
whose balances have to be read again.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np
from django.db import connection
from django.db.models import Max

from selaras.capacity.reservations import Bookings
from selaras.capacity.resources import Place
from selaras.records.audit.models import AuditRow
from selaras.records.reservations.balances import balances, places_run_out
from selaras.records.reservations.booked import added_up, bookings, is_followed, places_by_id
from selaras.records.reservations.models import Reservation

_MOST_CHANGES = 2_000
"""Changes since the last look from which on everything is read (*choice*)."""
_OVERLAP = 500
"""Audit rows looked at again where rows may come to light out of order (PostgreSQL)."""
_AT_ONCE = 500
"""Ids in one statement."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is taken, by place and day. `serial` differs wherever what is taken does.

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
    return Standing(serial, bookings(now), newest, now, is_followed(now))


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
    by_place = dict(kept.bookings.by_place)
    differs = False
    for place in places.values():
        differs |= not _same(kept.bookings, fresh, place)
        if place in fresh.by_place:
            by_place[place] = fresh.by_place[place]
        else:
            by_place.pop(place, None)
    if not differs:
        return looked
    return replace(looked, serial=kept.serial + 1, bookings=Bookings(by_place))


def _same(some: Bookings, others: Bookings, place: Place) -> bool:
    (days, quantities), (other_days, other_quantities) = some.of(place), others.of(place)
    return np.array_equal(days, other_days) and np.array_equal(quantities, other_quantities)


def _parts(ids: list[int]) -> Iterable[list[int]]:
    return (ids[n : n + _AT_ONCE] for n in range(0, len(ids), _AT_ONCE))


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
