"""Bringing a load into one table: rewrite the months that changed, and no others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
from deltalake import DeltaTable

from selaras.contracts import DELETED_AT, MONTH, Table
from selaras.evidence.comparison import (
    Comparison,
    LoadCount,
    stored_rows_sql,
)
from selaras.evidence.delta_table import files_by_month, overwrite_months, prepare
from selaras.evidence.literals import instant_sql, names, text_sql
from selaras.evidence.manifest import LONGEST_MONTH, MonthState, TableState, digest_of
from selaras.evidence.numbering import Numbering, is_numbered
from selaras.evidence.staging import Staged
from selaras.evidence.stored_columns import day_sql, digest_sql, stored_schema, stored_types

BATCH_ROWS = 32_768
ROWS_AT_ONCE = 500_000
"""Months are sorted and written together up to this many rows: memory bounds it from above, the
cost of a query from below."""
_DAYS = range(1, LONGEST_MONTH + 1)
_DAY_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Upserted:
    """The table after the load; `state` equals the former one where nothing changed."""

    state: TableState
    counts: tuple[LoadCount, ...]


@dataclass(frozen=True, slots=True)
class Upsert:
    """One table's share of a load.

    `con` is a working database of its own, `path` the table's folder, `loads` this table's loads
    (at most one per source, later ones winning), `before` the table as the manifest has it, None
    if it is new, `numbering` has the numbers of the store's ids.
    """

    con: duckdb.DuckDBPyConnection
    path: Path
    table: Table
    loads: Sequence[Staged]
    before: TableState | None
    loaded_at: datetime
    numbering: Numbering

    def run(self) -> Upserted:
        """Compare, and write what changed. Nothing is committed where nothing did."""
        files = {} if self.before is None else files_by_month(self.path, self.before.version)
        present = () if self.before is None else self.before.columns
        every = [path for month in files for path in files[month]]
        held = 0 if self.before is None else self.before.rows
        comparison = Comparison(self.con, self.table, self.loads, self.numbering)
        numbered = self.before is None or is_numbered(self.table, present)
        comparison.run(stored_rows_sql(self.table, every, present, held), is_numbered=numbered)
        sources = self._sources(comparison)
        changed = comparison.changed_months()
        if self.before is not None and not changed:
            kept = replace(self.before, sources=sources, begins=self._begins())
            return Upserted(kept, comparison.counts())
        return Upserted(self._write(changed, sources), comparison.counts())

    def _sources(self, comparison: Comparison) -> dict[str, datetime | None]:
        """How far each source is complete after this load; `changes` never take it back."""
        sources = {} if self.before is None else dict(self.before.sources)
        for number, load in enumerate(self.loads):
            former = sources.get(load.source)
            reached = (
                comparison.newest_time(number, self.loaded_at)
                if load.complete_to is None
                else min(load.complete_to, self.loaded_at)
            )
            if load.export == "changes" and former is not None and reached is not None:
                reached = max(former, reached)
            sources[load.source] = former if reached is None else reached
        return sources

    def _begins(self) -> dict[str, datetime]:
        """From when on each source is complete: the newest load says so.

        A load of changes that says nothing leaves what was said; a full export holds all there is.
        """
        begins = {} if self.before is None else dict(self.before.begins)
        for load in self.loads:
            if load.complete_from is not None:
                begins[load.source] = load.complete_from.astimezone(UTC)
            elif load.export == "full":
                begins.pop(load.source, None)
        return begins

    def _write(
        self, changed: Mapping[str, int], sources: Mapping[str, datetime | None]
    ) -> TableState:
        """Commit the changed months; all of them where the contract's columns are others now."""
        before = self.before
        stored = tuple(stored_types(self.table))
        delta = prepare(self.path, self.table, None if before is None else before.version)
        if not changed:
            return TableState(int(delta.version()), stored, {}, sources, self._begins())
        former = {} if before is None else before.months
        whole = before is not None and before.columns != stored
        months = {**{month: 0 for month in former if whole}, **changed}
        sizes = {
            month: rows + (former[month].rows if month in former else 0)
            for month, rows in months.items()
        }
        self._note_deletions(sources)
        version = write_portions(delta, self.table, sizes, self._portion, whole=whole)
        fresh = month_states(self.con, self.table, files_by_month(self.path, version), sizes)
        kept = {month: state for month, state in former.items() if month not in months}
        return TableState(version, stored, kept | fresh, sources, self._begins())

    def _note_deletions(self, sources: Mapping[str, datetime | None]) -> None:
        """Up to when each source was complete as rows went missing from it."""
        self.con.execute("CREATE TABLE loads (_load INTEGER, gone_at TIMESTAMPTZ)")
        for number, load in enumerate(self.loads):
            gone_at = sources[load.source] or self.loaded_at
            self.con.execute(f"INSERT INTO loads VALUES ({number}, {instant_sql(gone_at)})")

    def _portion(self, months: Sequence[str]) -> pa.RecordBatchReader:
        return self.con.execute(self._rows_sql(months)).to_arrow_reader(BATCH_ROWS)

    def _rows_sql(self, months: Sequence[str]) -> str:
        """Rows of these months after the load, sorted by month, parent and key."""
        columns = stored_schema(self.table).names
        among = f"IN ({', '.join(text_sql(month) for month in months)})"
        keys = names(self.table.key)
        added = ", ".join(
            f"NULL AS {DELETED_AT}" if name == DELETED_AT else f's."{name}"' for name in columns
        )
        gone = ", ".join(
            f"gone_at AS {DELETED_AT}" if name == DELETED_AT else f'c."{name}"' for name in columns
        )
        return (
            f"SELECT {names(columns)} FROM current_rows"
            f" ANTI JOIN (FROM changes WHERE month_before {among}) USING ({keys})"
            f" WHERE {MONTH} {among}"
            f" UNION ALL SELECT {added} FROM staged s"
            f" SEMI JOIN (FROM changes WHERE month_after {among}) USING (_order)"
            f" WHERE s.{MONTH} {among}"
            f" UNION ALL SELECT {gone} FROM current_rows c"
            f" JOIN (SELECT {keys}, gone_at FROM changes JOIN loads USING (_load)"
            f" WHERE became = 'deleted' AND month_before {among}) USING ({keys})"
            f" WHERE c.{MONTH} {among}"
            f" ORDER BY {names(row_order(self.table))}"
        )


