"""Staged rows held against a table: which keys are new, changed, back or gone.

All of it happens in one working DuckDB database that lies on disk, so that a table of any size is
compared under a fixed memory limit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb

from selaras.contracts import DELETED_AT, HASH, MONTH, SOURCE, Table, day_flag
from selaras.errors import InputError, said
from selaras.evidence.literals import files_sql, instant_sql, names, text_sql
from selaras.evidence.numbering import Numbering
from selaras.evidence.staging import Staged
from selaras.evidence.stored_columns import hash_sql, month_sql, staged_types, stored_types

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ROWS_PER_FILE = 2**40
"""More rows than a staged file can have: file number × this + row number orders all rows."""


@dataclass(frozen=True, slots=True)
class LoadCount:
    """What became of the rows of one source in one table.

    `inserted + updated + unchanged + restored + merged` is the number of rows staged: `merged`
    ones gave way to a later row of the same key, `restored` ones were deleted before. `deleted`
    counts keys that went missing from a full export.
    """

    table: str
    source: str
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    merged: int = 0
    deleted: int = 0
    restored: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """One table's loads (at most one per source, later ones winning) beside its current rows.

    In the working database it makes the tables `staged` (typed rows with hash, month, order and
    load), `folded` (the order of rows that gave way) and `changes` (key, what became of it, and
    its months), and the view `current_rows`. Ids that are new get their numbers.
    """

    con: duckdb.DuckDBPyConnection
    table: Table
    loads: Sequence[Staged]
    numbering: Numbering

    def run(self, current: str, *, is_numbered: bool) -> None:
        """Compare with the rows of the SELECT `current`; InputError where a key is not whole.

        `is_numbered`: whether these have the numbers of their ids.
        """
        paths = [path for part in self.loads for path in part.paths]
        if paths:
            staged = f"FROM read_parquet({files_sql(paths)}, hive_partitioning=false)"
            self.numbering.give(self.con, self.table, staged)
        if not is_numbered:
            self.numbering.give(self.con, self.table, current)
            current = self.numbering.numbered(self.table, current)
        self.con.execute(f"CREATE VIEW current_rows AS {current}")
        self.con.execute(f"CREATE TABLE staged AS {self._staged_sql()}")
        self._refuse_partial_keys()
        self._fold_repeats()
        self._find_changes()

    @property
    def keys(self) -> str:
        return names(self.table.key)

    def changed_months(self) -> dict[str, int]:
        """Month that has to be rewritten → rows that come into it."""
        rows = self.con.execute(
            "SELECT month, sum(rows)::BIGINT FROM ("
            " SELECT month_after AS month, count(*) AS rows FROM changes GROUP BY ALL UNION ALL"
            " SELECT DISTINCT month_before, 0 FROM changes WHERE month_before IS NOT NULL"
            ") GROUP BY month"
        ).fetchall()
        return dict(rows)

    def newest_time(self, load: int, until: datetime) -> datetime | None:
        """The newest time of a load's rows that is not after `until` and does not point ahead."""
        newest = newest_sql(self.table, until)
        if newest is None:
            return None
        (reached,) = self._row(f"SELECT {newest} FROM staged WHERE _load = {load}")
        return None if reached is None else _EPOCH + timedelta(microseconds=reached)

    def counts(self) -> tuple[LoadCount, ...]:
        """What became of the rows, for each load."""
        became: list[dict[str, int]] = [{} for _ in self.loads]
        for load, what, rows in self.con.execute(
            "SELECT _load, became, count(*) FROM changes GROUP BY ALL"
        ).fetchall():
            became[load][what] = rows
        staged = self._rows_by_load("staged")
        folded = self._rows_by_load("staged SEMI JOIN folded USING (_order)")
        return tuple(
            LoadCount(
                self.table.name,
                part.source,
                merged=folded.get(load, 0),
                unchanged=staged.get(load, 0)
                - folded.get(load, 0)
                - sum(rows for what, rows in became[load].items() if what != "deleted"),
                **became[load],
            )
            for load, part in enumerate(self.loads)
        )

    def _staged_sql(self) -> str:
        types = staged_types(self.table)
        files = [(str(path), load) for load, part in enumerate(self.loads) for path in part.paths]
        if not files:
            columns = ", ".join(f'NULL::{kind} AS "{name}"' for name, kind in types.items())
            rows = f"(SELECT {columns}, 0::BIGINT AS _order, 0 AS _load LIMIT 0)"
        else:
            flags = {day_flag(column.name) for column in self.table.times}
            columns = ", ".join(
                # A time that is not known is not known to the day either.
                f'coalesce("{name}"::{kind}, false) AS "{name}"'
                if name in flags
                else f'"{name}"::{kind} AS "{name}"'
                for name, kind in types.items()
            )
            loads = ", ".join(str(load) for _, load in files)
            rows = (
                f"(SELECT {columns},"
                f" file_index::BIGINT * {_ROWS_PER_FILE} + file_row_number AS _order,"
                f" [{loads}][file_index::BIGINT + 1] AS _load"
                f" FROM read_parquet({files_sql(path for path, _ in files)},"
                " file_row_number=true, hive_partitioning=false))"
            )
        typed = (
            f"SELECT *, {hash_sql(self.table)} AS {HASH}, {month_sql(self.table)} AS {MONTH}"
            f" FROM {rows}"
        )
        return self.numbering.numbered(self.table, typed)

    def _refuse_partial_keys(self) -> None:
        for name in self.table.key:
            (rows,) = self._row(f'SELECT count(*) FROM staged WHERE "{name}" IS NULL')
            if rows:
                raise InputError(
                    said(
                        "{rows} rows staged for {table} have no {name}, a part of its key.",
                        "{rows} baris yang disiapkan untuk {table} tidak punya {name}, bagian "
                        "dari kuncinya.",
                        rows=rows,
                        table=self.table.name,
                        name=name,
                    )
                )

    def _fold_repeats(self) -> None:
        """Hashes find the few candidates: a window over every key would take all the memory."""
        self.con.execute(
            f"CREATE TABLE suspects AS SELECT hash({self.keys}) AS suspect FROM staged"
            " GROUP BY suspect HAVING count(*) > 1"
        )
        self.con.execute(
            "CREATE TABLE folded AS SELECT _order FROM (SELECT _order, row_number() OVER"
            f" (PARTITION BY {self.keys} ORDER BY _order DESC) AS place FROM staged"
            f" WHERE hash({self.keys}) IN (SELECT suspect FROM suspects)) WHERE place > 1"
        )

    def _find_changes(self) -> None:
        key = self.table.key[0]
        self.con.execute(
            f"CREATE TABLE changes AS SELECT {names(self.table.key, 's')}, s._order, s._load,"
            f" s.{MONTH} AS month_after, c.{MONTH} AS month_before,"
            f" CASE WHEN c.\"{key}\" IS NULL THEN 'inserted'"
            f" WHEN c.{DELETED_AT} IS NOT NULL THEN 'restored' ELSE 'updated' END AS became"
            f" FROM (SELECT {self.keys}, _order, _load, {MONTH}, {HASH} FROM staged"
            " ANTI JOIN folded USING (_order)) s"
            f" LEFT JOIN current_rows c USING ({self.keys})"
            f' WHERE c."{key}" IS NULL OR c.{DELETED_AT} IS NOT NULL OR c.{HASH} <> s.{HASH}'
        )
        for load, part in enumerate(self.loads):
            if part.export == "full":
                self.con.execute(
                    f"INSERT INTO changes SELECT {names(self.table.key, 'c')}, NULL, {load},"
                    f" c.{MONTH}, c.{MONTH}, 'deleted' FROM current_rows c"
                    f" ANTI JOIN staged s USING ({self.keys})"
                    f" WHERE c.{DELETED_AT} IS NULL AND c.{SOURCE} = {text_sql(part.source)}"
                )

    def _rows_by_load(self, relation: str) -> dict[int, int]:
        counted = self.con.execute(f"SELECT _load, count(*) FROM {relation} GROUP BY _load")
        return dict(counted.fetchall())

    def _row(self, query: str) -> tuple[Any, ...]:
        row = self.con.execute(query).fetchone()
        return () if row is None else row


