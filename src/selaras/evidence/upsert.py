"""Bringing staged rows into a table: compare by key and hash, rewrite the months that changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selaras.contracts import DELETED_AT, HASH, MONTH, SOURCE, Table
from selaras.errors import InputError
from selaras.evidence.delta_table import files_by_month, overwrite_months, prepare
from selaras.evidence.manifest import MonthState, TableState, digest_of
from selaras.evidence.staging import Staged
from selaras.evidence.stored_columns import (
    digest_sql,
    hash_sql,
    month_sql,
    staged_types,
    stored_types,
)

if TYPE_CHECKING:
    import duckdb

_BATCH_ROWS = 32_768


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
class Upserted:
    """The table after the load; `state` equals the former one where nothing changed."""

    state: TableState
    counts: tuple[LoadCount, ...]


class Upsert:
    """One table's share of a load, in a DuckDB database that spills to disk.

    `staged` are this table's loads, at most one per source, later ones winning; `before` is the
    table as the manifest has it, None if it is new.
    """

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        path: Path,
        table: Table,
        staged: Sequence[Staged],
        before: TableState | None,
        loaded_at: datetime,
    ) -> None:
        self.con = con
        self.path = path
        self.table = table
        self.staged = staged
        self.before = before
        self.loaded_at = loaded_at
        self.keys = ", ".join(f'"{name}"' for name in table.key)
        self.stored = tuple(stored_types(table))

    def run(self) -> Upserted:
        """Compare, and write what changed. Nothing is committed where nothing did."""
        self._view_staged()
        self._view_current()
        self._pick_winners()
        self._find_changes()
        sources = self._sources()
        months = self._changed_months()
        if self.before is not None and not months:
            state = TableState(
                self.before.version, self.before.columns, self.before.months, sources
            )
        else:
            state = self._write(months, sources)
        return Upserted(state, self._counts())

    @cached_property
    def _paths(self) -> list[tuple[str, int]]:
        """Every staged file with the number of the load it belongs to."""
        return [(str(path), no) for no, load in enumerate(self.staged) for path in load.paths]

    def _view_staged(self) -> None:
        types = staged_types(self.table)
        if not self._paths:
            columns = ", ".join(f'NULL::{kind} AS "{name}"' for name, kind in types.items())
            rows = f"(SELECT {columns}, 0::BIGINT AS _order, 0 AS _load LIMIT 0)"
        else:
            files = _list_sql(path for path, _ in self._paths)
            loads = f"[{', '.join(str(no) for _, no in self._paths)}]"
            columns = ", ".join(_cast(name, kind) for name, kind in types.items())
            rows = (
                f"(SELECT {columns}, file_index::BIGINT * 1099511627776 + file_row_number AS"
                f" _order, {loads}[file_index::BIGINT + 1] AS _load FROM read_parquet({files},"
                " file_row_number=true, hive_partitioning=false))"
            )
        self.con.execute(
            f"CREATE OR REPLACE TEMP VIEW staged AS SELECT *, {hash_sql(self.table)} AS {HASH},"
            f" {month_sql(self.table)} AS {MONTH} FROM {rows}"
        )

    def _view_current(self) -> None:
        files = [] if self.before is None else self._files(self.before.version)
        present = self.stored if self.before is None else self.before.columns
        rows = stored_rows_sql(self.table, files, present)
        self.con.execute(f"CREATE OR REPLACE TEMP VIEW current_rows AS {rows}")

    def _files(self, version: int) -> list[str]:
        by_month = files_by_month(self.path, version)
        return [path for paths in by_month.values() for path in paths]

    def _pick_winners(self) -> None:
        missing = " OR ".join(f'"{name}" IS NULL' for name in self.table.key)
        self.con.execute(
            f"CREATE OR REPLACE TEMP TABLE winners AS SELECT {self.keys},"
            f" max(_order) AS _order, arg_max({HASH}, _order) AS {HASH},"
            f" arg_max({MONTH}, _order) AS {MONTH}, arg_max(_load, _order) AS _load"
            f" FROM staged GROUP BY {self.keys}"
        )
        if self._one(f"SELECT count(*) FROM winners WHERE {missing}"):
            raise InputError(
                f"Rows staged for {self.table.name} lack a part of their key ({self.keys})."
            )

    def _find_changes(self) -> None:
        key = self.table.key[0]
        self.con.execute(
            f"CREATE OR REPLACE TEMP TABLE changes AS SELECT {_of('w', self.table.key)},"
            f" w._order, w._load, w.{MONTH} AS month_after, c.{MONTH} AS month_before,"
            f" CASE WHEN c.\"{key}\" IS NULL THEN 'inserted'"
            f" WHEN c.{DELETED_AT} IS NOT NULL THEN 'restored' ELSE 'updated' END AS became"
            f" FROM winners w LEFT JOIN current_rows c USING ({self.keys})"
            f' WHERE c."{key}" IS NULL OR c.{DELETED_AT} IS NOT NULL OR c.{HASH} <> w.{HASH}'
        )
        for number, load in enumerate(self.staged):
            if load.export == "full":
                self.con.execute(
                    f"INSERT INTO changes SELECT {_of('c', self.table.key)}, NULL, {number},"
                    f" c.{MONTH}, c.{MONTH}, 'deleted' FROM current_rows c"
                    f" ANTI JOIN winners w USING ({self.keys})"
                    f" WHERE c.{DELETED_AT} IS NULL AND c.{SOURCE} = ?",
                    [load.source],
                )

    def _changed_months(self) -> set[str]:
        rows = self.con.execute(
            "SELECT month_after FROM changes UNION"
            " SELECT month_before FROM changes WHERE month_before IS NOT NULL"
        ).fetchall()
        return {month for (month,) in rows}

    def _sources(self) -> dict[str, datetime | None]:
        """How far each source is complete after this load; `changes` never take it back."""
        sources = {} if self.before is None else dict(self.before.sources)
        for number, load in enumerate(self.staged):
            former = sources.get(load.source)
            reached = self._reached(number, load)
            known = [at for at in (former, reached) if at is not None]
            if load.export == "full" and reached is not None:
                sources[load.source] = reached
            else:
                sources[load.source] = max(known, default=None)
        return sources

    def _reached(self, number: int, load: Staged) -> datetime | None:
        """Stated, or the newest time that is not after the load and does not point ahead."""
        if load.complete_to is not None:
            return min(load.complete_to, self.loaded_at)
        times = [column.name for column in self.table.times if not column.points_ahead]
        if not times:
            return None
        newest = ", ".join(f'max("{name}") FILTER ("{name}" <= $at)' for name in times)
        row = self.con.execute(
            f"SELECT {newest} FROM staged WHERE _load = {number}", {"at": self.loaded_at}
        ).fetchone()
        return max((at for at in row or () if at is not None), default=None)

    def _counts(self) -> tuple[LoadCount, ...]:
        became: dict[int, dict[str, int]] = {number: {} for number in range(len(self.staged))}
        for number, what, rows in self.con.execute(
            "SELECT _load, became, count(*) FROM changes GROUP BY ALL"
        ).fetchall():
            became[number][what] = rows
        staged = dict(
            self.con.execute("SELECT _load, count(*) FROM staged GROUP BY ALL").fetchall()
        )
        kept = dict(self.con.execute("SELECT _load, count(*) FROM winners GROUP BY ALL").fetchall())
        return tuple(
            LoadCount(
                self.table.name,
                load.source,
                merged=staged.get(number, 0) - kept.get(number, 0),
                unchanged=kept.get(number, 0)
                - sum(rows for what, rows in became[number].items() if what != "deleted"),
                **became[number],
            )
            for number, load in enumerate(self.staged)
        )

    def _write(self, months: set[str], sources: Mapping[str, datetime | None]) -> TableState:
        """Commit the changed months; the whole table where its columns are no longer these."""
        before = self.before
        delta = prepare(self.path, self.table, None if before is None else before.version)
        whole = before is not None and before.columns != self.stored
        if not months:
            return TableState(int(delta.version()), self.stored, {}, sources)
        self._note_deletions(sources)
        reader = self._rows(None if whole else months).to_arrow_reader(_BATCH_ROWS)
        version = overwrite_months(delta, reader, None if whole else months)
        digests = {} if before is None or whole else dict(before.months)
        written = None if whole else months
        fresh = month_states(self.con, self.table, files_by_month(self.path, version), written)
        for month in months:
            digests.pop(month, None)
        return TableState(version, self.stored, digests | fresh, sources)

    def _note_deletions(self, sources: Mapping[str, datetime | None]) -> None:
        """Up to when each source was complete as rows went missing from it."""
        self.con.execute("CREATE OR REPLACE TEMP TABLE loads (_load INTEGER, gone_at TIMESTAMPTZ)")
        self.con.executemany(
            "INSERT INTO loads VALUES (?, ?)",
            [
                (number, sources[load.source] or self.loaded_at)
                for number, load in enumerate(self.staged)
            ],
        )

    def _rows(self, months: set[str] | None) -> Any:
        """Rows of the table (of those months) after the load, sorted by month and parent."""
        names = [f'"{name}"' for name in (*self.stored, MONTH)]
        kept = "" if months is None else f" WHERE {MONTH} IN ({_quoted(months)})"
        added = ", ".join(
            f"NULL::TIMESTAMPTZ AS {DELETED_AT}" if name == f'"{DELETED_AT}"' else f"s.{name}"
            for name in names
        )
        gone = ", ".join(
            f"l.gone_at AS {DELETED_AT}" if name == f'"{DELETED_AT}"' else f"c.{name}"
            for name in names
        )
        order = [MONTH, *([self.table.parent] if self.table.parent else []), *self.table.key]
        by = ", ".join(f'"{name}"' for name in dict.fromkeys(order))
        return self.con.execute(
            f"SELECT {', '.join(names)} FROM current_rows"
            f" ANTI JOIN changes USING ({self.keys}){kept}"
            f" UNION ALL SELECT {added} FROM staged s"
            " JOIN changes n USING (_order)"
            f" UNION ALL SELECT {gone} FROM current_rows c"
            f" JOIN changes n USING ({self.keys}) JOIN loads l ON l._load = n._load"
            " WHERE n.became = 'deleted'"
            f" ORDER BY {by}"
        )

    def _one(self, query: str) -> Any:
        row = self.con.execute(query).fetchone()
        return None if row is None else row[0]


def stored_rows_sql(table: Table, files: Sequence[str], present: Sequence[str]) -> str:
    """SELECT of the stored columns and the month; those the files lack read as null.

    `present` are the columns that all the files have. Typed, also without any file.
    """
    types = stored_types(table)
    columns = [
        f'"{name}"' if files and name in present else f'NULL::{kind} AS "{name}"'
        for name, kind in types.items()
    ]
    if not files:
        return f"SELECT {', '.join(columns)}, NULL::VARCHAR AS {MONTH} LIMIT 0"
    return (
        f"SELECT {', '.join(columns)}, {MONTH} FROM read_parquet({_list_sql(files)},"
        f" hive_partitioning=true, hive_types={{'{MONTH}': VARCHAR}})"
    )


def month_states(
    con: duckdb.DuckDBPyConnection,
    table: Table,
    files: Mapping[str, Sequence[str]],
    months: set[str] | None,
) -> dict[str, MonthState]:
    """Rows and digests of `months` (None: of all), read back from the files as written."""
    asked = [path for month in files if months is None or month in months for path in files[month]]
    rows = con.execute(
        f"SELECT {MONTH}, count(*), {digest_sql()} FROM ({stored_rows_sql(table, asked, list(stored_types(table)))})"
        f" GROUP BY {MONTH} ORDER BY {MONTH}"
    ).fetchall()
    return {month: MonthState(count, digest_of([text])) for month, count, text in rows}


def _cast(name: str, kind: str) -> str:
    """A day flag is never null: a time that is not known is not known to the day either."""
    value = f'"{name}"::{kind}'
    return (
        f'coalesce({value}, false) AS "{name}"'
        if name.endswith("_is_day")
        else f'{value} AS "{name}"'
    )


def _of(alias: str, names: Sequence[str]) -> str:
    return ", ".join(f'{alias}."{name}"' for name in names)


def _list_sql(texts: Any) -> str:
    return "[" + _quoted(texts) + "]"


def _quoted(texts: Any) -> str:
    return ", ".join("'" + text.replace("'", "''") + "'" for text in texts)
