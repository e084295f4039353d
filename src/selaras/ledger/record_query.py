"""What was recorded of verdicts, asked of the store's files: of years of it only what is needed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from selaras.calendars.clock import from_micros, to_micros
from selaras.evidence.connection import settle
from selaras.evidence.literals import files_sql, text_sql
from selaras.ledger.recorded import files_of

Matter = tuple[str, str, str, str, str | None]
"""Agreement, commitment, period's start and end, and subject."""

_MATTER = "agreement, commitment, period_start, period_end, subject"
_ROWS = """
    WITH named AS (SELECT {files} AS names),
    files AS (SELECT unnest(names) AS filename, unnest(range(len(names))) AS place FROM named),
    rows AS (
        SELECT *, epoch_us(as_of) AS micros
        FROM read_parquet({files}, filename = true, hive_partitioning = false)
        JOIN files USING (filename)
    )
"""
_AGE = "(snapshot, micros, place, id)"
"""Of two records on one matter the one that stands is the greater in this; `place` is that of its
file, oldest first."""
_RECORD = "{id: id, content: content, micros: micros, snapshot: snapshot, restates: restates}"


@dataclass(frozen=True, slots=True)
class Recorded:
    """One verdict as it was written."""

    id: str
    content: dict[str, Any]
    as_of: datetime
    snapshot: int
    restates: str | None


class Records:
    """What a store's files hold at a time; nothing where `folder` is no store yet."""

    def __init__(self, folder: Path) -> None:
        self._files = [folder / name for name, _at in files_of(folder)]

    def final(self) -> dict[Matter, list[Recorded]]:
        """Final verdicts by matter, oldest first."""
        sql = f"SELECT {_MATTER}, {_RECORD} FROM rows WHERE final ORDER BY {_AGE}"
        found: dict[Matter, list[Recorded]] = {}
        for *matter, record in self._ask(sql):
            found.setdefault(_as_matter(matter), []).append(_recorded(record))
        return found

    def told(self, snapshot: int, as_of: datetime) -> dict[tuple[Matter, str], Recorded]:
        """What stands by a snapshot and an as-of, by matter and agreement version.

        What was told of later times alone is there as it was told of the first of them.
        """
        by_then = f"(snapshot, micros) <= ({snapshot:d}, {to_micros(as_of):d})"
        rows = self._ask(
            f"SELECT {_MATTER}, version,"
            f" coalesce(arg_max({_RECORD}, {_AGE}) FILTER (WHERE {by_then}),"
            f" arg_min({_RECORD}, {_AGE})) FROM rows GROUP BY ALL"
        )
        return {(_as_matter(m), version): _recorded(record) for *m, version, record in rows}

    def of(self, matter: Matter) -> tuple[Recorded, ...]:
        """Everything on one matter, oldest first."""
        columns = _MATTER.split(", ")
        texts = ("NULL" if value is None else text_sql(value) for value in matter)
        is_it = " AND ".join(
            f"{column} IS NOT DISTINCT FROM {text}"
            for column, text in zip(columns, texts, strict=True)
        )
        found = self._ask(f"SELECT {_RECORD} FROM rows WHERE {is_it} ORDER BY {_AGE}")
        return tuple(_recorded(record) for (record,) in found)

    def taken(self, ids: Iterable[str]) -> frozenset[str]:
        """Those of the ids that records have already."""
        asked = ", ".join(map(text_sql, ids))
        sql = f"SELECT id FROM rows WHERE id IN (SELECT unnest([{asked}]::VARCHAR[]))"
        return frozenset(id_ for (id_,) in self._ask(sql))

    def _ask(self, select: str) -> list[tuple[Any, ...]]:
        # What is asked is written out: to bind a value, DuckDB imports pandas.
        if not self._files:
            return []
        sql = _ROWS.format(files=files_sql(self._files)) + select
        return self._connection.execute(sql).fetchall()

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        con = duckdb.connect()
        settle(con)
        return con


def _recorded(row: dict[str, Any]) -> Recorded:
    return Recorded(
        id=row["id"],
        content=json.loads(row["content"]),
        as_of=from_micros(row["micros"]),
        snapshot=row["snapshot"],
        restates=row["restates"],
    )


def _as_matter(columns: Sequence[Any]) -> Matter:
    agreement, commitment, start, end, subject = columns
    return agreement, commitment, start, end, subject
