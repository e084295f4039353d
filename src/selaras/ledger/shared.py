"""Rows that hang on a measure and what it reads, run once for all commitments that share them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import ibis.expr.types as ir

from selaras.agreements.values import (
    Attempts,
    NumberObjective,
    ResolutionTime,
    ResponseTime,
    Varies,
    WithinObjective,
)
from selaras.ledger.allowed import durations_of, frame_of
from selaras.ledger.items.attempted import due_items, tried_items
from selaras.ledger.items.grouped import without_keys
from selaras.ledger.items.judged import MEASURED, Frame, allowance, measured_items
from selaras.ledger.items.placed import owning_tables, timed_items
from selaras.ledger.items.timed import (
    attempted_items,
    may_be_doubted,
    started_alike,
    waiting_items,
)
from selaras.ledger.question import ATTEMPTED, Question
from selaras.ledger.reach import history_of


def asked_alike(question: Question) -> tuple[object, ...]:
    """Questions for which this is the same may share the rows that their measure reads."""
    commitment = question.commitment
    return commitment.measure, commitment.of, commitment.promisor, question.agreement.parties


def _alikes(question: Question) -> Iterator[tuple[object, ...]]:
    """What the question may share: its rows, and the working time that these waited."""
    yield asked_alike(question)
    measured = _measured_alike(question)
    if measured is not None:
        yield measured


def foresee(question: Question) -> None:
    """Tell the reading what the question will ask of it, before anything is answered."""
    reading, commitment = question.reading, question.commitment
    reading.asked.update(_alikes(question))
    started = started_alike(question)
    if started is not None:
        foreseen = reading.foreseen[started]
        foreseen.table = table_of(question)
        foreseen.readers += 1
        choice = commitment.calendar
        foreseen.chooses |= choice is not None and choice.by is not None
        if commitment.per is not None:
            foreseen.groups.add(commitment.per)


def _measured_alike(question: Question) -> tuple[object, ...] | None:
    """Questions for which this is the same measure the same working time; None: it is not one."""
    measure, objective = question.commitment.measure, question.commitment.objective
    if not isinstance(measure, ResponseTime | ResolutionTime):
        return None
    if isinstance(measure, ResolutionTime) and measure.pauses:
        return None
    assert isinstance(objective, WithinObjective)
    if any(not d.is_business or d.seconds is None for d in durations_of(objective.within)):
        return None
    return "measured", *asked_alike(question), *_calendars(question)


def _calendars(question: Question) -> tuple[object, ...]:
    """What decides which working time applies to an item."""
    return question.commitment.calendar, *(c.version for c in question.working)


def waiting_rows(question: Question, *, traced: bool) -> ir.Table:
    """What waits and what ended it, run once for all commitments that ask the same."""
    return _once(question, "waiting", lambda: waiting_items(question, traced=traced), traced=traced)


def measured_rows(question: Question, frame: Frame) -> ir.Table:
    """What waits, and the working time that all of them waited, run once as in `waiting_rows`.

    Who asks for another time than working time finds what waits among the same rows.
    """
    engine, known = question.reading.engine, question.reading.relations
    waits = _key(question, "waiting")

    def build() -> ir.Table:
        waiting = known.get(waits)
        if waiting is None:
            waiting = engine.stage(waiting_items(question), "waiting")
        tables, by = with_owning(question, None, waiting), calendar_by(question)
        timed = engine.derive(timed_items, tables, {}, table=table_of(question), **by)
        tables = {"items": timed, **frame.tables}
        return without_keys(engine.derive(measured_items, tables, frame.numbers))

    measured = _once(question, "measured", build, by=(question.horizon, *_calendars(question)))
    if waits not in known:
        known[waits] = measured.drop("calendar", *MEASURED)
    return measured


def is_measured_with_others(question: Question) -> bool:
    """Whether others hold the same working time against allowances of their own."""
    key = _measured_alike(question)
    return key is not None and question.reading.asked[key] > 1


def is_measured_once(question: Question) -> bool:
    """Whether what it shares with others can be measured for all of them at once."""
    if not is_measured_with_others(question):
        return False
    # These are measured at a second instant too.
    return not may_be_doubted(question) and not question.sees_past_horizon


def tried_rows(question: Question, measure: Attempts, *, traced: bool, timed: bool) -> ir.Table:
    """What is tried and how often, run once as in `waiting_rows`."""
    items, attempts = attempted_items(question, traced=traced)
    within, engine = measure.within, question.reading.engine

    def build() -> ir.Table:
        tables, by = with_owning(question, None, items), calendar_by(question)
        started = engine.derive(timed_items, tables, {}, table=table_of(question), **by)
        frame = frame_of(question, (within,), None)
        # Two steps: rows that a step reads twice are run and kept by themselves.
        due = engine.derive(
            due_items,
            {"items": started, **frame.tables},
            {**frame.numbers, **allowance(within)},
            unit=within.unit,
            has_days=knows_days(question),
            odd=question.odd_days(measure.start),
        )
        both = {"items": due, "attempts": attempts}
        shape: dict[str, Any] = {
            "unit": within.unit,
            "has_days": question.reading.has_day_precision(ATTEMPTED.table, ATTEMPTED.column),
            "timed": timed,
            "odd": question.odd_days(ATTEMPTED),
        }
        return without_keys(engine.derive(tried_items, both, {}, **shape))

    return _once(question, "tried", build, traced=traced, by=(timed, *_calendars(question)))


def _once(
    question: Question,
    name: str,
    build: Callable[[], ir.Table],
    *,
    traced: bool = False,
    by: tuple[object, ...] = (),
) -> ir.Table:
    """The rows of a key, run and kept where more than one reads them."""
    reading, key = question.reading, _key(question, name, traced=traced, by=by)
    if key not in reading.relations:
        alone = not traced and _is_read_once(question)
        keep = reading.engine.stage if alone else reading.engine.materialise
        reading.relations[key] = keep(build(), name)
    found: ir.Table = reading.relations[key]
    return found


def _key(
    question: Question, name: str, *, traced: bool = False, by: tuple[object, ...] = ()
) -> tuple[object, ...]:
    """Rows hang on the measure, its span and its promisor, on no objective or subject, and on what
    is in `by`."""
    commitment, reading = question.commitment, question.reading
    group = commitment.calendar.by if commitment.calendar else None
    named = (one for one in (commitment.per, group) if one and one not in reading.groups)
    return (
        name,
        traced,
        *by,
        *asked_alike(question),
        question.start,
        question.end,
        *named,
    )


def _is_read_once(question: Question) -> bool:
    """Whether one tally is all that will be made of the rows, so that keeping them is lost work."""
    alone = question.reading.asked[asked_alike(question)] == 1
    return alone and not still_runs(question) and not _varies(question)


def still_runs(question: Question) -> bool:
    """Whether anything is still open: of the periods the last one is due last."""
    return bool(history_of(question, max(question.active)))


def _varies(question: Question) -> bool:
    objective = question.commitment.objective
    if isinstance(objective, WithinObjective):
        return objective.within.varies is not Varies.NOTHING
    assert isinstance(objective, NumberObjective)
    return objective.target.varies is not Varies.NOTHING


def with_owning(question: Question, per: str | None, items: ir.Table) -> dict[str, ir.Table]:
    """The items, and the tables that their owner and groups are looked up in."""
    choice = question.commitment.calendar
    by = choice.by if choice else None
    return {"items": items, **owning_tables(question.reading, table_of(question), per, by)}


def calendar_by(question: Question) -> dict[str, Any]:
    """The group that chooses the calendar, and which of the working ones each value chooses."""
    choice = question.commitment.calendar
    if choice is None:
        return {"by": None, "cases": ()}
    cases = tuple((value, question.working_number(name)) for value, name in choice.cases)
    return {"by": choice.by, "cases": cases}


def knows_days(question: Question) -> bool:
    measure = question.commitment.measure
    assert isinstance(measure, ResponseTime | ResolutionTime | Attempts)
    reading = question.reading
    if reading.has_day_precision(measure.start.table, measure.start.column):
        return True
    if isinstance(measure, Attempts):
        return False
    return reading.has_day_precision(measure.stop.table, measure.stop.column)


def table_of(question: Question) -> str:
    measure = question.commitment.measure
    assert isinstance(measure, ResponseTime | ResolutionTime | Attempts)
    return measure.start.table
