"""One commitment of one version, with all that is needed to hold it against evidence."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from selaras.agreements.values import (
    Agreement,
    AgreementVersion,
    Amount,
    Attempts,
    ColumnRef,
    Commitment,
    Count,
    Every,
    Predicate,
    Ratio,
    ResolutionTime,
    ResponseTime,
    WithinObjective,
)
from selaras.calendars import Calendar
from selaras.contracts import TABLES
from selaras.ledger.history import newest_over
from selaras.ledger.items.clock import DayGrid
from selaras.ledger.items.day_lengths import OddDays, odd_days
from selaras.ledger.items.subject import locate, parents_of
from selaras.ledger.period import Period
from selaras.ledger.reading import Reading, Span, month_of

ATTEMPTED = ColumnRef("attempts", "happened_at")
"""When an attempt was made."""


@dataclass(frozen=True)
class Question:
    """A commitment, its periods and the evidence to hold it against.

    `periods` are in order of time. Those in `judged` (by index) are held against it; the others
    were another version's, and are counted to learn from them.
    `working` are the calendars whose working time may apply, the commitment's default first;
    `calendar` is the agreement's own, by which periods are cut. `active` are the periods (by
    index) to look at in the evidence: what the others hold is known already. `begins` is from when
    on the evidence is complete, None where nothing says that it begins late.
    """

    version: AgreementVersion
    commitment: Commitment
    periods: tuple[Period, ...]
    judged: tuple[int, ...]
    calendar: Calendar
    working: tuple[Calendar, ...]
    reading: Reading
    horizon: datetime | None
    active: tuple[int, ...]
    begins: datetime | None = None

    def only(self, indexes: Iterable[int]) -> Question:
        """The same question, looking at some of its periods alone."""
        active = tuple(sorted(indexes))
        return self if active == self.active else replace(self, active=active)

    @property
    def grid(self) -> DayGrid:
        """Which of the active periods an instant belongs to, on the engine."""
        return self.reading.day_grid(
            self.periods,
            self.active,
            self.zone,
            rolling=self.commitment.every.every is Every.ROLLING,
        )

    @cached_property
    def start(self) -> datetime:
        """First instant of the active periods."""
        return min(self.periods[i].start for i in self.active)

    @cached_property
    def end(self) -> datetime:
        """First instant after the active periods."""
        return max(self.periods[i].end for i in self.active)

    def closed_before(self, index: int) -> tuple[int, ...]:
        """The newest periods before a period that the horizon has passed (see `newest_over`)."""
        assert self.horizon is not None
        start = self.periods[index].start
        closed = [
            i
            for i, period in enumerate(self.periods)
            if period.end <= start and period.end <= self.horizon and self.begun[i]
        ]
        newest = newest_over([self.periods[i] for i in closed], start)
        return tuple(closed[place] for place in newest)

    @cached_property
    def span(self) -> Span:
        """Months that the active periods lie in."""
        return month_of(self.start), month_of(self.end)

    @cached_property
    def sees_all(self) -> bool:
        """Whether no table it reads holds anything from after the as-of."""
        return not any(self.reading.hides(table) for table in self._read)

    @cached_property
    def sees_past_horizon(self) -> bool:
        """Whether a table it reads may hold anything between the horizon and the as-of."""
        at = self.horizon
        assert at is not None
        if at >= self.reading.as_of:
            return False
        newest = (self.reading.profile(table).newest for table in self._read)
        return any(time > at for times in newest for time in times.values())

    def may_see_past(self, at: datetime, time: ColumnRef) -> bool:
        """Whether rows may be there whose `time` lies past an instant up to which all are.

        At the as-of these are rows of the day that begins with it, of which only the day is known.
        """
        if at < self.reading.as_of:
            return self.sees_past_horizon
        return self.reading.has_day_precision(time.table, time.column)

    @cached_property
    def _read(self) -> tuple[str, ...]:
        """The tables that it reads, of those that are there."""
        tables = (*tables_read(self.commitment, self.reading), "lead_stages")
        return tuple(table for table in tables if self.reading.has(table))

    @property
    def identity(self) -> tuple[str, ...]:
        """What an answer at one snapshot and as-of hangs on, as texts."""
        periods = [self.periods[i] for i in self.active]
        spans = (f"{i} {p.start}/{p.end}" for i, p in zip(self.active, periods, strict=True))
        return self.version.version, self.commitment.name, self.calendar_version, *spans

    @property
    def agreement(self) -> Agreement:
        return self.version.agreement

    @cached_property
    def calendar_version(self) -> str:
        """Hash of the calendar that the verdict used: of all of them where several may apply."""
        versions = [calendar.version for calendar in self.calendars]
        if len(versions) == 1:
            return versions[0]
        return hashlib.sha256(" ".join(versions).encode()).hexdigest()

    @cached_property
    def ended(self) -> tuple[bool, ...]:
        """Of each period, whether the horizon has reached its end."""
        at = self.horizon
        return tuple(at is not None and at >= period.end for period in self.periods)

    @cached_property
    def begun(self) -> tuple[bool, ...]:
        """Of each period, whether the evidence is complete from its start on."""
        return tuple(self.begins is None or self.begins <= one.start for one in self.periods)

    @cached_property
    def particulars(self) -> dict[str, Any]:
        """What all verdicts on the question have in common."""
        return {
            "agreement": self.agreement.name,
            "version": self.version.version,
            "standing": self.version.standing.value,
            "commitment": self.commitment.name,
            "promisor": self.commitment.promisor,
            "promisee": self.commitment.promisee,
            "subject_kind": self.commitment.per,
            "direction": self.commitment.direction.value,
            "calendar_version": self.calendar_version,
            "horizon": None if self.horizon is None else self.horizon.astimezone(UTC),
        }

    @property
    def calendars(self) -> tuple[Calendar, ...]:
        """The agreement's calendar and those whose working time may apply, each once."""
        distinct = {calendar.version: calendar for calendar in (self.calendar, *self.working)}
        return tuple(distinct.values())

    @cached_property
    def held_back_by(self) -> tuple[str, ...]:
        """The event tables that it reads of which nothing later is complete than of any other."""
        at = complete_to(self.commitment, self.reading)
        tables, ends = _event_tables(self.commitment, self.reading), self.reading.snapshot
        return tuple(t for t in tables if at is not None and ends.complete_to(t) == at)

    @cached_property
    def needed_columns(self) -> tuple[str, ...]:
        """Columns a null in which leaves an item unknown, and in which there are nulls."""
        measure = self.commitment.measure
        refs = [c.ref for c in (*_where(self.commitment), *self.commitment.of)]
        if isinstance(measure, Amount):
            refs += [ColumnRef(measure.table, c) for c in (measure.column, "currency")]
        return tuple(
            str(ref)
            for ref in dict.fromkeys(refs)
            if self.reading.has(ref.table) and self.reading.may_be_null(ref.table, ref.column)
        )

    @cached_property
    def is_hourly_on_days(self) -> bool:
        """Whether hours are asked of times of which only the day is known."""
        objective, measure = self.commitment.objective, self.commitment.measure
        if not isinstance(objective, WithinObjective) or not isinstance(
            measure, ResponseTime | ResolutionTime
        ):
            return False
        asked = [objective.within.otherwise, *(d for _key, d in objective.within.cases)]
        return any(d is not None and not d.is_day_level for d in asked) and any(
            self.reading.has_day_precision(ref.table, ref.column)
            for ref in (measure.start, measure.stop)
        )

    def working_number(self, name: str) -> int:
        """Which of `working` a calendar's name means."""
        return next(n for n, calendar in enumerate(self.working) if calendar.name == name)

    def odd_days(self, *times: ColumnRef) -> OddDays:
        """Local days of other lengths than 24 hours, where only the day is known of some times."""
        if not any(self.reading.has_day_precision(at.table, at.column) for at in times):
            return ()
        first, last = self.periods[0].start.year, max(self.reading.as_of.year, self.end.year)
        return odd_days(self.zone, first - 2, last + 2)

    @property
    def zone(self) -> ZoneInfo:
        return self.calendar.time_zone


