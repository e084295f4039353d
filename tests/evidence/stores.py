"""A store to test with: loads as rows, and what is read back of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from selaras.contracts import DELETED_AT
from selaras.evidence.snapshot import Snapshot
from selaras.evidence.staging import Export, Staged, stage_rows
from selaras.evidence.store import CommitResult, Evidence, open_evidence

LOADED_AT = datetime(2026, 7, 1, tzinfo=UTC)


class Store:
    """An evidence folder and a place to stage beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.evidence: Evidence = open_evidence(folder / "evidence")

    def stage(
        self,
        table: str,
        rows: Sequence[Mapping[str, Any]],
        source: str = "crm",
        export: Export = "changes",
        complete_to: datetime | None = None,
        complete_from: datetime | None = None,
    ) -> Staged:
        return stage_rows(
            table,
            rows,
            self.folder / "staged",
            source,
            export=export,
            complete_to=complete_to,
            complete_from=complete_from,
        )

    def load(
        self,
        table: str,
        rows: Sequence[Mapping[str, Any]],
        source: str = "crm",
        export: Export = "changes",
        complete_to: datetime | None = None,
        *,
        complete_from: datetime | None = None,
        loaded_at: datetime = LOADED_AT,
    ) -> CommitResult:
        staged = self.stage(table, rows, source, export, complete_to, complete_from)
        return self.evidence.commit([staged], loaded_at)

    def rows(
        self, table: str, *columns: str, snapshot: Snapshot | None = None
    ) -> list[tuple[Any, ...]]:
        """Rows of a snapshot (None: the latest) by plain Parquet reading, sorted."""
        files = list((snapshot or self.evidence.snapshot()).files(table))
        if not files:
            return []
        with duckdb.connect() as con:
            con.execute("SET TimeZone = 'UTC'")
            named = ", ".join(f'"{name}"' for name in columns)
            relation = con.execute(
                f"SELECT {named} FROM read_parquet({files!r}, hive_partitioning=true,"
                " hive_types={'_month': VARCHAR}) ORDER BY ALL"
            )
            return relation.fetchall()

    def deleted(self, table: str, key: str) -> dict[str, datetime | None]:
        return dict(self.rows(table, key, DELETED_AT))


def lead(lead_id: str, created_at: str = "2026-03-02", **more: Any) -> dict[str, Any]:
    return {"lead_id": lead_id, "created_at": created_at, **more}
