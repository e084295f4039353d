"""Rows that do not fit, as quarantine keeps them: where, why, and what stood there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from selaras.errors import Said, said
from selaras.evidence.loading import reasons
from selaras.evidence.loading.batches import BrokenLine, RawBatch
from selaras.evidence.loading.rows import Misfits

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
    are marks (see `marks`). `key` tells rows of one key, where that could be read.
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
    def says(self) -> Said:
        """Why it does not fit, in words that quote nothing of the row."""
        what = reasons.SAYS.get(self.reason, Said(self.reason))
        if not self.column:
            return what
        return said("{column}: {what}", "{column}: {what}", column=self.column, what=what)


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
        raw = json.dumps(values[i])
        rows.append(
            _row(
                origin,
                file=batch.file,
                line=int(batch.lines[position]),
                reason=misfits.reasons[i],
                column=misfits.columns[i],
                columns=columns,
                raw=raw,
                key=misfits.keys[i],
            )
        )
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def broken_rows(
    origin: Origin, file: str, columns: Sequence[str], broken: Sequence[BrokenLine]
) -> pa.Table:
    """Broken lines as SCHEMA."""
    names = json.dumps(list(columns), ensure_ascii=False)
    rows = [
        _row(
            origin,
            file=file,
            line=line.line,
            reason=line.reason,
            column=None,
            columns=names,
            raw=json.dumps(line.text),
            key=None,
        )
        for line in broken
    ]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _row(
    origin: Origin,
    *,
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


def read_row(row: dict[str, Any]) -> QuarantinedRow:
    """A row of SCHEMA, as Arrow gives it to Python."""
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