def measured_tables(commitment: Commitment) -> tuple[str, ...]:
    """Tables without which the commitment cannot be answered at all."""
    measure = commitment.measure
    if isinstance(measure, Count | Amount):
        tables = [measure.table]
    elif isinstance(measure, Ratio):
        tables = [measure.of.table, measure.over.table]
    elif isinstance(measure, Attempts):
        tables = [measure.start.table, "attempts"]
    else:
        tables = [measure.start.table, measure.stop.table]
    for predicate in (_where(commitment), commitment.of):
        tables += [condition.ref.table for condition in predicate]
    return tuple(dict.fromkeys(tables))


def needed_tables(commitment: Commitment, reading: Reading) -> tuple[str, ...]:
    """Tables without which there is no answer, the one that `per` names included."""
    tables = measured_tables(commitment)
    if commitment.per in (None, "rep"):
        return tables
    assert commitment.per is not None
    where, _column = locate(reading, tables[0], commitment.per)
    return tuple(dict.fromkeys((*tables, where)))


def tables_read(commitment: Commitment, reading: Reading) -> tuple[str, ...]:
    """Every loaded table that the answer depends on, the measured ones first."""
    tables = list(measured_tables(commitment))
    measure = commitment.measure
    if not isinstance(measure, Count | Amount | Ratio):
        words = exempting_words(reading, measure)
        tables += until_tables(reading, measure.start.table, words)
        if not isinstance(measure, Attempts | ResponseTime) and measure.pauses:
            tables.append("ticket_events")
    if commitment.per is not None:
        tables += _subject_tables(commitment.per, tables[0], reading)
    return tuple(t for t in dict.fromkeys(tables) if reading.has(t))


