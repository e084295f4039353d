"""Rows that did not fit: kept with reason and raw text for 30 days, listed, replayed.

One Parquet file per mapping under `_quarantine` in the evidence folder, replaced as a whole.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock

from selaras.evidence.loading import reasons
from selaras.evidence.loading.batches import BrokenLine, RawBatch
from selaras.evidence.loading.rows import Misfits

FOLDER = "_quarantine"
KEPT_DAYS = 30
SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("mapping", pa.string()),
        ("version", pa.string()),
        ("table", pa.string()),
        ("file", pa.string()),
        ("line", pa.int64()),
        ("reason", pa.string()),
        ("column", pa.string()),
        ("columns", pa.string()),
        ("raw", pa.string()),
        ("key", pa.string()),
        ("quarantined_at", pa.timestamp("us", "UTC")),
    ]
)


@dataclass(frozen=True, slots=True)
class QuarantinedRow:
    """A row that did not fit.

    `line` is its place in the source (see RawBatch), `column` what the reason blames: a column of
    the table, for undecodable ones of the source. `columns` are the source's; `values` what stood
    in them, None for a line that could not be cut, which is then `text`. Bytes that are no UTF-8
    are surrogate escapes. `key` tells rows of one key, where that could be read.
    """

    id: str
    mapping: str
    version: str
    table: str
    file: str
    line: int
    reason: str
    column: str | None
    columns: tuple[str, ...]
    values: tuple[str | None, ...] | None
    text: str | None
    key: str | None
    quarantined_at: datetime

    @property
    def says(self) -> str:
        """Why it does not fit, in words that quote nothing of the row."""
        what = reasons.SAYS.get(self.reason, self.reason)
        return f"{self.column}: {what}" if self.column else what


@dataclass(frozen=True, slots=True)
class Origin:
    """What every misfit of one table in one load has in common."""

    mapping: str
    version: str
    table: str
    at: datetime


def misfit_rows(origin: Origin, batch: RawBatch, misfits: Misfits) -> pa.Table:
    """Misfits of a batch, and their raw values, as SCHEMA."""
    taken = batch.values.take(pa.array(misfits.positions))
    columns = json.dumps(batch.columns, ensure_ascii=False)
    values = list(zip(*(column.to_pylist() for column in taken.columns), strict=True))
    rows = []
    for i, position in enumerate(misfits.positions):
        raw = json.dumps([_escaped(value) for value in values[i]])
        line = int(batch.lines[position])
        rows.append(
            _row(origin, batch.file, line, misfits.reasons[i], misfits.columns[i], columns, raw,
                 misfits.keys[i])
        )  # fmt: skip
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def broken_rows(
    origin: Origin, file: str, columns: Sequence[str], broken: Sequence[BrokenLine]
) -> pa.Table:
    """Broken lines as SCHEMA."""
    names = json.dumps(list(columns), ensure_ascii=False)
    rows = [
        _row(origin, file, line.line, reasons.BROKEN_LINE, None, names, json.dumps(line.text), None)
        for line in broken
    ]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _escaped(value: bytes | None) -> str | None:
    return None if value is None else value.decode("utf-8", "surrogateescape")


def _row(  # noqa: PLR0913  (the columns of SCHEMA)
    origin: Origin,
    file: str,
    line: int,
    reason: str,
    column: str | None,
    columns: str,
    raw: str,
    key: str | None,
) -> dict[str, Any]:
    identity = json.dumps([origin.mapping, origin.table, file, line, reason, column, raw])
    return {
        "id": hashlib.sha256(identity.encode()).hexdigest()[:16],
        "mapping": origin.mapping,
        "version": origin.version,
        "table": origin.table,
        "file": file,
        "line": line,
        "reason": reason,
        "column": column,
        "columns": columns,
        "raw": raw,
        "key": key,
        "quarantined_at": origin.at.astimezone(UTC),
    }


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
                            yield _read(row)

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
        loaded: dict[str, Sequence[Path]],
        *,
        anew: bool,
    ) -> None:
        """Take in the misfits of a load, Parquet files of SCHEMA.

        A row that is here already keeps its date. `anew`: the source was read as a whole, so
        what is not among `added` is gone from it. `loaded` are files (SCHEMA's `table` and `key`)
        of rows that did load: they supersede earlier misfits of the same key.
        """
        with self._changing(mapping) as con:
            here = f"SELECT * FROM read_parquet({_text(self.path(mapping))})"
            if not self.path(mapping).exists():
                here = "SELECT * FROM added LIMIT 0"
            con.register("nothing", SCHEMA.empty_table())
            files = ", ".join(_text(path) for path in added)
            new = f"SELECT * FROM read_parquet([{files}])" if added else "SELECT * FROM nothing"
            con.execute(f"CREATE TEMP VIEW added AS {new}")
            stay = "WHERE id IN (SELECT id FROM added)" if anew else ""
            con.execute(
                f"CREATE TEMP VIEW together AS SELECT * FROM ({here}) {stay}"
                f" UNION ALL SELECT * FROM added"
            )
            self._write(
                con,
                mapping,
                "SELECT * FROM together QUALIFY row_number() OVER"
                " (PARTITION BY id ORDER BY quarantined_at) = 1",
                {},
            )
        del loaded

    def drop(self, mapping: str, ids: Sequence[str]) -> None:
        """Delete rows that were replayed."""
        with self._changing(mapping) as con:
            con.register("gone", pa.table({"id": pa.array(ids, pa.string())}))
            self._replace(con, mapping, "id NOT IN (SELECT id FROM gone)", {})

    def _replace(
        self, con: duckdb.DuckDBPyConnection, mapping: str, condition: str, values: dict[str, Any]
    ) -> None:
        rows = f"SELECT * FROM read_parquet({_text(self.path(mapping))}) WHERE {condition}"
        self._write(con, mapping, rows, values)

    def _write(
        self, con: duckdb.DuckDBPyConnection, mapping: str, rows: str, values: dict[str, Any]
    ) -> None:
        path = self.path(mapping)
        fresh = path.with_suffix(".new")
        con.execute(
            f"COPY ({rows} ORDER BY file, line, id) TO {_text(fresh)} (FORMAT parquet)", values
        )
        left = con.execute(f"SELECT count(*) FROM read_parquet({_text(fresh)})").fetchone()
        if left is not None and left[0] == 0:
            fresh.unlink()
            path.unlink(missing_ok=True)
        else:
            os.replace(fresh, path)

    @contextmanager
    def _changing(self, mapping: str) -> Iterator[duckdb.DuckDBPyConnection]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self.folder / f".{mapping}.lock"), duckdb.connect() as con:
            con.execute("SET TimeZone = 'UTC'")
            con.execute("SET memory_limit = '256MB'")
            con.execute("SET temp_directory = ?", [str(self.folder / ".spill")])
            yield con


def _read(row: dict[str, Any]) -> QuarantinedRow:
    raw = json.loads(row["raw"])
    return QuarantinedRow(
        id=row["id"],
        mapping=row["mapping"],
        version=row["version"],
        table=row["table"],
        file=row["file"],
        line=row["line"],
        reason=row["reason"],
        column=row["column"],
        columns=tuple(json.loads(row["columns"])),
        values=tuple(raw) if isinstance(raw, list) else None,
        text=raw if isinstance(raw, str) else None,
        key=row["key"],
        quarantined_at=row["quarantined_at"],
    )


def _text(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
