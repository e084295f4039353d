"""How far back and forth in the evidence a period's counts can look, in days per table."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from selaras.agreements.values import (
    Amount,
    Attempts,
    ColumnRef,
    Count,
    Measure,
    Ratio,
    ResolutionTime,
    ResponseTime,
    Varies,
    WithinObjective,
)
from selaras.calendars import Duration
from selaras.contracts import TABLES
from selaras.ledger.period import Period
from selaras.ledger.question import ATTEMPTED, Question, exempting_words, tables_read, until_tables
from selaras.ledger.reading import Reading

Days = tuple[date | None, date | None]
"""First and last day that matters, in UTC, both included; None: no bound."""
Reach = Mapping[str, Days]
"""Table → days of it that a period's counts can look at."""

_ALL: Days = (None, None)


def reach_of(question: Question, index: int, owned_to: datetime | None) -> Reach | None:
    """The days of each table that the counts of a period hang on.

    Parameters
    ----------
    owned_to
        For counts: up to when owners were looked up; None where some have none yet.
    """
    period, reading = question.periods[index], question.reading
    measure = question.commitment.measure
    first, last = _day_of(period.start), _day_of(period.end)
    spans: dict[str, Days] = dict.fromkeys(tables_read(question.commitment, reading), _ALL)
    for table in spans:
        if table in ("leads", "tickets"):
            # Looked up for their owner or group: they are older than what happened to them.
            spans[table] = (None, _end_of_month(last))
    if isinstance(measure, Count | Amount | Ratio):
        # The sides of a ratio hang on all that was before as well.
        since = None if isinstance(measure, Ratio) else first
        spans |= {at.table: _days_of(at, since, last) for at in _times_of(measure)}
        if "assignments" in spans and owned_to is not None:
            spans["assignments"] = (None, max(last, _day_of(owned_to)))
        return spans
    answered_to = _day_of(_latest_due(question, period.end))
    answering = ["attempts"] if isinstance(measure, Attempts) else [measure.stop.table]
    words = exempting_words(reading, measure)
    answering += until_tables(reading, measure.start.table, words)
    for table in answering:
        if table in spans:
            # A deal lies in the month that it was opened in, which may be long before its end.
            spans[table] = _ALL if table == "deals" else (first, answered_to)
    if isinstance(measure, ResolutionTime) and measure.pauses and "ticket_events" in spans:
        spans["ticket_events"] = (first, None)
    start = measure.start
    spans[start.table] = _days_of(start, first, last)
    if start.table in answering:
        spans[start.table] = (spans[start.table][0], None)
    if "assignments" in spans and start.table != "deals":
        spans["assignments"] = (None, last)  # a deal's lead may get its first owner after it
    return spans


def digests_of(question: Question, index: int, spans: Reach) -> dict[str, list[str]]:
    """Digests of the days in reach of a period, per table, and of later months that it sees."""
    snapshot, there = question.reading.snapshot, question.reading.has
    found = {
        table: [snapshot.digest_between(table, *span)]
        for table, span in sorted(spans.items())
        if there(table)
    }
    for at in _times_of(question.commitment.measure):
        if there(at.table) and not _is_event_time(at):
            later = _months_seen(question.reading, at, spans[at.table][1], question.periods[index])
            found[at.table] += [snapshot.digest(at.table, later)] if later else []
    return found


def _times_of(measure: Measure) -> tuple[ColumnRef, ...]:
    """The times that put rows into periods."""
    if isinstance(measure, Count | Amount | Ratio):
        sides = (measure.of, measure.over) if isinstance(measure, Ratio) else (measure,)
        return tuple(dict.fromkeys(ColumnRef(side.table, side.at) for side in sides))
    return (measure.start,)


def _is_event_time(at: ColumnRef) -> bool:
    """Whether evidence is laid out by that time."""
    return at.column == TABLES[at.table].event_time


def _days_of(at: ColumnRef, first: date | None, last: date) -> Days:
    """The days of a table that hold what a time puts between two days; see `_months_seen`."""
    return (first, last) if _is_event_time(at) else (None, _end_of_month(last))


def _months_seen(
    reading: Reading, at: ColumnRef, last: date | None, period: Period
) -> tuple[str, ...]:
    """Months after the last in reach that hold a row of the period none the less.

    Of a lead assigned before it was created, say.
    """
    if last is None:
        return ()
    final = f"{last:%Y-%m}"
    return tuple(
        month
        for month, least in reading.least_times(at.table, at.column).items()
        if month > final and (least is None or least < period.end)
    )


def _end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _day_of(instant: datetime) -> date:
    return instant.astimezone(UTC).date()


def history_of(question: Question, index: int) -> tuple[int, ...]:
    """Periods that an estimate for this one is learnt from; none where none of it can be open."""
    measure, horizon = question.commitment.measure, question.horizon
    if horizon is None:
        return ()
    over = question.periods[index].end
    if isinstance(measure, ResolutionTime) and measure.pauses:
        return question.closed_before(index)
    if not isinstance(measure, Count | Amount | Ratio):
        over = _latest_due(question, over)
    return () if horizon >= over else question.closed_before(index)


def _latest_due(question: Question, start: datetime) -> datetime:
    """When the last item that starts by `start` is due, pauses apart."""
    measure, objective = question.commitment.measure, question.commitment.objective
    if isinstance(measure, Attempts):
        durations = [measure.within]
    else:
        assert isinstance(objective, WithinObjective)
        within = objective.within
        durations = [d for _key, d in within.cases] if within.varies is not Varies.NOTHING else []
        durations += [within.otherwise] if within.otherwise is not None else []
    latest = max(_due(question, start, duration) for duration in durations)
    # Where only days are known, the whole day of the due is in time.
    return latest + timedelta(days=1) if _has_days(question) else latest


def _has_days(question: Question) -> bool:
    measure, reading = question.commitment.measure, question.reading
    assert isinstance(measure, Attempts | ResponseTime | ResolutionTime)
    stop = ATTEMPTED if isinstance(measure, Attempts) else measure.stop
    times = (measure.start, stop)
    return any(reading.has_day_precision(at.table, at.column) for at in times)


def _due(question: Question, start: datetime, duration: Duration) -> datetime:
    if duration.is_business:
        return question.reading.latest_due(question.working, start, duration)
    assert duration.seconds is not None
    return start + timedelta(seconds=duration.seconds)
