"""What a command of `selaras capacity` about programmes and claims knows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selaras.capacity.known import Evidence
    from selaras.capacity.reservations import Reservation
    from selaras.workspace import Workspace


def known_of(
    workspace: Workspace, as_of: str | None, snapshot: str | None, reservations: Path | None
) -> Evidence:
    """Demand, programmes, plant and claims of a workspace as of an instant.

    Raises InputError and EvidenceError where it cannot be read.
    """
    from selaras.capacity.known import read_evidence
    from selaras.capacity.source_query import ReadingSource
    from selaras.evidence.engines.duckdb import DuckDBEngine
    from selaras.ledger.reading import Reading
    from selaras.workspace.held import evidence_of
    from selaras.workspace.instants import asked_instant

    instant = asked_instant(workspace, as_of)
    engine = DuckDBEngine()
    try:
        reading = Reading(engine, evidence_of(workspace).snapshot(snapshot), instant)
        source = ReadingSource(reading)
        return read_evidence(source, workspace.time_zone, listed_in(reservations, workspace))
    finally:
        engine.close()


def listed_in(reservations: Path | None, workspace: Workspace) -> tuple[Reservation, ...]:
    """The reservations of a file; none without one."""
    from selaras.capacity.reservation_file import read_reservations

    if reservations is None:
        return ()
    return tuple(read_reservations(reservations, workspace.time_zone))
