"""Evidence as it stood at an instant: what a measure sees of a snapshot."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir

from selaras.calendars import Calendar, Duration, grid_of, reach
from selaras.contracts import DELETED_AT, TABLES, Kind, Table, day_flag
from selaras.evidence import Snapshot
from selaras.evidence.engines import Engine
from selaras.evidence.footers import ColumnFacts, facts_of
from selaras.ledger.items.clock import DayGrid, day_grid
from selaras.ledger.items.shown import Facts
from selaras.ledger.items.work_clock import WorkClock, work_clock
from selaras.ledger.moment import Moment, Rows
from selaras.ledger.period import Period

Span = tuple[str | None, str | None]
"""First and last month that matter, `2026-01`, both included; None: no bound."""
EVERYTHING: Span = (None, None)
NO_SPANS: Mapping[str, Span] = MappingProxyType({})


def months_within(months: Sequence[str], span: Span) -> tuple[str, ...]:
    """The stored months in a span; those without a time (`all`, `none`) are always in it."""
    first, last = span
    return tuple(
        month
        for month in months
        if not month[0].isdigit()
        or ((first is None or month >= first) and (last is None or month <= last))
    )


def month_of(instant: datetime) -> str:
    """The month of an instant as evidence is laid out: `2026-01`, in UTC."""
    return f"{instant.astimezone(UTC):%Y-%m}"


@dataclass(frozen=True, slots=True)
class Profile:
    """What is true of a whole table, so that a query need not ask it of every row."""

    rows: int
    with_nulls: frozenset[str]
    with_day_precision: frozenset[str]
    newest: dict[str, datetime]
    deletes: bool
    last_deletion: datetime | None


@dataclass
class Foreseen:
    """Of rows that questions start from: their table, how many do, what they count them by, and
    whether any of them chooses its calendar by a column of these."""

    table: str = ""
    readers: int = 0
    groups: set[str] = field(default_factory=set)
    chooses: bool = False


@dataclass
class Reading:
    """One snapshot, seen at one as-of, through one engine.

    Rows that happened after the as-of, or were deleted by then, are not there; a value that was
    set after it reads as null. `groups` are the columns that anything may be counted by: what
    commitments share carries them all. `asked` says how many questions read the same rows, and
    `foreseen` what those that start from the same rows will count them by.
    """

    engine: Engine
    snapshot: Snapshot
    as_of: datetime
    groups: tuple[str, ...] = ()
    moment: Moment = field(default_factory=Moment)
    _profiles: dict[str, Profile] = field(default_factory=dict)
    _grids: dict[object, DayGrid] = field(default_factory=dict)
    _clocks: dict[object, WorkClock] = field(default_factory=dict)
    _dues: dict[object, datetime] = field(default_factory=dict)
    _seen: dict[object, ir.Table] = field(default_factory=dict)
    _least: dict[object, dict[str, datetime | None]] = field(default_factory=dict)
    relations: dict[object, Any] = field(default_factory=dict)
    asked: Counter[object] = field(default_factory=Counter)
    foreseen: defaultdict[object, Foreseen] = field(default_factory=lambda: defaultdict(Foreseen))

    def has(self, table: str) -> bool:
        return table in self.snapshot.tables

    def numbers(self, key: str) -> bool:
        """Whether every row of this `key` (`lead_id`, say) has its number stored beside it."""
        return all(
            TABLES[name].numbered[key] in state.columns
            for name, state in self.snapshot.manifest.tables.items()
            if key in TABLES[name].numbered
        )

    def profile(self, table: str) -> Profile:
        if table not in self._profiles:
            self._profiles[table] = self._measure(table)
        return self._profiles[table]

    def may_be_null(self, table: str, column: str) -> bool:
        return column in self.profile(table).with_nulls

    def has_day_precision(self, table: str, column: str) -> bool:
        return column in self.profile(table).with_day_precision

    def least_times(self, table: str, column: str) -> Mapping[str, datetime | None]:
        """Each stored month → the least time in a column of it; None: its files do not say."""
        key = (table, column)
        if key not in self._least:
            months = (m for m in self.snapshot.months(table) if m[0].isdigit())
            found = {m: facts_of(self.snapshot.files(table, [m])) for m in months}
            self._least[key] = {month: _least(read, column) for month, read in found.items()}
        return self._least[key]

    def hides(self, table: str) -> bool:
        """Whether the table holds anything from after the as-of."""
        profile = self.profile(table)
        times = [
            newest
            for column, newest in profile.newest.items()
            if not TABLES[table].column(column).points_ahead
        ]
        times += [profile.last_deletion] if profile.last_deletion else []
        return any(at > self.as_of for at in times)

    def shown(
        self, tables: Iterable[str], spans: Mapping[str, Span] = NO_SPANS
    ) -> tuple[dict[str, ir.Table], Facts]:
        """Those of the tables that are there, of the months in their spans, and facts of them."""
        there = [name for name in dict.fromkeys(tables) if self.has(name)]
        profiles = [(name, self.profile(name)) for name in there]
        facts = Facts(
            tuple(sorted((name, c) for name, p in profiles for c in p.with_nulls)),
            tuple(sorted((name, c) for name, p in profiles for c in p.with_day_precision)),
        )
        return {name: self.table(name, spans.get(name, EVERYTHING)) for name in there}, facts

    def rows(self, key: tuple[object, ...], build: Callable[[], ir.Table]) -> Rows:
        """Rows of a small answer, asked of the engine once for this snapshot and as-of.

        `key` says all that the answer hangs on beside these two.
        """
        return self.moment.rows(key, lambda: self.engine.to_arrow(build()).to_pylist())

    def day_grid(
        self, periods: Sequence[Period], active: Sequence[int], zone: ZoneInfo, *, rolling: bool
    ) -> DayGrid:
        """The grid of local days and active periods; the same one for the same question."""
        key = (tuple(periods), tuple(active), zone.key, rolling)
        if key not in self._grids:
            self._grids[key] = day_grid(
                self.engine, periods, active, zone, self.as_of, rolling=rolling
            )
        return self._grids[key]

    def work_clock(
        self, calendars: Sequence[Calendar], first: datetime, last: datetime
    ) -> WorkClock:
        """Working time of some calendars on the engine, laid out over whole quarters once."""
        since, until = _quarter(first - _MARGIN)[0], _quarter(last + _MARGIN)[1]
        key = (tuple(c.version for c in calendars), since, until)
        if key not in self._clocks:
            self._clocks[key] = work_clock(self.engine, grid_of(calendars, since, until))
        return self._clocks[key]

    def latest_due(
        self, calendars: Sequence[Calendar], start: datetime, duration: Duration
    ) -> datetime:
        """When whatever starts by `start` is due at the latest, by any of the calendars."""
        key = (tuple(c.version for c in calendars), start, duration)
        if key not in self._dues:
            self._dues[key] = reach(calendars, start, [duration])
        return self._dues[key]

    def table(self, name: str, span: Span = EVERYTHING) -> ir.Table:
        """The rows of a table that were there at the as-of, of the months in `span`."""
        key = (name, span)
        if key not in self._seen:
            self._seen[key] = self._see(name, span)
        return self._seen[key]

    def _see(self, name: str, span: Span) -> ir.Table:
        contract, profile = TABLES[name], self.profile(name)
        months = None if span == EVERYTHING else months_within(self.snapshot.months(name), span)
        stored = rows = self.engine.table(self.snapshot, name, months=months)
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
            if contract.column(governing).points_ahead:
                continue  # a deadline is known once it is stated, however far off it lies
            if self._reaches_past(name, governing) and governing != DELETED_AT:
                set_later = rows[governing] > at
                value = rows[column.name]
                late[column.name] = set_later.ifelse(ibis.null(value.type()), value)
        rows = rows.mutate(**late) if late else rows
        return stored if rows is stored else self.engine.stage(rows, f"seen_{name}")

    def _reaches_past(self, table: str, time_column: str) -> bool:
        newest = self.profile(table).newest.get(time_column)
        return newest is not None and newest > self.as_of

    def _measure(self, name: str) -> Profile:
        read = facts_of(self.snapshot.files(name))
        return self._ask(name) if read is None else _profile(TABLES[name], *read)

    def _ask(self, name: str) -> Profile:
        """The profile by a query, where files do not state it."""
        contract = TABLES[name]
        rows = self.engine.table(self.snapshot, name)
        measures: dict[str, ir.Scalar] = {
            "rows": rows.count(),
            "deletes": rows[DELETED_AT].count(),
            "last_deletion": rows[DELETED_AT].max(),
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
            last_deletion=found["last_deletion"],
        )


_MARGIN = timedelta(days=31)
"""Of time laid out before and after what is asked."""


def _quarter(instant: datetime) -> tuple[datetime, datetime]:
    """The first and the last day of the quarter of a year, in UTC."""
    year, quarter = instant.year, (instant.month - 1) // 3
    after = datetime(year + quarter // 3, (quarter + 1) % 4 * 3 + 1, 1, tzinfo=UTC)
    return datetime(year, quarter * 3 + 1, 1, tzinfo=UTC), after - timedelta(days=1)


def _least(read: tuple[int, Mapping[str, ColumnFacts]] | None, column: str) -> datetime | None:
    if read is None:
        return None
    facts = read[1].get(column, ColumnFacts())
    return facts.least if isinstance(facts.least, datetime) else datetime.max.replace(tzinfo=UTC)


def _profile(contract: Table, rows: int, facts: Mapping[str, ColumnFacts]) -> Profile:
    """The profile from what the table's files state of their columns."""
    unheld = ColumnFacts(nulls=rows)
    deleted = facts.get(DELETED_AT, unheld)
    newest = {c.name: facts.get(c.name, unheld).greatest for c in contract.times}
    return Profile(
        rows=rows,
        with_nulls=frozenset(
            c.name for c in contract.columns if facts.get(c.name, unheld).nulls > 0
        ),
        with_day_precision=frozenset(
            c.name for c in contract.times if facts.get(day_flag(c.name), unheld).greatest is True
        ),
        newest={name: at for name, at in newest.items() if isinstance(at, datetime)},
        deletes=deleted.nulls < rows,
        last_deletion=deleted.greatest if isinstance(deleted.greatest, datetime) else None,
    )
