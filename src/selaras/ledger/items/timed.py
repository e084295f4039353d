"""Items that wait for something: response time, resolution time, attempts within a time."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis import _

from selaras.agreements.values import (
    Attempts,
    ColumnRef,
    Predicate,
    ResolutionTime,
    ResponseTime,
)
from selaras.calendars.clock import MICROS_A_DAY, to_micros
from selaras.contracts import NUMBERED, TABLES, day_flag
from selaras.evidence.engines.compiled import Numbers
from selaras.evidence.working_time import timestamp_of
from selaras.ledger.items.day_lengths import OddDays, first_instant, last_instant
from selaras.ledger.items.first import first_at_or_after, with_number
from selaras.ledger.items.keys import joined_by, key_columns
from selaras.ledger.items.predicate import holds, may_be_unknown, on_table
from selaras.ledger.items.rows import carried, dated_rows, read_tables
from selaras.ledger.items.shown import Facts, Shown
from selaras.ledger.numbered import numbered_groups, numbered_items
from selaras.ledger.question import ATTEMPTED, Question, exempting_words, until_tables
from selaras.ledger.reading import EVERYTHING, Span

_KEYS = frozenset(NUMBERED) | frozenset(NUMBERED.values())


def waiting_items(question: Question, *, traced: bool = False) -> ir.Table:
    """One row per item: `item`, its key, `start`, `stop`, `until`, `maybe` and its source.

    `stop` is the first event that surely answers at or after the start, `maybe` the first one of
    which a null leaves open whether it does, `until` the first event that ends the wait
    otherwise. Each is null where there is none up to the as-of. Where some of the latter are known
    to the day only, `until` is the first instant that it may have been, and `until_last` the last.
    """
    measure = question.commitment.measure
    assert isinstance(measure, ResponseTime | ResolutionTime)
    in_row = measure.stop if measure.in_row else None
    ends = bool(_until_tables(question, measure))
    items = _started(question, measure, in_row, traced=traced, number=in_row is None or ends)
    if in_row is None:
        assert isinstance(measure, ResponseTime)
        items = _answered(question, items, measure)
    return _with_until(question, items, measure)


def attempted_items(question: Question, *, traced: bool = False) -> tuple[ir.Table, ir.Table]:
    """Items of an attempts measure as in `waiting_items`, and the attempts that may count.

    Attempts have their lead, `at`, `is_day` and `sure` (false where a null leaves it open).
    """
    measure = question.commitment.measure
    assert isinstance(measure, Attempts)
    items = _started(question, measure, None, traced=traced, number=True)
    return _with_until(question, items, measure), _stops(question, ATTEMPTED, measure.where)


def _started(
    question: Question,
    measure: ResponseTime | ResolutionTime | Attempts,
    stop: ColumnRef | None,
    *,
    traced: bool,
    number: bool,
) -> ir.Table:
    """What starts in the active periods; where it is numbered, kept for all who ask."""
    commitment, reading, start = question.commitment, question.reading, measure.start
    where = _start_where(question, measure)
    by = commitment.calendar.by if commitment.calendar else None
    carry = list(carried(start.table, commitment.per, by, *reading.groups))
    if reading.numbers("lead_id"):
        asked = {name.rpartition(".")[2] for name in (commitment.per, by, *reading.groups) if name}
        carry = [c for c in carry if c != "lead_id" or c in asked]
    texts = tuple(c for c in carry if c not in _KEYS)
    if stop is not None:
        carry += [stop.column, day_flag(stop.column)]
    tables, facts = reading.shown(*read_tables(start.table, start.column, where, question.span))
    shape: dict[str, Any] = {
        "start": start,
        "stop": stop,
        "where": where,
        "carry": tuple(dict.fromkeys(carry)),
        "facts": facts,
        "number": number,
        "odd": question.odd_days(stop) if stop is not None else (),
        # An item's number is enough to find what happened to its lead.
        "named": traced or not number or start.table != "leads",
        "traced": traced,
    }
    numbers = {"first_us": to_micros(question.start), "end_us": to_micros(question.end)}
    key: Hashable = ("started", *(repr(part) for part in (shape, numbers)))
    if key not in reading.relations:
        groups = {} if traced or not number else numbered_groups(question, started_alike(question))
        keep = number and not groups
        items = reading.engine.derive(started_items, tables, numbers, keep=keep, **shape)
        if groups:
            items = numbered_items(reading, items, groups, texts)
        reading.relations[key] = items
    found: ir.Table = reading.relations[key]
    return found


def started_alike(question: Question) -> Hashable:
    """Questions for which this is the same start from the same rows; None: it is not one of rows
    that wait."""
    measure = question.commitment.measure
    if not isinstance(measure, ResponseTime | ResolutionTime | Attempts):
        return None
    return measure.start, _start_where(question, measure)


def _start_where(
    question: Question, measure: ResponseTime | ResolutionTime | Attempts
) -> Predicate:
    return (*_own_where(measure), *question.commitment.of)


def _own_where(measure: ResponseTime | ResolutionTime | Attempts) -> Predicate:
    """The measure's own conditions on the start; attempts and answers are held against theirs."""
    if isinstance(measure, Attempts):
        return ()
    if measure.stop.table == measure.start.table and not measure.in_row:
        return ()
    return on_table(measure.where, measure.start.table)


