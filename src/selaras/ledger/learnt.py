"""What earlier periods say of a count that still runs (rule 6; methods.md §10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import ibis.expr.types as ir
from ibis import _

from selaras.agreements.values import Amount, Attempts, Count, ResolutionTime, ResponseTime
from selaras.calendars.clock import MICROS_A_SECOND, day_of_number, from_micros
from selaras.evidence.working_time import micros, whole
from selaras.ledger.estimate import MINIMUM_ITEMS
from selaras.ledger.items.subject import UNASSIGNED
from selaras.ledger.moment import Rows
from selaras.ledger.pace import Came, Pace, learnt_pace, part_of_day
from selaras.ledger.period import Period
from selaras.ledger.question import Question
from selaras.ledger.relation import counted_relation
from selaras.ledger.tally import Cell
from selaras.ledger.verdict import Tally
from selaras.statistics.counts import Gamma, gamma_prior

_HOUR_US = 3600 * MICROS_A_SECOND
_SOMETIME = -1
"""The hour of a row of which only the day is known."""


def learnt_from(
    question: Question,
    measure: Count | Amount,
    tallies: Mapping[Cell, Tally],
    subjects: Mapping[int, Sequence[str | None]],
    index: int,
) -> tuple[Gamma, float] | None:
    """Prior of what a subject counts in a period, and the share of it that has normally come.

    None where the periods before counted too little. A period that is longer, in days on which
    such rows come, is expected to bring more by as much: a month of seventeen working days does
    not bring what one of twenty-two does. What nobody owns says nothing of a rep.
    """
    past, periods = question.closed_before(index), question.periods
    counts = [
        (periods[i], tallies.get((i, subject), Tally()).kept)
        for i in past
        for subject in subjects.get(i, ())
        if subject != UNASSIGNED and not periods[i].is_cut_short
    ]
    if sum(count for _period, count in counts) < MINIMUM_ITEMS:
        return None
    assert question.horizon is not None
    pace = pace_of(question, came_in(question, measure, past), past)
    period = periods[index]
    usual = pace.length(period)
    prior = gamma_prior([(n, pace.length(one) / usual) for one, n in counts], MINIMUM_ITEMS)
    return None if prior is None else (prior, pace.come(period, question.horizon))


def came_in(
    question: Question, measure: Count | Amount, indexes: Sequence[int]
) -> dict[int, list[Came]]:
    """When the rows of a measure came, by period: of the periods that are asked about."""
    asked = question.only(indexes)

    def grouped() -> ir.Table:
        items = counted_relation(asked, measure)
        hour = items.start_is_day.ifelse(_SOMETIME, whole(micros(items.start), _HOUR_US))
        timed = items.mutate(hour=hour.cast("int64"))
        return timed.group_by("period", "day", "hour").aggregate(items=_.count())

    commitment, reading = question.commitment, question.reading
    # Promises of the same things in the same periods share the answer.
    spans = [question.periods[index].span for index in asked.active]
    cut = (question.zone.key, commitment.every.every.value, *spans)
    key = ("came", repr(measure), repr(commitment.of), commitment.per, *cut)

    def rows() -> Rows:
        found = reading.engine.to_arrow(grouped()).to_pylist()
        return [{**row, "period": asked.active.index(row["period"])} for row in found]

    came: dict[int, list[Came]] = {index: [] for index in indexes}
    for row in reading.moment.rows(key, rows):
        index = asked.active[row["period"]]
        came[index].append(_came(question.periods[index], row))
    return came


def items_came_in(question: Question, indexes: Sequence[int]) -> dict[int, list[Came]]:
    """When what a promise over items waits for began, by period, whatever became of it."""
    measure = question.commitment.measure
    assert isinstance(measure, Attempts | ResponseTime | ResolutionTime)
    began = Count(measure.start.table, measure.start.column)
    together = replace(question, commitment=replace(question.commitment, per=None))
    return came_in(together, began, indexes)


def pace_of(question: Question, came: Mapping[int, Sequence[Came]], indexes: Sequence[int]) -> Pace:
    """The pace learnt from some periods."""
    every = [one for index in indexes for one in came[index]]
    return learnt_pace(question.calendar, [question.periods[i] for i in indexes], every)


def _came(period: Period, row: Mapping[str, Any]) -> Came:
    """Rows of one hour, taken to have come in the middle of it; of an unknown one, of the day."""
    day, part = day_of_number(row["day"]), 0.5
    if row["hour"] != _SOMETIME:
        middle: datetime = from_micros(row["hour"] * _HOUR_US + _HOUR_US // 2)
        local = middle.astimezone(period.zone)
        # An hour that a day begins in the middle of belongs to the day of its rows.
        part = part_of_day(local) if local.date() == day else float(local.date() > day)
    return Came(period, day, part, row["items"])