def month_states(
    con: duckdb.DuckDBPyConnection,
    table: Table,
    files: Mapping[str, Sequence[str]],
    months: Mapping[str, int],
) -> dict[str, MonthState]:
    """Rows and digests of `months` (month → rows, about) and their days, read back as written."""
    asked = [path for month in files if month in months for path in files[month]]
    read = stored_rows_sql(table, asked, tuple(stored_types(table)), sum(months.values()))
    rows = con.execute(
        # not `day`, which is a column of some table
        f"SELECT {MONTH}, {day_sql(table)} AS _day, count(*), {digest_sql()} FROM ({read})"
        f" GROUP BY {MONTH}, _day ORDER BY {MONTH}, _day"
    ).fetchall()
    by_month: dict[str, dict[int, tuple[int, int]]] = defaultdict(dict)
    for month, day, count, digest in rows:
        by_month[month][day] = count, int(digest)
    return {month: _month_state(days) for month, days in by_month.items()}


def _month_state(days: Mapping[int, tuple[int, int]]) -> MonthState:
    """The state of a month from the rows of each day and the sum of their digests; 0: no day."""
    count, digest = (sum(column) for column in zip(*days.values(), strict=True))
    written = [_digest(*days[day])[:_DAY_DIGITS] if day in days else "" for day in _DAYS]
    return MonthState(count, _digest(count, digest), "" if 0 in days else ",".join(written))


def _digest(count: int, digest: int) -> str:
    return digest_of([f"{count}:{digest}"])


def write_portions(
    delta: DeltaTable,
    table: Table,
    sizes: Mapping[str, int],
    rows_of: Callable[[Sequence[str]], pa.RecordBatchReader],
    *,
    whole: bool,
) -> int:
    """Overwrite the months of `sizes` (month → rows, about), with the rows that `rows_of` gives.

    `whole` replaces the table, its schema included. The Delta writer keeps the files that it is
    writing in memory, so every portion is a commit of its own; no reader sees them before the
    manifest names the last one, whose version is returned.
    """
    version = int(delta.version())
    for number, months in enumerate(_portions(sizes)):
        reader = rows_of(months)
        rows = pa.RecordBatchReader.from_batches(stored_schema(table), reader)
        version = overwrite_months(delta, rows, None if whole and number == 0 else months)
    return version


def row_order(table: Table) -> tuple[str, ...]:
    """How stored rows are sorted: by month, then the parent's number (or the parent), then key.

    What happened to those of some numbers lies together then, and the rest can be passed over.
    """
    parent = MONTH if table.parent is None else table.numbered.get(table.parent, table.parent)
    return tuple(dict.fromkeys((MONTH, parent, *table.key)))


def _portions(sizes: Mapping[str, int]) -> Iterator[list[str]]:
    """Months in order, in groups of at most ROWS_AT_ONCE rows (or of one month)."""
    portion: list[str] = []
    rows = 0
    for month in sorted(sizes):
        if portion and rows + sizes[month] > ROWS_AT_ONCE:
            yield portion
            portion, rows = [], 0
        portion.append(month)
        rows += sizes[month]
    if portion:
        yield portion
