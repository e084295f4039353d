"""Evidence as it stood at an instant: what a measure sees of a snapshot."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

import ibis
import ibis.expr.types as ir

from selaras.contracts import DELETED_AT, TABLES, Kind, day_flag
from selaras.evidence import Snapshot
from selaras.evidence.engines import Engine


@dataclass(frozen=True, slots=True)
class Profile:
    """What is true of a whole table, so that a query need not ask it of every row."""

    rows: int
    with_nulls: frozenset[str]
    with_day_precision: frozenset[str]
    newest: dict[str, datetime]
    deletes: bool


@dataclass
class Reading:
    """One snapshot, seen at one as-of, through one engine.

    Rows that happened after the as-of, or were deleted by then, are not there; a value that was
    set after it reads as null.
    """

    engine: Engine
    snapshot: Snapshot
    as_of: datetime
    _profiles: dict[str, Profile] = field(default_factory=dict)

    def has(self, table: str) -> bool:
        return table in self.snapshot.tables

    def profile(self, table: str) -> Profile:
        if table not in self._profiles:
            self._profiles[table] = self._measure(table)
        return self._profiles[table]

    def may_be_null(self, table: str, column: str) -> bool:
        return column in self.profile(table).with_nulls

    def has_day_precision(self, table: str, column: str) -> bool:
        return column in self.profile(table).with_day_precision

    def table(self, name: str, months: tuple[str, ...] | None = None) -> ir.Table:
        """The rows of a table that were there at the as-of."""
        contract, profile = TABLES[name], self.profile(name)
        rows = self.engine.table(self.snapshot, name, months=months)
        at = ibis.literal(self.as_of.astimezone(UTC), type="timestamp('UTC', 6)")
        if profile.deletes:
            rows = rows.filter(rows[DELETED_AT].isnull() | (rows[DELETED_AT] > at))
        if contract.event_time is not None and self._reaches_past(name, contract.event_time):
            happened = rows[contract.event_time]
            # A row without an event time is kept: whether it counts depends on another column.
            rows = rows.filter((happened <= at) | happened.isnull())
        late: dict[str, ir.Value] = {}
        for column in contract.columns:
            governing = column.name if column.kind is Kind.TIME else column.governed_by
            if governing is None or governing == contract.event_time:
                continue
            if self._reaches_past(name, governing) and governing != DELETED_AT:
                set_later = rows[governing] > at
                value = rows[column.name]
                late[column.name] = set_later.ifelse(ibis.null(value.type()), value)
        return rows.mutate(**late) if late else rows

    def _reaches_past(self, table: str, time_column: str) -> bool:
        newest = self.profile(table).newest.get(time_column)
        return newest is not None and newest > self.as_of

    def _measure(self, name: str) -> Profile:
        contract = TABLES[name]
        rows = self.engine.table(self.snapshot, name)
        measures: dict[str, ir.Scalar] = {
            "rows": rows.count(),
            "deletes": rows[DELETED_AT].count(),
        }
        for column in contract.columns:
            measures[f"n_{column.name}"] = rows[column.name].count()
        for column in contract.times:
            measures[f"day_{column.name}"] = rows[day_flag(column.name)].any()
            measures[f"max_{column.name}"] = rows[column.name].max()
        (found,) = self.engine.to_arrow(rows.aggregate(**measures)).to_pylist()
        return Profile(
            rows=found["rows"],
            with_nulls=frozenset(
                c.name for c in contract.columns if found[f"n_{c.name}"] < found["rows"]
            ),
            with_day_precision=frozenset(c.name for c in contract.times if found[f"day_{c.name}"]),
            newest={
                c.name: found[f"max_{c.name}"]
                for c in contract.times
                if found[f"max_{c.name}"] is not None
            },
            deletes=found["deletes"] > 0,
        )
