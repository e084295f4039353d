"""How far back and forth in the evidence a period's counts can look, in months per table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from selaras.agreements.values import (
    Amount,
    Attempts,
    ColumnRef,
    Count,
    Ratio,
    ResolutionTime,
    ResponseTime,
    Varies,
    WithinObjective,
)
from selaras.calendars import Duration
from selaras.contracts import TABLES
from selaras.ledger.question import Question, exempting_words, tables_read, until_tables
from selaras.ledger.reading import Span, month_of, months_within

Reach = Mapping[str, Span]
"""Table → months of it that a period's counts can look at."""

_ALL: Span = (None, None)
_ATTEMPTED = ColumnRef("attempts", "happened_at")


def reach_of(question: Question, index: int, owned_to: datetime | None) -> Reach | None:
    """The months of each table that the counts of a period hang on.

    Parameters
    ----------
    owned_to
        For counts: up to when owners were looked up; None where some have none yet.
    """
    period, reading = question.periods[index], question.reading
    measure = question.commitment.measure
    first, last = month_of(period.start), month_of(period.end)
    spans: dict[str, Span] = dict.fromkeys(tables_read(question.commitment, reading), _ALL)
    for table in spans:
        if table in ("leads", "tickets"):
            # Looked up for their owner or group: they are older than what happened to them.
            spans[table] = (None, last)
    if isinstance(measure, Count | Amount | Ratio):
        sides = (measure.of, measure.over) if isinstance(measure, Ratio) else (measure,)
        for side in sides:
            by_event_time = side.at == TABLES[side.table].event_time
            spans[side.table] = (first if by_event_time and len(sides) == 1 else None, last)
        if "assignments" in spans and owned_to is not None:
            spans["assignments"] = (None, max(last, month_of(owned_to)))
        return spans
    answered_to = month_of(_latest_due(question, period.end))
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
    by_event_time = start.column == TABLES[start.table].event_time
    spans[start.table] = (first if by_event_time else None, last)
    if start.table in answering:
        spans[start.table] = (spans[start.table][0], None)
    if "assignments" in spans:
        spans["assignments"] = (None, last)
    return spans


def digests_of(question: Question, spans: Reach) -> dict[str, str]:
    """Digest of the months in reach, per table."""
    snapshot = question.reading.snapshot
    return {
        table: snapshot.digest(table, months_within(snapshot.months(table), span))
        for table, span in sorted(spans.items())
        if table in snapshot.tables
    }


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
    stop = _ATTEMPTED if isinstance(measure, Attempts) else measure.stop
    times = (measure.start, stop)
    return any(reading.has_day_precision(at.table, at.column) for at in times)


def _due(question: Question, start: datetime, duration: Duration) -> datetime:
    if duration.is_business:
        return question.reading.latest_due(question.working, start, duration)
    assert duration.seconds is not None
    return start + timedelta(seconds=duration.seconds)
