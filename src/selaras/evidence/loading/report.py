"""What a load did, counted: every row read is in exactly one of the counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class TableCount:
    """One table's share of one mapping.

    read = inserted + updated + unchanged + restored + merged + filtered + Σ quarantined.
    `deleted` counts rows of evidence that a full export no longer has; `deletions_held_back` says
    that it took none away, because lines without a readable key could hold any of them or because
    the source held no row at all.
    """

    mapping: str
    table: str
    read: int
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    restored: int = 0
    merged: int = 0
    filtered: int = 0
    deleted: int = 0
    quarantined: tuple[tuple[str, int], ...] = ()
    deletions_held_back: bool = False

    @property
    def quarantined_rows(self) -> int:
        return sum(count for _, count in self.quarantined)

    def as_json(self) -> dict[str, Any]:
        """The count with stable names, for `--format json`."""
        return {
            "mapping": self.mapping,
            "table": self.table,
            "read": self.read,
            "inserted": self.inserted,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "restored": self.restored,
            "merged": self.merged,
            "filtered": self.filtered,
            "deleted": self.deleted,
            "quarantined": dict(self.quarantined),
            "deletions_held_back": self.deletions_held_back,
        }


@dataclass(frozen=True, slots=True)
class LoadReport:
    """All counts of a load, and the number of the snapshot it made (None: nothing changed)."""

    snapshot: int | None
    loaded_at: datetime
    counts: tuple[TableCount, ...]

    def as_json(self) -> dict[str, Any]:
        """The report with stable names, for `--format json`; it holds no clock."""
        return {
            "snapshot": self.snapshot,
            "tables": [count.as_json() for count in self.counts],
        }
