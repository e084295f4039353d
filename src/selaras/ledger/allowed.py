"""What is allowed, and by which clock: targets by subject, durations, working time, pauses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time
from typing import Any, TypeVar

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from selaras.agreements.values import (
    Attempts,
    Predicate,
    ResolutionTime,
    ResponseTime,
    Schedule,
    Varies,
    WithinObjective,
)
from selaras.calendars import Duration, reach
from selaras.calendars.clock import to_micros
from selaras.calendars.grid import arrow_column, arrow_texts
from selaras.ledger.items.judged import Frame
from selaras.ledger.items.pauses import pauses_of_tickets
from selaras.ledger.items.work_clock import WorkClock
from selaras.ledger.numbered import texts_of
from selaras.ledger.question import Question
from selaras.ledger.target import Tenure, target_of

T = TypeVar("T")


def with_target(
    question: Question,
    items: ir.Table,
    schedule: Schedule[T],
    tenure: Tenure,
    number: Callable[[T], int],
    name: str,
) -> ir.Table:
    """Items by period, with what is asked of their subject in it; where nothing is, without it."""
    items = question.grid.with_period(items)
    engine, texts = question.reading.engine, texts_of(question, items)
    # As the items have them, and as they are called.
    subjects: list[tuple[Any, str | None]] = [("", None)]
    if texts is not None:
        subjects = list(enumerate(texts))
    elif question.commitment.per is not None:
        found = engine.to_arrow(items.select("subject").distinct())
        subjects = [(text, text) for text in sorted(found.column("subject").to_pylist())]
    rows = [
        (index, held, number(target))
        for held, subject in subjects
        for index in question.active
        if (target := target_of(schedule, subject, question.periods, index, tenure)) is not None
    ]
    held = [row[1] for row in rows]
    columns = {
        "_period": arrow_column(np.array([r[0] for r in rows], np.int32)),
        "_subject": arrow_texts(held) if texts is None else arrow_column(np.array(held, np.int32)),
        name: arrow_column(np.array([r[2] for r in rows], np.int64)),
    }
    asked = engine.register("asked", pa.table(columns))
    keyed = items.mutate(_held=items.subject.fill_null("") if texts is None else items.subject)
    joined = keyed.inner_join(asked, [keyed.period == asked._period, keyed._held == asked._subject])
    return joined.drop("_period", "_subject", "_held")


def durations_of(schedule: Schedule[Duration]) -> tuple[Duration, ...]:
    """Every allowance that a schedule states, the usual one first, each once."""
    asked = [target for _key, target in schedule.cases]
    if schedule.otherwise is not None:
        asked.insert(0, schedule.otherwise)
    return tuple(dict.fromkeys(asked))


def allowance_of(question: Question) -> int | None:
    """The allowance on the axis of waits; None where it differs between items.

    Seconds of working or elapsed time; working days for `N business days`.
    """
    objective, measure = question.commitment.objective, question.commitment.measure
    if isinstance(objective, WithinObjective):
        within = objective.within.otherwise
        if objective.within.varies is not Varies.NOTHING or within is None:
            return None
        return within.seconds if within.seconds is not None else within.amount
    assert isinstance(measure, Attempts)
    return None if measure.within.is_business else measure.within.seconds


def frame_of(question: Question, durations: Sequence[Duration], pauses: ir.Table | None) -> Frame:
    """What items are judged within: local days, the horizon, working time and pauses."""
    assert question.horizon is not None
    work = _work_clock(question, durations) if any(d.is_business for d in durations) else None
    grid = question.grid
    today = question.horizon.astimezone(question.zone).date()
    began = datetime.combine(today, time(), question.zone)
    horizon = {"horizon_us": to_micros(question.horizon), "day_began_us": to_micros(began)}
    tables, numbers = {**grid.tables}, {**grid.numbers, **horizon}
    if work is not None:
        tables |= work.tables
        numbers |= work.numbers
    return Frame(tables if pauses is None else tables | {"pauses": pauses}, numbers)


def pauses_of(question: Question, measure: ResponseTime | ResolutionTime) -> ir.Table | None:
    """When the clock of a resolution stood still; None where it never does."""
    if not isinstance(measure, ResolutionTime) or not measure.pauses:
        return None
    if not question.reading.has("ticket_events"):
        return None
    predicate: Predicate = measure.pauses
    reading = question.reading
    return reading.engine.stage(pauses_of_tickets(reading, predicate), "pauses")


def _work_clock(question: Question, durations: Sequence[Duration]) -> WorkClock:
    first, last = question.start, max(question.reading.as_of, question.end)
    # Twice the allowance: pauses may push a due further out.
    asked = [Duration(2 * d.amount + 1, d.unit) for d in durations if d.is_business]
    return question.reading.work_clock(
        question.working, first, reach(question.working, last, asked)
    )
