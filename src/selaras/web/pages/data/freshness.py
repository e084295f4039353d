"""How fresh evidence is: each table and source, up to when, and since when that is too long."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from dataclasses import dataclass
from datetime import datetime, timedelta

from selaras.errors import EvidenceError
from selaras.evidence.snapshot import Snapshot
from selaras.records.answers.pinning import evidence_here
from selaras.web.faults import said_of

LATE = timedelta(days=3)
"""A source whose end lies further back than that is shown as late (a choice)."""


@dataclass(frozen=True, slots=True)
class SourceState:
    """One source of one table: up to when it is complete, None where nothing says so."""

    source: str
    complete_to: datetime | None
    late_days: int
    waiting: int

    @property
    def is_late(self) -> bool:
        return self.late_days > 0


@dataclass(frozen=True, slots=True)
class TableState:
    """One table: its rows, the months they lie in, and its sources."""

    table: str
    rows: int
    first: str
    last: str
    sources: tuple[SourceState, ...]

    @property
    def is_late(self) -> bool:
        return any(one.is_late for one in self.sources)


def latest_snapshot() -> tuple[Snapshot | None, str]:
    """The newest snapshot; None, and the sentence, where there is none to read."""
    try:
        evidence = evidence_here()
        return (None, "") if evidence.is_empty else (evidence.snapshot(), "")
    except EvidenceError as error:
        return None, said_of(error)


def table_states(
    snapshot: Snapshot, now: datetime, waiting: Dictionary[tuple[str, str], int]
) -> tuple[TableState, ...]:
    """Every table of a snapshot, by name; `waiting` counts quarantined rows by source and table."""
    states = []
    for table in sorted(snapshot.tables):
        months = [month for month in snapshot.months(table) if month[0].isdigit()]
        sources = tuple(
            SourceState(source, to, _late(to, now), waiting.get((source, table), 0))
            for source, to in sorted(snapshot.sources(table).items())
        )
        states.append(
            TableState(
                table,
                snapshot.rows(table),
                months[0] if months else "",
                months[-1] if months else "",
                sources,
            )
        )
    return tuple(states)


def _late(complete_to: datetime | None, now: datetime) -> int:
    """Whole days beyond LATE; 0 where it is fresh, or not stated at all."""
    if complete_to is None or now - complete_to <= LATE:
        return 0
    return max(1, (now - complete_to).days)
