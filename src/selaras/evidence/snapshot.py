"""A snapshot: one version of each evidence table, read by every answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from selaras.errors import EvidenceError, said
from selaras.evidence.delta_table import files_by_month
from selaras.evidence.manifest import NOTHING, Manifest, TableState


@dataclass(frozen=True, slots=True)
class SnapshotInfo:
    """One line about a snapshot, for lists.

    `pins` are the reasons it is pinned for, `is_vacuumed` says that its files are gone.
    """

    number: int
    id: str
    cause: str
    loaded_at: datetime
    rows: int
    tables: tuple[str, ...]
    pins: tuple[str, ...] = ()
    is_vacuumed: bool = False


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One version of each evidence table: it never changes, whatever is loaded meanwhile.

    `root` is the evidence folder. Made by `Evidence.snapshot`.
    """

    root: Path
    manifest: Manifest
    _files: dict[str, dict[str, tuple[str, ...]]] = field(
        default_factory=dict, compare=False, repr=False
    )

    @property
    def number(self) -> int:
        """Its number, counted from 1 in the order in which snapshots were made."""
        return self.manifest.number

    @property
    def id(self) -> str:
        """Content id, 12 hexadecimal digits: the same content has the same id."""
        return self.manifest.id

    @property
    def loaded_at(self) -> datetime:
        """The time of the load that made it, in UTC."""
        return self.manifest.loaded_at

    @property
    def tables(self) -> frozenset[str]:
        """Names of the tables that were loaded, empty ones included."""
        return frozenset(self.manifest.tables)

    def state(self, table: str) -> TableState:
        """What the manifest says of a table; EvidenceError where it was never loaded."""
        try:
            return self.manifest.tables[table]
        except KeyError:
            loaded = ", ".join(sorted(self.tables)) or said("nothing", "tidak ada")
            raise EvidenceError(
                said(
                    "The table {table} is not loaded in snapshot {number} (it has {loaded}).",
                    "Tabel {table} tidak dimuat dalam potret {number} (yang ada: {loaded}).",
                    table=table, number=self.number, loaded=loaded,
                )
            ) from None  # fmt: skip

    def complete_to(self, table: str) -> datetime | None:
        """How far the table is complete: the least of its sources, None where none says."""
        stated = [at for at in self.state(table).sources.values() if at is not None]
        return min(stated, default=None)

    def complete_from(self, table: str) -> datetime | None:
        """From when on the table is complete: the latest of its sources; None: from the start."""
        return max(self.state(table).begins.values(), default=None)

    def sources(self, table: str) -> Mapping[str, datetime | None]:
        """Name of each mapping that loaded the table → how far it is complete."""
        return dict(self.state(table).sources)

    def months(self, table: str) -> tuple[str, ...]:
        """Months that hold rows, ascending: `2026-01`, `none`, or `all` (see contracts.MONTH)."""
        return tuple(sorted(self.state(table).months))

    def rows(self, table: str) -> int:
        """Rows stored, deleted ones included."""
        return self.state(table).rows

    def digest(self, table: str, months: Iterable[str] | None = None) -> str:
        """Digest of the content of `months` (None: of all), 32 hexadecimal digits.

        It hangs on the rows alone: not on their order, on files, threads or engine. Months that
        hold nothing, and a table that was never loaded, have the digest of nothing.
        """
        if table not in self.manifest.tables:
            return NOTHING
        return self.state(table).digest(None if months is None else tuple(months))

    def digest_between(self, table: str, first: date | None, last: date | None) -> str:
        """Digest of what lies between two days in UTC, both included, and of what has no time.

        None: no bound. Like `digest`, but that a month whose days are not known counts whole.
        """
        if table not in self.manifest.tables:
            return NOTHING
        return self.state(table).digest_between(first, last)

    def files(self, table: str, months: Iterable[str] | None = None) -> tuple[str, ...]:
        """Absolute paths of the Parquet files of `months` (None: of all), by month."""
        state = self.state(table)
        if table not in self._files:
            self._files[table] = files_by_month(self.root / table, state.version)
        by_month = self._files[table]
        asked = by_month if months is None else sorted(set(months) & by_month.keys())
        return tuple(path for month in asked for path in by_month[month])
