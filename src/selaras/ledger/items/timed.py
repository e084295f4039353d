"""Items that wait for something: response time, resolution time, attempts within a time."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from selaras.agreements.values import (
    Attempts,
    ColumnRef,
    Condition,
    Operator,
    Predicate,
    ResolutionTime,
    ResponseTime,
)
from selaras.contracts import TABLES, day_flag
from selaras.ledger.items.first import first_at_or_after, numbered
from selaras.ledger.items.predicate import holds, may_be_unknown, on_table
from selaras.ledger.items.rows import carried, dated_rows, instant_literal
from selaras.ledger.question import Question, exempting_words, until_tables
from selaras.ledger.reading import Reading, Span

_NO_MACHINE = Condition(ColumnRef("attempts", "automated"), Operator.NOT_IN, (True,))


def waiting_items(question: Question, *, traced: bool = False) -> ir.Table:
    """One row per item: `item`, its key, `start`, `stop`, `until`, `maybe` and its source.

    `stop` is the first event that surely answers at or after the start, `maybe` the first one of
    which a null leaves open whether it does, `until` the first event that ends the wait
    otherwise. Each is null where there is none up to the as-of.
    """
    measure = question.commitment.measure
    if isinstance(measure, ResolutionTime):
        return _resolutions(question, measure, traced=traced)
    assert isinstance(measure, ResponseTime)
    in_row = measure.stop if measure.stop.table == measure.start.table else None
    items = _started(question, measure.start, measure.where, in_row, traced=traced)
    if in_row is not None:
        items = _stop_in_row(question.reading, items, in_row)
    else:
        items = _first_answers(question, items, measure)
    return _with_until(question.reading, items, measure)


def attempted_items(question: Question, *, traced: bool = False) -> tuple[ir.Table, ir.Table]:
    """Items of an attempts measure as in `waiting_items`, and the attempts that may count.

    Attempts have columns `lead_id`, `at` and `sure` (false where a null leaves it open).
    """
    measure = question.commitment.measure
    assert isinstance(measure, Attempts)
    items = _started(question, measure.start, (), None, traced=traced)
    items = _with_until(question.reading, items, measure)
    stops = _stops(question, ColumnRef("attempts", "happened_at"), measure.where)
    return items, stops


def _started(
    question: Question,
    start: ColumnRef,
    where: Predicate,
    stop: ColumnRef | None,
    *,
    traced: bool,
) -> ir.Table:
    commitment = question.commitment
    predicate = (*on_table(where, start.table), *commitment.of)
    by = commitment.calendar.by if commitment.calendar else None
    carry = list(carried(start.table, commitment.per, by, *question.reading.groups))
    if stop is not None:
        carry += [stop.column, day_flag(stop.column)]
    items = dated_rows(
        question.reading, start.table, start.column, predicate, carry, question.span, traced=traced
    )
    first, end = instant_literal(question.start), instant_literal(question.end)
    return items.filter((items.start >= first) & (items.start < end))


def _stop_in_row(reading: Reading, items: ir.Table, stop: ColumnRef) -> ir.Table:
    at, is_day = items[stop.column], ibis.literal(False)
    if reading.has_day_precision(stop.table, stop.column):
        is_day = items[day_flag(stop.column)].fill_null(False)
        at = is_day.ifelse(_last_instant(at), at)
    # A stop before the start does not count.
    return items.mutate(stop=(at >= items.start).ifelse(at, None), stop_is_day=is_day)


def _last_instant(midnight: ir.Value) -> ir.Value:
    return midnight + ibis.interval(hours=24) - ibis.interval(microseconds=1)


def _first_answers(question: Question, items: ir.Table, measure: ResponseTime) -> ir.Table:
    key = shared_key(measure.start.table, measure.stop.table)
    stops = _stops(question, measure.stop, measure.where)
    days = question.reading.has_day_precision(measure.stop.table, measure.stop.column)
    carry = ("is_day",) if days else ()
    sure = stops.filter(stops.sure)
    items = numbered(question.reading.engine, items)
    items = first_at_or_after(items, sure, key, "stop", carry=carry)
    if not days:
        items = items.mutate(stop_is_day=False)
    if may_be_unknown(question.reading, on_table(measure.where, measure.stop.table)):
        items = first_at_or_after(items, stops.filter(~stops.sure), key, "maybe")
    return items


def _stops(question: Question, stop: ColumnRef, where: Predicate) -> ir.Table:
    """Rows that may answer: `at`, `sure`, `is_day` and the table's columns.

    By attempts, only a human answers, and nobody of another party of the agreement. Where only
    the day is known, `at` is its last instant, so that an answer on the day of the start counts.
    """
    reading = question.reading
    rows = reading.table(stop.table, _since(question, stop))
    predicate = on_table(where, stop.table)
    if reading.may_be_null(stop.table, stop.column):
        rows = rows.filter(rows[stop.column].notnull())
    if stop.table == "attempts":
        if all(c.ref.column != "automated" for c in predicate):
            rows = rows.filter(~rows.automated.fill_null(False))
        rows = _without_other_parties(question, rows)
    met = holds(rows, predicate)
    doubtful = may_be_unknown(reading, predicate)
    rows = rows.filter(met.fill_null(True) if doubtful else met)
    at: ir.Value = rows[stop.column]
    is_day: ir.Value = ibis.literal(False)
    if reading.has_day_precision(stop.table, stop.column):
        is_day = rows[day_flag(stop.column)].fill_null(False)
        at = is_day.ifelse(_last_instant(at), at)
    key = next(k for k in ("lead_id", "ticket_id") if k in rows.columns)
    return rows.select(
        key, at=at, is_day=is_day, sure=met.notnull() if doubtful else ibis.literal(True)
    )


def _since(question: Question, stop: ColumnRef) -> Span:
    """Answers before the first item do not count: their months need not be read."""
    by_event_time = stop.column == TABLES[stop.table].event_time
    return (question.span[0], None) if by_event_time else (None, None)


def _without_other_parties(question: Question, rows: ir.Table) -> ir.Table:
    theirs = _people_of_others(question)
    if not theirs:
        return rows
    # A list, not a join: an engine takes a join to leave few rows, and then joins the wrong way.
    return rows.filter(rows.person_id.isnull() | rows.person_id.notin(theirs))


def _people_of_others(question: Question) -> list[str]:
    """Everybody who belongs to another party of the agreement and not to the promisor."""
    reading, promisor = question.reading, question.commitment.promisor
    others = [p for p in question.agreement.parties if p != promisor]
    if not reading.has("people"):
        return []
    key = ("others", promisor, *others)
    if key not in reading.relations:
        people = reading.table("people")
        theirs = people.filter(
            (people.team.isin(others) | people.company.isin(others))
            & (people.team.fill_null("") != promisor)
            & (people.company.fill_null("") != promisor)
        ).select("person_id")
        found = reading.engine.to_arrow(theirs).column("person_id").to_pylist()
        reading.relations[key] = sorted(found)
    return list(reading.relations[key])


def _resolutions(question: Question, measure: ResolutionTime, *, traced: bool) -> ir.Table:
    items = _started(question, measure.start, measure.where, measure.stop, traced=traced)
    items = _stop_in_row(question.reading, items, measure.stop)
    return _with_until(question.reading, items, measure)


def _with_until(
    reading: Reading, items: ir.Table, measure: ResponseTime | ResolutionTime | Attempts
) -> ir.Table:
    words, table = exempting_words(reading, measure), measure.start.table
    events = [
        e
        for e in (_until_events(reading, t, words) for t in until_tables(reading, table, words))
        if e is not None
    ]
    if not events:
        return items.mutate(until=ibis.null("timestamp('UTC', 6)"))
    key = "ticket_id" if "ticket_id" in TABLES[table].column_names else "lead_id"
    together = ibis.union(*events) if len(events) > 1 else events[0]
    return first_at_or_after(numbered(reading.engine, items), together, key, "until")


def _until_events(reading: Reading, table: str, words: tuple[str, ...]) -> ir.Table | None:
    if not reading.has(table):
        return None
    rows = reading.table(table)
    if table == "lead_stages":
        return rows.filter(rows.stage.isin(words)).select("lead_id", at=_.happened_at)
    if table == "attempts":
        return rows.filter(rows.outcome == "contacted").select("lead_id", at=_.happened_at)
    if table == "deals":
        ended = rows.filter(rows.outcome.isin(words) & rows.lead_id.notnull())
        return ended.filter(_.closed_at.notnull()).select("lead_id", at=_.closed_at)
    return rows.filter(rows.status.isin(words)).select("ticket_id", at=_.happened_at)


def shared_key(one: str, other: str) -> str:
    """The key column that two tables share: lead_id or ticket_id."""
    names = set(TABLES[one].column_names) & set(TABLES[other].column_names)
    return next(key for key in ("lead_id", "ticket_id") if key in names)
