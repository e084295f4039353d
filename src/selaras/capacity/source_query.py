"""Where answers about capacity read from: a ledger's reading, or Arrow tables handed over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from selaras.contracts import DELETED_AT, TABLES, Kind, Table, day_flag
from selaras.evidence.engines import Engine
from selaras.evidence.engines.duckdb import DuckDBEngine
from selaras.ledger import source_query as ledger
from selaras.ledger.reading import Reading


class Source(ledger.Source, Protocol):
    """A source that says of which instant it is; its amounts and rates are floats."""

    @property
    def as_of(self) -> datetime: ...

    def complete_from(self, table: str) -> datetime | None:
        """Since when a table holds everything; None where it does so from the beginning on."""
        ...


class ReadingSource(ledger.ReadingSource):
    """A snapshot seen as of an instant, its amounts and rates as floats."""

    def table(self, name: str) -> ir.Table:
        rows, contract = super().table(name), TABLES[name]
        held = {c.name: rows[c.name].cast(ledger.TYPES[c.kind]) for c in contract.columns}
        return rows.select(**held, **{flag: rows[flag] for flag in deadline_flags(contract)})


@dataclass
class ArrowSource:
    """Arrow tables under the names of the contracts, as of an instant.

    Columns that a table lacks read as null; `begins` says since when a table holds everything,
    where that is not from the beginning on. Rows that happened later than the as-of, and values
    that were set later, are hidden as a snapshot's are.
    """

    tables: Mapping[str, pa.Table]
    as_of: datetime
    engine: Engine = field(default_factory=DuckDBEngine)
    snapshot_id: str | None = None
    begins: Mapping[str, datetime] = field(default_factory=dict)
    _held: dict[str, ir.Table] = field(default_factory=dict)

    def __post_init__(self) -> None:
        ledger.check_names(self.tables)

    def has(self, table: str) -> bool:
        return table in self.tables

    def table(self, name: str) -> ir.Table:
        if name not in self._held:
            self._held[name] = self._register(name)
        return self._held[name]

    def complete_from(self, table: str) -> datetime | None:
        return self.begins.get(table)

    def seen_at(self, as_of: datetime) -> ArrowSource:
        """The same tables as of another instant."""
        return ArrowSource(self.tables, as_of, self.engine, self.snapshot_id, self.begins)

    def _register(self, name: str) -> ir.Table:
        given, contract = self.tables[name], TABLES[name]
        columns = (*contract.column_names, *deadline_flags(contract))
        known = [c for c in columns if c in given.column_names]
        kept = [*known, DELETED_AT] if DELETED_AT in given.column_names else known
        rows = self.engine.register(name, given.select(kept))
        held = {
            c.name: rows[c.name] if c.name in known else ibis.null(ledger.TYPES[c.kind])
            for c in contract.columns
        }
        for flag in deadline_flags(contract):
            held[flag] = rows[flag] if flag in known else ibis.literal(False)
        deleted = rows[DELETED_AT] if DELETED_AT in kept else ibis.null(ledger.TYPES[Kind.TIME])
        return _seen_at(rows.select(**held, **{DELETED_AT: deleted}), contract, self.as_of)


def _seen_at(rows: ir.Table, contract: Table, as_of: datetime) -> ir.Table:
    """The contract's columns of the rows that were there at an instant (design.md §4).

    What happened later is not there, what was set later reads as null; a time that points ahead
    (a deadline, an expiry) was known when its row was written.
    """
    at = ibis.literal(as_of.astimezone(UTC), type=ledger.TYPES[Kind.TIME])
    there = rows[DELETED_AT].isnull() | (rows[DELETED_AT] > at)
    if contract.event_time is not None:
        happened = rows[contract.event_time]
        there &= (happened <= at) | happened.isnull()
    columns: dict[str, ir.Value] = {}
    for column in contract.columns:
        value = rows[column.name].cast(ledger.TYPES[column.kind])
        governing = column.name if column.kind is Kind.TIME else column.governed_by
        if governing in (None, contract.event_time) or column.points_ahead:
            columns[column.name] = value
        else:
            later = rows[governing] > at
            columns[column.name] = later.ifelse(ibis.null(value.type()), value)
    columns |= {flag: rows[flag] for flag in deadline_flags(contract)}
    return rows.filter(there).select(**columns)


def deadline_flags(contract: Table) -> tuple[str, ...]:
    """The companions of times that point ahead: true where only the day is known."""
    return tuple(day_flag(c.name) for c in contract.times if c.points_ahead)


def source_of(evidence: Reading | Source) -> Source:
    """What an answer may be handed, as a source."""
    return ReadingSource(evidence) if isinstance(evidence, Reading) else evidence


def rows_of(source: Source, table: str, *columns: str) -> list[dict[str, Any]]:
    """The rows of a small table, in the order of those columns; none where it is not loaded."""
    if not source.has(table):
        return []
    wanted = columns or TABLES[table].column_names
    found = source.engine.to_arrow(source.table(table).select(*wanted))
    rows: list[dict[str, Any]] = found.to_pylist()
    rows.sort(key=lambda row: tuple(_sortable(row[name]) for name in wanted))
    return rows


def _sortable(value: object) -> tuple[bool, Any]:
    """Nulls last, whatever the type."""
    return (value is None, value if value is not None else 0)


def first_whole_day(source: Source, table: str, zone: ZoneInfo) -> date | None:
    """The first local day that a table holds in full; None where it does so from the beginning on.

    What it holds of days before is a part of what there was.
    """
    begins = source.complete_from(table) if source.has(table) else None
    if begins is None:
        return None
    local = begins.astimezone(zone)
    whole = local == datetime.combine(local.date(), time(), zone)
    return local.date() if whole else local.date() + timedelta(days=1)


def columns_of(source: Source, query: ir.Table) -> dict[str, Sequence[Any]]:
    """The columns of a query's answer as lists."""
    return dict(source.engine.to_arrow(query).to_pydict())
