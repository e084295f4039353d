"""The plant that pages look at: the newest snapshot, this hour, and all that is reserved."""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path

from selaras.capacity.asking import Books, plant_of_workspace
from selaras.capacity.plant import Plant
from selaras.capacity.reservations import Bookings
from selaras.records.reservations.booked import reserved
from selaras.records.reservations.standing import standing
from selaras.web.place import workspace
from selaras.workspace.held import evidence_of

_lock = threading.Lock()
_kept: dict[Path, tuple[tuple[object, ...], Plant]] = {}
_booked: dict[Path, tuple[Plant, int, Plant]] = {}


def plant_now() -> Plant:
    """The plant as of this hour, with what is reserved at this instant.

    Evidence is read anew only where there is a newer snapshot or another hour, reservations where
    they changed. Raises InputError where nothing is loaded yet.
    """
    bare, place = bare_plant(), workspace()
    taken = standing(place.root, place.now())
    with _lock:
        found = _booked.get(place.root)
        if found is None or found[0] is not bare or found[1] != taken.serial:
            found = (bare, taken.serial, bare.with_bookings(taken.bookings))
            _booked[place.root] = found
    return found[2]


def bare_plant() -> Plant:
    """The plant as of this hour, and nothing reserved."""
    place = workspace()
    snapshot = evidence_of(place).snapshot()
    as_of = this_hour()
    key = (snapshot.id, as_of)
    with _lock:
        found = _kept.get(place.root)
        if found is None or found[0] != key:
            found = (key, plant_of_workspace(place, as_of, snapshot=snapshot.id))
            _kept[place.root] = found
    return found[1]


def books(*instants: datetime) -> Books:
    """The reservations that pages reckon with, read now, for work that is done beside them.

    Of this hour it is what is taken at this moment, and of other instants what was taken then.
    """
    place = workspace()
    now = place.now()
    taken = standing(place.root, now).bookings
    read: dict[datetime, Bookings] = {this_hour(): taken}
    for instant in instants:
        read[instant] = reserved(instant)

    def at(instant: datetime) -> Bookings:
        return read[instant] if instant in read else reserved(instant)

    return Books(at)


def this_hour() -> datetime:
    """The instant that capacity is looked at from: the workspace's hour."""
    return workspace().now().replace(minute=0, second=0, microsecond=0)
