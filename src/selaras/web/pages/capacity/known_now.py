"""What is known of programmes and claims at this hour, worked out once and kept in the process."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar, cast

from django.db.models import Count, Max

from selaras.capacity.known import Evidence, read_evidence
from selaras.capacity.source_query import ReadingSource
from selaras.evidence.engines.duckdb import DuckDBEngine
from selaras.ledger.reading import Reading
from selaras.records.reservations.booked import values
from selaras.records.reservations.models import Reservation
from selaras.web.desk import ask
from selaras.web.pages.capacity.plant_now import this_hour
from selaras.web.place import workspace
from selaras.workspace.held import evidence_of

Found = TypeVar("Found")
Key = tuple[object, ...]
_MOST_KEPT = 64
_PATIENCE = 6.0
"""Seconds a page waits for an answer before it says that it is being worked out."""
_lock = threading.Lock()
_kept: dict[Key, object] = {}


def moment() -> Key:
    """What an answer about capacity hangs on: workspace, snapshot, hour, reservations."""
    changes = Reservation.objects.aggregate(newest=Max("changed_at"), n=Count("id"))
    place = workspace()
    snapshot = evidence_of(place).snapshot().id
    return (place.root, snapshot, this_hour(), changes["newest"], changes["n"])


def worked_out(key: Key, work: Callable[[], Found]) -> tuple[Found | None, str]:
    """The answer; None where it is still being worked out, or with the sentence of why not.

    `key` says all that the answer hangs on. What takes longer than a page may goes on beside it.
    """
    with _lock:
        if key in _kept:
            return cast(Found, _kept[key]), ""

    def keep() -> None:
        found = work()
        with _lock:
            while len(_kept) >= _MOST_KEPT:
                _kept.pop(next(iter(_kept)))
            _kept[key] = found

    state = ask(repr(key), keep, patience=_PATIENCE)
    with _lock:
        return cast("Found | None", _kept.get(key)), state.problem


def read_known() -> Evidence:
    """Everything about programmes, claims and the plant as of this hour."""
    place = workspace()
    held = values()
    engine = DuckDBEngine()
    try:
        reading = Reading(engine, evidence_of(place).snapshot(), this_hour())
        return read_evidence(ReadingSource(reading), place.time_zone, held)
    finally:
        engine.close()


def known_now() -> tuple[Evidence | None, str]:
    """What is known, or why nothing is. Raises InputError where nothing is loaded."""
    return worked_out(("known", *moment()), read_known)
