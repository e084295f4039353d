"""A workspace asked what it knows of capacity: the one way of commands, pages and programs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime

from selaras.capacity.known import Evidence, read_evidence
from selaras.capacity.plant import Plant
from selaras.capacity.plant_query import read_plant
from selaras.capacity.reservations import Reservation, Reserved, nothing_reserved
from selaras.capacity.source_query import ReadingSource
from selaras.evidence import Snapshot
from selaras.evidence.engines.duckdb import DuckDBEngine
from selaras.ledger.reading import Reading
from selaras.workspace import Workspace
from selaras.workspace.held import evidence_of


@dataclass(frozen=True, slots=True)
class Books:
    """Where reservations are kept: the records, and lists that somebody keeps beside them.

    `reserved` answers for any instant, so that nothing is known before it was taken.
    """

    reserved: Reserved = nothing_reserved
    listed: tuple[Reservation, ...] = ()


NO_BOOKS = Books()


def plant_of_workspace(
    workspace: Workspace,
    as_of: datetime,
    books: Books = NO_BOOKS,
    snapshot: int | str | None = None,
) -> Plant:
    """The plant as of an instant, with what was reserved then.

    Raises InputError for a snapshot that is not there, EvidenceError without any resources.
    """
    with looking_from(evidence_of(workspace).snapshot(snapshot), as_of) as source:
        return read_plant(source, workspace.time_zone, books.listed, books.reserved(as_of))


def known_of_workspace(
    workspace: Workspace,
    as_of: datetime,
    books: Books = NO_BOOKS,
    snapshot: int | str | None = None,
) -> Evidence:
    """Demand, programmes, plant, claims and reservations as of an instant.

    Raises InputError for a snapshot that is not there, EvidenceError where it cannot be read.
    """
    with looking_from(evidence_of(workspace).snapshot(snapshot), as_of) as source:
        return read_evidence(source, workspace.time_zone, books.listed, books.reserved(as_of))


@contextmanager
def looking_from(snapshot: Snapshot, as_of: datetime) -> Iterator[ReadingSource]:
    """A snapshot as it can be read at an instant, for as long as it is asked."""
    with closing(DuckDBEngine()) as engine:
        yield ReadingSource(Reading(engine, snapshot, as_of))