def stored_rows_sql(table: Table, files: Sequence[str], present: Sequence[str], rows: int) -> str:
    """SELECT of the stored columns and the month; those the files lack read as null.

    `present` are the columns that all the files have, `rows` how many rows these hold together.
    Typed, also without any file.
    """
    columns = [
        f'"{name}"' if files and name in present else f'NULL::{kind} AS "{name}"'
        for name, kind in stored_types(table).items()
    ]
    if not files:
        return f"SELECT {', '.join(columns)}, NULL::VARCHAR AS {MONTH} LIMIT 0"
    # Left to itself DuckDB takes every file to be as long as the first one. Where that is the stub
    # of a month, a join holds the rows of a large one in memory, and not the few that changed.
    return (
        f"SELECT {', '.join(columns)}, {MONTH} FROM read_parquet({files_sql(files)},"
        f" hive_partitioning=true, hive_types={{'{MONTH}': VARCHAR}},"
        f" explicit_cardinality={max(rows, 1)})"
    )


def newest_sql(table: Table, until: datetime) -> str | None:
    """SQL of the newest time (UTC µs) of rows that is not after `until` and does not point ahead.

    None for a table without such times.
    """
    times = [column.name for column in table.times if not column.points_ahead]
    if not times:
        return None
    newest = [
        f'epoch_us(max("{name}") FILTER ("{name}" <= {instant_sql(until)}))' for name in times
    ]
    return f"greatest({', '.join(newest)})"