DEFAULT_UNTIL = ("disqualified",)
"""What ends a lead's wait where the agreement does not say: there is nobody left to answer."""

DEFAULT_UNTIL_OF_ATTEMPTS = ("contacted", "won", "disqualified")
"""What ends the duty to try where the agreement does not say (methods.md section 2)."""


def exempting_words(
    reading: Reading, measure: ResponseTime | ResolutionTime | Attempts
) -> tuple[str, ...]:
    """The words that exempt an item: those in `until`, else what ends every lead's wait."""
    if measure.until:
        return measure.until
    if "lead_id" not in TABLES[measure.start.table].column_names:
        return ()
    words = DEFAULT_UNTIL_OF_ATTEMPTS if isinstance(measure, Attempts) else DEFAULT_UNTIL
    return words if until_tables(reading, measure.start.table, words) else ()


def until_tables(reading: Reading, table: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """Loaded tables in which the words that exempt an item are looked up.

    A lead is won by its stage or by its deal, and reached by its stage or by an attempt:
    whichever is known, and the first of both.
    """
    if not words:
        return ()
    if "ticket_id" in TABLES[table].column_names:
        tables = ["ticket_events"]
    else:
        tables = ["lead_stages"]
        if not {"won", "lost"}.isdisjoint(words):
            tables.append("deals")
        if "contacted" in words:
            tables.append("attempts")
    return tuple(name for name in tables if reading.has(name))


def _where(commitment: Commitment) -> Predicate:
    measure = commitment.measure
    if isinstance(measure, Ratio):
        return (*measure.of.where, *measure.over.where)
    return measure.where


def _subject_tables(per: str, table: str, reading: Reading) -> list[str]:
    by_owner = ["people"]
    # A deal that names no owner is its lead's owner's.
    through_lead = table == "deals" and reading.has(table) and reading.may_be_null(table, "owner")
    if TABLES[table].owner is None or table == "leads" or through_lead:
        by_owner += [*parents_of(table), "assignments"]
    if per == "rep":
        return [t for t in by_owner if t != "assignments" or "leads" in (table, *by_owner)]
    where, _column = locate(reading, table, per)
    return by_owner if where == "people" else [where]


def complete_from(commitment: Commitment, reading: Reading) -> datetime | None:
    """From when on all event tables that the commitment reads are complete; None: from ever."""
    stated = [
        reading.snapshot.complete_from(table)
        for table in _event_tables(commitment, reading)
        if reading.has(table)
    ]
    return max((at for at in stated if at is not None), default=None)


def complete_to(commitment: Commitment, reading: Reading) -> datetime | None:
    """Up to when every event table that the commitment reads is complete; None if one is not known.

    Tables that state what holds rather than what happened (people, rates) do not limit it.
    """
    known = [reading.snapshot.complete_to(t) for t in _event_tables(commitment, reading)]
    times = [t for t in known if t is not None]
    return min(times) if times and len(times) == len(known) else None


def _event_tables(commitment: Commitment, reading: Reading) -> tuple[str, ...]:
    read = tables_read(commitment, reading)
    return tuple(table for table in read if TABLES[table].event_time is not None)
