"""Rows that did not fit: kept with reason and raw text for 30 days, listed, replayed.

One Parquet file per mapping under `_quarantine` in the evidence folder, replaced as a whole.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Dictionary
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock

from selaras.contracts import TABLES
from selaras.evidence.connection import settle
from selaras.evidence.literals import files_sql, text_sql
from selaras.evidence.loading.keys import key_sql
from selaras.evidence.loading.misfits import SCHEMA, QuarantinedRow, read_row

FOLDER = "_quarantine"
KEPT_DAYS = 30


@dataclass(frozen=True, slots=True)
class Quarantine:
    """The quarantine of the evidence folder `root`."""

    root: Path

    @property
    def folder(self) -> Path:
        return self.root / FOLDER

    def path(self, mapping: str) -> Path:
        """Where the rows of a mapping lie; the file may be missing."""
        return self.folder / f"{mapping}.parquet"

    def mappings(self) -> tuple[str, ...]:
        """Names of the mappings that have rows here."""
        return tuple(sorted(path.stem for path in self.folder.glob("*.parquet")))

    def rows(
        self, mapping: str | None = None, reason: str | None = None
    ) -> Iterator[QuarantinedRow]:
        """Rows, of one mapping or with one reason where stated, by mapping, file and line."""
        names = self.mappings() if mapping is None else (mapping,)
        for name in names:
            if not self.path(name).exists():
                continue
            with pq.ParquetFile(self.path(name)) as file:
                for batch in file.iter_batches(10_000):
                    for row in batch.to_pylist():
                        if reason in (None, row["reason"]):
                            yield read_row(row)

    def expire(self, at: datetime) -> None:
        """Delete what has been here for more than KEPT_DAYS, of every mapping."""
        for name in self.mappings():
            with self._changing(name) as con:
                limit = (at - timedelta(days=KEPT_DAYS)).astimezone(UTC)
                self._replace(con, name, "quarantined_at >= $limit", {"limit": limit})

    def keep(
        self,
        mapping: str,
        added: Sequence[Path],
        loaded: Dictionary[str, Sequence[Path]],
        *,
        anew: bool,
    ) -> None:
        """Take in the misfits of a load, Parquet files of SCHEMA.

        A row that is here already keeps its date. `anew`: the source was read as a whole, so
        what is not among `added` is gone from it. `loaded` are, per table, staged files of rows
        that did load: they supersede earlier misfits of the same key.
        """
        with self._changing(mapping) as con:
            self._view(con, mapping, added)
            here = "SELECT * FROM here WHERE id IN (SELECT id FROM added)"
            if not anew:
                self._view_loaded(con, loaded)
                here = """SELECT h.* FROM here h WHERE id IN (SELECT id FROM added)
                    OR NOT EXISTS (SELECT 1 FROM loaded l WHERE l."table" = h."table"
                                   AND l.key = h.key)"""
            self._write(
                con,
                mapping,
                f"SELECT * FROM (FROM ({here}) UNION ALL FROM added) QUALIFY"
                " row_number() OVER (PARTITION BY id ORDER BY quarantined_at) = 1",
                {},
            )

    def settle(self, mapping: str, replayed: Sequence[str], left: Sequence[Path]) -> None:
        """After a replay: rows with the ids `replayed` go, what still does not fit comes back.

        `left` are files of SCHEMA; their rows keep the date on which they first came here.
        """
        with self._changing(mapping) as con:
            self._view(con, mapping, left)
            con.register("replayed", pa.table({"id": pa.array(replayed, pa.string())}))
            self._write(
                con,
                mapping,
                """
                FROM here WHERE id NOT IN (FROM replayed)
                UNION ALL BY NAME
                SELECT a.* REPLACE (coalesce(
                    (SELECT min(h.quarantined_at) FROM here h WHERE h."table" = a."table"
                     AND h.file = a.file AND h.line = a.line), a.quarantined_at
                ) AS quarantined_at) FROM added a
                """,
                {},
            )

    def forget(self, original: str) -> int:
        """Delete every row in which `original` stands as a value; how many they were."""
        gone = 0
        for name in self.mappings():
            ids = [row.id for row in self.rows(name) if original in (row.values or ())]
            ids += [row.id for row in self.rows(name) if original in (row.text or "")]
            if ids:
                self.drop(name, ids)
            gone += len(ids)
        return gone

    def _view(self, con: duckdb.DuckDBPyConnection, mapping: str, added: Sequence[Path]) -> None:
        """Make `here` (what is kept) and `added` (what comes) readable, either may be empty."""
        con.register("nothing", SCHEMA.empty_table())
        path = self.path(mapping)
        for name, paths in (("here", [path] if path.exists() else []), ("added", added)):
            rows = f"read_parquet({files_sql(paths)})" if paths else "nothing"
            con.execute(f"CREATE TEMP VIEW {name} AS FROM {rows}")

    def _view_loaded(
        self, con: duckdb.DuckDBPyConnection, loaded: Dictionary[str, Sequence[Path]]
    ) -> None:
        """The keys of rows that did load, of the tables that have rows here."""
        here = {table for (table,) in con.execute('SELECT DISTINCT "table" FROM here').fetchall()}
        selects = ["SELECT 'nothing' AS \"table\", 'nothing' AS key LIMIT 0"]
        for table in sorted(here & loaded.keys()):
            if loaded[table]:
                files = files_sql(loaded[table])
                rows = f"SELECT {key_sql(TABLES[table])} AS key FROM read_parquet({files})"
                selects.append(f"SELECT '{table}' AS \"table\", key FROM ({rows})")
        joined = " UNION ALL ".join(f"({select})" for select in selects)
        con.execute(f"CREATE TEMP TABLE loaded AS {joined}")

    def drop(self, mapping: str, ids: Sequence[str]) -> None:
        """Delete rows that were replayed."""
        with self._changing(mapping) as con:
            con.register("gone", pa.table({"id": pa.array(ids, pa.string())}))
            self._replace(con, mapping, "id NOT IN (SELECT id FROM gone)", {})

    def _replace(
        self, con: duckdb.DuckDBPyConnection, mapping: str, condition: str, values: dict[str, Any]
    ) -> None:
        rows = f"SELECT * FROM read_parquet({text_sql(self.path(mapping))}) WHERE {condition}"
        self._write(con, mapping, rows, values)

    def _write(
        self, con: duckdb.DuckDBPyConnection, mapping: str, rows: str, values: dict[str, Any]
    ) -> None:
        path = self.path(mapping)
        fresh = path.with_suffix(".new")
        con.execute(
            f"COPY ({rows} ORDER BY file, line, id) TO {text_sql(fresh)} (FORMAT parquet)", values
        )
        left = con.execute(f"SELECT count(*) FROM read_parquet({text_sql(fresh)})").fetchone()
        if left is not None and left[0] == 0:
            fresh.unlink()
            path.unlink(missing_ok=True)
        else:
            os.replace(fresh, path)

    @contextmanager
    def _changing(self, mapping: str) -> Iterator[duckdb.DuckDBPyConnection]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self.folder / f".{mapping}.lock"), duckdb.connect() as con:
            settle(con)
            con.execute("SET memory_limit = '256MB'")
            con.execute("SET temp_directory = ?", [str(self.folder / ".spill")])
            yield con
