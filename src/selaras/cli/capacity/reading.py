"""The plant that a command of `selaras capacity` looks at."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selaras.capacity.plant import Plant
    from selaras.capacity.reservations import Bookings
    from selaras.workspace import Workspace


def plant_of(
    workspace: Workspace,
    as_of: str | None,
    snapshot: str | None,
    reservations: Path | None = None,
) -> Plant:
    """The workspace's plant as of an instant, with what is reserved in its records and in a file.

    Raises InputError and EvidenceError where it cannot be read.
    """
    from selaras.capacity.plant_query import read_plant
    from selaras.capacity.reservation_file import read_reservations
    from selaras.capacity.source_query import ReadingSource
    from selaras.evidence.engines.duckdb import DuckDBEngine
    from selaras.ledger.reading import Reading
    from selaras.workspace.held import evidence_of
    from selaras.workspace.instants import asked_instant

    instant = asked_instant(workspace, as_of)
    listed = () if reservations is None else read_reservations(reservations, workspace.time_zone)
    booked = _bookings(workspace, instant)
    engine = DuckDBEngine()
    try:
        reading = Reading(engine, evidence_of(workspace).snapshot(snapshot), instant)
        return read_plant(ReadingSource(reading), workspace.time_zone, listed, booked)
    finally:
        engine.close()


def _bookings(workspace: Workspace, instant: datetime) -> Bookings:
    """What the records hold; Django is started only where they hold any reservation."""
    from selaras.capacity.reservations import NO_BOOKINGS
    from selaras.records.reservations.presence import may_hold_reservations

    if not may_hold_reservations(workspace):
        return NO_BOOKINGS
    from selaras.web.start import start

    start(workspace.root, migrate=False)
    from selaras.records.reservations.booked import bookings

    return bookings(instant)
