"""A workspace in a temporary folder: write sources and mappings, load, look at the rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from selaras.evidence.loading import LoadReport, Quarantine, QuarantinedRow, TableCount, load
from selaras.evidence.loading.replay import replay
from selaras.evidence.mapping import read_mappings
from selaras.evidence.pseudonyms import Pseudonyms
from selaras.evidence.store import Evidence, open_evidence

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LEADS = """\
mapping: leads
source: {file: leads.csv}
time_zone: Asia/Jakarta
table: leads
columns:
  lead_id: id
  created_at: created
  value: value
"""


def accounted(count: TableCount) -> int:
    """Every row read is in exactly one of these."""
    return (
        count.inserted
        + count.updated
        + count.unchanged
        + count.restored
        + count.merged
        + count.filtered
        + count.quarantined_rows
    )


@dataclass
class Shop:
    """A workspace under test; `count` is the last load's only table."""

    root: Path
    reports: list[LoadReport] = field(default_factory=list)

    @property
    def evidence(self) -> Evidence:
        return open_evidence(self.root / "evidence")

    @property
    def quarantine(self) -> Quarantine:
        return Quarantine(self.root / "evidence")

    @property
    def pseudonyms(self) -> Pseudonyms:
        return Pseudonyms(self.root / "selaras.sqlite3")

    @property
    def count(self) -> TableCount:
        (count,) = self.reports[-1].counts
        return count

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.root / "data" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def map(self, text: str, name: str = "one") -> None:
        (self.root / "mappings").mkdir(exist_ok=True)
        (self.root / "mappings" / f"{name}.yaml").write_text(text, encoding="utf-8")

    def load(self, at: datetime = NOW, **options: Any) -> LoadReport:
        report = load(
            self.evidence,
            read_mappings(self.root / "mappings"),
            source_dirs=[self.root / "data"],
            loaded_at=at,
            pseudonymise=lambda kind, ids: self.pseudonyms.replace(kind, ids, at),
            **options,
        )
        return self._checked(report)

    def replay(self, at: datetime = NOW) -> LoadReport:
        report = replay(
            self.evidence,
            read_mappings(self.root / "mappings"),
            loaded_at=at,
            pseudonymise=lambda kind, ids: self.pseudonyms.replace(kind, ids, at),
        )
        return self._checked(report)

    def _checked(self, report: LoadReport) -> LoadReport:
        for count in report.counts:
            assert accounted(count) == count.read, count
        self.reports.append(report)
        return report

    def rows(self, table: str = "leads", columns: Sequence[str] = ("*",)) -> list[tuple[Any, ...]]:
        """Rows that are not deleted, by key."""
        if self.evidence.is_empty or not self.evidence.snapshot().files(table):
            return []
        files = list(self.evidence.snapshot().files(table))
        with duckdb.connect() as con:
            con.execute("SET TimeZone = 'UTC'")
            return con.execute(
                f"SELECT {', '.join(columns)} FROM read_parquet(?, union_by_name=true)"
                " WHERE deleted_at IS NULL ORDER BY ALL",
                [files],
            ).fetchall()

    def misfits(self) -> list[tuple[int, str, str | None]]:
        return [(row.line, row.reason, row.column) for row in self.kept()]

    def kept(self) -> list[QuarantinedRow]:
        return list(self.quarantine.rows())


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]