def started_items(
    tables: Mapping[str, ir.Table],
    numbers: Numbers,
    /,
    *,
    start: ColumnRef,
    stop: ColumnRef | None,
    where: Predicate,
    carry: tuple[str, ...],
    facts: Facts,
    number: bool,
    odd: OddDays,
    named: bool,
    traced: bool,
) -> ir.Table:
    """Rows that start within a span (see `dated_rows`), with their `stop` if it is in the row."""
    shown = Shown(tables, facts)
    items = dated_rows(shown, start.table, start.column, where, carry, traced=traced)
    first, end = timestamp_of(numbers["first_us"]), timestamp_of(numbers["end_us"])
    items = items.filter((items.start >= first) & (items.start < end))
    if stop is not None:
        items = _stop_in_row(shown, items, stop, odd)
    if not named:
        items = items.drop("item")
    return with_number(items, start.table) if number else items


def _stop_in_row(shown: Shown, items: ir.Table, stop: ColumnRef, odd: OddDays) -> ir.Table:
    at, is_day = items[stop.column], ibis.literal(False)
    if shown.has_day_precision(stop.table, stop.column):
        is_day = items[day_flag(stop.column)].fill_null(False)
        at = is_day.ifelse(last_instant(at, odd), at)
    # A stop before the start does not count, and of none that is seen no day is known either.
    counts = (at >= items.start).fill_null(False)
    return items.mutate(stop=counts.ifelse(at, None), stop_is_day=is_day & counts)


def _answered(question: Question, items: ir.Table, measure: ResponseTime) -> ir.Table:
    reading, stop = question.reading, measure.stop
    key = shared_key(measure.start.table, stop.table)
    tables = {"items": items, "stops": _stops(question, stop, measure.where)}
    derive = reading.engine.derive
    has_days = reading.has_day_precision(stop.table, stop.column)
    items = derive(answered_items, tables, {}, key=key, has_days=has_days)
    if may_be_doubted(question):
        items = derive(maybe_answered_items, {**tables, "items": items}, {}, key=key)
    return items


def may_be_doubted(question: Question) -> bool:
    """Whether a null may leave it open if an event answers (see `maybe` of `waiting_items`)."""
    measure = question.commitment.measure
    assert isinstance(measure, ResponseTime | ResolutionTime)
    if measure.in_row:
        return False
    return may_be_unknown(question.reading, on_table(measure.where, measure.stop.table))


def answered_items(
    tables: Mapping[str, ir.Table], _numbers: Numbers, /, *, key: str, has_days: bool
) -> ir.Table:
    """`items` with `stop` and `stop_is_day`: the first of the `stops` that surely answers."""
    items, sure = tables["items"], tables["stops"].filter(_.sure)
    carry = ("is_day",) if has_days else ()
    items = first_at_or_after(items, sure, joined_by(key, items, sure), "stop", carry=carry)
    return items if has_days else items.mutate(stop_is_day=False)


def maybe_answered_items(
    tables: Mapping[str, ir.Table], _numbers: Numbers, /, *, key: str
) -> ir.Table:
    """`items` with `maybe`: the first of the `stops` of which it is open whether it answers."""
    items, stops = tables["items"], tables["stops"].filter(~_.sure)
    return first_at_or_after(items, stops, joined_by(key, items, stops), "maybe")


def _stops(question: Question, stop: ColumnRef, where: Predicate) -> ir.Table:
    reading, predicate = question.reading, on_table(where, stop.table)
    tables, facts = reading.shown((stop.table,), {stop.table: _since(question, stop)})
    human = stop.table == "attempts" and all(c.ref.column != "automated" for c in predicate)
    others = tuple(_people_of_others(question)) if stop.table == "attempts" else ()
    # What was answered before the first of them started answers none; all of it is read at first.
    bounded = question.active[0] > 0
    since = to_micros(question.start) - MICROS_A_DAY
    return reading.engine.derive(
        stopping_events,
        tables,
        {"since_us": since} if bounded else {},
        facts=facts,
        stop=stop,
        where=predicate,
        human=human,
        others=others,
        bounded=bounded,
        odd=question.odd_days(stop),
    )


