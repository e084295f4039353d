"""The plant that pages look at: the newest snapshot, this hour, and all that is reserved."""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path

from selaras.capacity.plant import Plant
from selaras.capacity.plant_query import read_plant
from selaras.capacity.source_query import ReadingSource
from selaras.evidence.engines.duckdb import DuckDBEngine
from selaras.ledger.reading import Reading
from selaras.records.reservations.booked import bookings
from selaras.web.place import workspace
from selaras.workspace.held import evidence_of

_lock = threading.Lock()
_kept: dict[Path, tuple[tuple[object, ...], Plant]] = {}


def plant_now() -> Plant:
    """The plant as of this hour, with what is reserved at this instant.

    Evidence is read anew only where there is a newer snapshot or another hour. Raises InputError
    where nothing is loaded yet.
    """
    return bare_plant().with_bookings(bookings(workspace().now()))


def bare_plant() -> Plant:
    """The plant as of this hour, and nothing reserved."""
    place = workspace()
    snapshot = evidence_of(place).snapshot()
    as_of = this_hour()
    key = (snapshot.id, as_of)
    with _lock:
        found = _kept.get(place.root)
        if found is None or found[0] != key:
            engine = DuckDBEngine()
            try:
                source = ReadingSource(Reading(engine, snapshot, as_of))
                found = (key, read_plant(source, place.time_zone))
            finally:
                engine.close()
            _kept[place.root] = found
    return found[1]


def this_hour() -> datetime:
    """The instant that capacity is looked at from: the workspace's hour."""
    return workspace().now().replace(minute=0, second=0, microsecond=0)