def stopping_events(
    tables: Mapping[str, ir.Table],
    numbers: Numbers,
    /,
    *,
    facts: Facts,
    stop: ColumnRef,
    where: Predicate,
    human: bool,
    others: tuple[str, ...],
    bounded: bool,
    odd: OddDays,
) -> ir.Table:
    """Rows that may answer: their key, `at`, `sure` and `is_day`; `bounded`: since `since_us`.

    By attempts, only a human answers (where `human`), and nobody of another party of the agreement
    (`others`). Where only the day is known, `at` is its last instant, so that an answer on the day
    of the start counts.
    """
    shown = Shown(tables, facts)
    rows = shown.table(stop.table)
    if shown.may_be_null(stop.table, stop.column):
        rows = rows.filter(rows[stop.column].notnull())
    if bounded:
        rows = rows.filter(rows[stop.column] >= timestamp_of(numbers["since_us"]))
    if human:
        automated = rows.automated
        if shown.may_be_null("attempts", "automated"):
            automated = automated.fill_null(False)
        # A comparison with a constant, which an engine may make while it reads.
        rows = rows.filter(automated == ibis.literal(False))
    if others:
        # A list, not a join: an engine takes a join to leave few rows, and joins the wrong way.
        rows = rows.filter(rows.person_id.isnull() | rows.person_id.notin(others))
    met = holds(rows, where)
    doubtful = may_be_unknown(shown, where)
    rows = rows.filter(met.fill_null(True) if doubtful else met)
    at: ir.Value = rows[stop.column]
    is_day: ir.Value = ibis.literal(False)
    if shown.has_day_precision(stop.table, stop.column):
        is_day = rows[day_flag(stop.column)].fill_null(False)
        at = is_day.ifelse(last_instant(at, odd), at)
    key = next(k for k in ("lead_id", "ticket_id") if k in rows.columns)
    return rows.select(
        *key_columns(key, rows),
        at=at,
        is_day=is_day,
        sure=met.notnull() if doubtful else ibis.literal(True),
    )


def _since(question: Question, stop: ColumnRef) -> Span:
    """Answers before the first item do not count: their months need not be read."""
    by_event_time = stop.column == TABLES[stop.table].event_time
    return (question.span[0], None) if by_event_time else EVERYTHING


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


def _until_tables(
    question: Question, measure: ResponseTime | ResolutionTime | Attempts
) -> tuple[str, ...]:
    reading = question.reading
    words = exempting_words(reading, measure)
    return tuple(t for t in until_tables(reading, measure.start.table, words) if reading.has(t))


def _with_until(
    question: Question, items: ir.Table, measure: ResponseTime | ResolutionTime | Attempts
) -> ir.Table:
    reading, read = question.reading, _until_tables(question, measure)
    tables, _facts = reading.shown(read)
    return reading.engine.derive(
        ended_items,
        {"items": items, **tables},
        {},
        read=read,
        words=exempting_words(reading, measure),
        has_days=any(reading.has_day_precision(t, _ended_at(t)) for t in read),
        odd=question.odd_days(*(ColumnRef(t, _ended_at(t)) for t in read)),
        key="ticket_id" if "ticket_id" in TABLES[measure.start.table].column_names else "lead_id",
    )


def ended_items(
    tables: Mapping[str, ir.Table],
    _numbers: Numbers,
    /,
    *,
    read: tuple[str, ...],
    words: tuple[str, ...],
    has_days: bool,
    odd: OddDays,
    key: str,
) -> ir.Table:
    """`items` with `until`: when one of the words ended the wait, in one of the tables `read`.

    `has_days`: some of these are known to the day only; see `waiting_items`.
    """
    items = tables["items"]
    if not read:
        return items.mutate(until=ibis.null("timestamp('UTC', 6)"))
    by = joined_by(key, items, *(tables[table] for table in read))
    columns = (by, "at", "is_day") if has_days else (by, "at")
    events = [_ends(table, tables[table], words).select(*columns) for table in read]
    together = ibis.union(*events) if len(events) > 1 else events[0]
    if not has_days:
        return first_at_or_after(items, together, by, "until")
    # What is known to have ended on the day of the start did not end before it.
    at = together.is_day.ifelse(last_instant(together["at"], odd), together["at"])
    found = first_at_or_after(items, together.mutate(at=at), by, "until_last", carry=("is_day",))
    earliest = ibis.greatest(found.start, first_instant(found.until_last, odd))
    until = found.until_last_is_day.ifelse(earliest, found.until_last)
    return found.mutate(until=until).drop("until_last_is_day")


def _ended_at(table: str) -> str:
    """The column that says when what `_ends` finds happened."""
    return "closed_at" if table == "deals" else "happened_at"


def _ends(table: str, rows: ir.Table, words: tuple[str, ...]) -> ir.Table:
    if table == "lead_stages":
        ended = rows.filter(rows.stage.isin(words))
    elif table == "attempts":
        ended = rows.filter(rows.outcome == "contacted")
    elif table == "deals":
        ended = rows.filter(rows.outcome.isin(words) & rows.lead_id.notnull())
        ended = ended.filter(_.closed_at.notnull())
    else:
        ended = rows.filter(rows.status.isin(words))
    column = _ended_at(table)
    return ended.mutate(at=ended[column], is_day=ended[day_flag(column)].fill_null(False))


def shared_key(one: str, other: str) -> str:
    """The key column that two tables share: lead_id or ticket_id."""
    names = set(TABLES[one].column_names) & set(TABLES[other].column_names)
    return next(key for key in ("lead_id", "ticket_id") if key in names)
