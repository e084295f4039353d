"""The relation of items behind a question: what tallies, estimates and traces all read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from selaras.agreements.values import (
    Amount,
    Attempts,
    Count,
    NumberObjective,
    ResolutionTime,
    ResponseTime,
    Varies,
    WithinObjective,
)
from selaras.calendars import Duration
from selaras.calendars.clock import to_micros
from selaras.ledger.allowed import durations_of, frame_of, pauses_of, with_target
from selaras.ledger.items.attempted import (
    judged_attempts,
    waited_attempts,
)
from selaras.ledger.items.counted import counted_items, counted_rows
from selaras.ledger.items.judged import allowance, judged_items
from selaras.ledger.items.placed import owning_tables, placed_items
from selaras.ledger.items.rows import read_tables
from selaras.ledger.question import Question
from selaras.ledger.shared import (
    calendar_by,
    is_measured_once,
    knows_days,
    measured_rows,
    still_runs,
    table_of,
    tried_rows,
    waiting_rows,
    with_owning,
)
from selaras.ledger.target import Tenure


def counted_relation(
    question: Question, measure: Count | Amount, *, traced: bool = False
) -> ir.Table:
    """Items of a count or an amount (see counted_items), built once as in `judged_relation`."""
    key = (question.version.version, question.commitment.name, measure, traced)
    known = question.reading.relations.get(key)
    if known is None or not known.active >= set(question.active):
        known = _Built(frozenset(question.active), _counted(question, measure, traced=traced))
        question.reading.relations[key] = known
    return known.of(question)


def _counted(question: Question, measure: Count | Amount, *, traced: bool) -> ir.Table:
    reading, grid = question.reading, question.grid
    of, per = question.commitment.of, question.commitment.per
    read = read_tables(measure.table, measure.at, (*measure.where, *of), question.span)
    tables, facts = reading.shown(*read)
    rows = reading.engine.derive(
        counted_rows,
        {**grid.tables, **tables},
        grid.numbers,
        facts=facts,
        measure=measure,
        of=of,
        per=per,
        traced=traced,
    )
    tables = {"rows": rows, **owning_tables(reading, measure.table, per)}
    return reading.engine.derive(counted_items, tables, {}, measure=measure, per=per)


def judged_relation(
    question: Question, tenure: Tenure, *, traced: bool = False, timed: bool = False
) -> ir.Table:
    """Items of a measure that waits for something, judged at the question's horizon.

    They have `period`, `subject` and `judgement`; `timed`: of attempts their `times` too. Within a
    reading, the same relation serves all who ask for the same periods or fewer.
    """
    key = (question.version.version, question.commitment.name, traced)
    known = question.reading.relations.get(key)
    # An estimate is learnt from how long items waited: where one will be, times come along.
    timed = timed or (not traced and still_runs(question))
    timed = timed and isinstance(question.commitment.measure, Attempts)
    if known is None or not known.active >= set(question.active) or known.timed < timed:
        items = _judged(question, tenure, traced=traced, timed=timed)
        known = _Built(frozenset(question.active), items, timed)
        question.reading.relations[key] = known
    return known.of(question)


@dataclass(frozen=True, slots=True)
class _Built:
    """The items of a relation, the periods it covers, and whether it has the times of attempts."""

    active: frozenset[int]
    items: ir.Table
    timed: bool = False

    def of(self, question: Question) -> ir.Table:
        """Those of the periods that are asked about."""
        if self.active == set(question.active):
            return self.items
        return self.items.filter(self.items.period.isin(question.active))


def _judged(question: Question, tenure: Tenure, *, traced: bool, timed: bool) -> ir.Table:
    measure = question.commitment.measure
    if isinstance(measure, Attempts):
        return _judged_attempts(question, measure, tenure, traced=traced, timed=timed)
    assert isinstance(measure, ResponseTime | ResolutionTime)
    objective = question.commitment.objective
    assert isinstance(objective, WithinObjective)
    engine = question.reading.engine
    shape = {"has_days": knows_days(question), "past_horizon": question.sees_past_horizon}
    durations = durations_of(objective.within)
    frame = frame_of(question, durations, pauses_of(question, measure))
    items = _placed(
        question,
        measured_rows(question, frame)
        if not traced and is_measured_once(question)
        else waiting_rows(question, traced=traced),
        columns=None if traced else _judged_by(paused=frame.pauses is not None),
    )

    def judged(items: ir.Table, within: Duration) -> ir.Table:
        tables, numbers = {"items": items, **frame.tables}, {**frame.numbers, **allowance(within)}
        return engine.derive(judged_items, tables, numbers, unit=within.unit, **shape)

    if objective.within.varies is Varies.NOTHING:
        return judged(items, durations[0])
    items = with_target(question, items, objective.within, tenure, durations.index, "_which")
    parts = [judged(items.filter(items._which == n), within) for n, within in enumerate(durations)]
    if len(parts) == 1:
        return parts[0]
    return engine.stage(ibis.union(*_alike(parts)), "judged")


def waits_axis(question: Question, tenure: Tenure) -> ir.Table:
    """Judged items with `axis`, their place on the axis that `allowance_of` is on."""
    items = judged_relation(question, tenure, timed=True)
    if isinstance(question.commitment.objective, WithinObjective):
        return items
    assert question.horizon is not None
    numbers = {"horizon_us": to_micros(question.horizon)}
    return question.reading.engine.derive(waited_attempts, {"items": items}, numbers)


_COMMON = (
    "item",
    "start",
    "start_is_day",
    "stop",
    "stop_is_day",
    "until",
    "subject",
    "judgement",
    "elapsed",
    "axis",
    "past",
    "hanging",
    "paused",
    "row_source",
    "row_file",
    "row_line",
    "calendar",
)


def _alike(parts: Sequence[ir.Table]) -> Iterator[ir.Table]:
    """Parts with the same columns: some units tell what lies `past` where others do not."""
    told = any("past" in part.columns for part in parts)
    for part in parts:
        whole = part.mutate(past=False) if told and "past" not in part.columns else part
        yield whole.select(*_kept(whole))


def _kept(items: ir.Table) -> list[str]:
    # where a row came from is only there in a trace
    return [c for c in (*_COMMON, "period", "day") if c in items.columns]


def _judged_by(*, paused: bool) -> tuple[str, ...]:
    """Columns that judging reads: each one more costs in every step that is compiled."""
    wanted = (
        "start",
        "start_is_day",
        "stop",
        "stop_is_day",
        "until",
        "until_last",
        "doubtful",
        "maybe",
    )
    measured = ("stopped_first", "elapsed", "paused", "hanging")
    return (*wanted, *measured, "calendar", "subject", *(("item", "ticket_id") if paused else ()))


def _judged_attempts(
    question: Question, measure: Attempts, tenure: Tenure, *, traced: bool, timed: bool
) -> ir.Table:
    objective = question.commitment.objective
    assert isinstance(objective, NumberObjective)
    items = _placed(question, tried_rows(question, measure, traced=traced, timed=timed))
    frame = frame_of(question, (), None)
    numbers = {**frame.numbers, "asked": int(objective.target.otherwise or 0)}
    if objective.target.varies is not Varies.NOTHING:
        items = with_target(question, items, objective.target, tenure, int, "asked")
    return question.reading.engine.derive(
        judged_attempts, {"items": items, **frame.tables}, numbers, unit=measure.within.unit
    )


def _placed(
    question: Question, items: ir.Table, *, columns: tuple[str, ...] | None = None
) -> ir.Table:
    """Items with `calendar` and `subject`, of all columns or those asked for."""
    per = question.commitment.per
    return question.reading.engine.derive(
        placed_items,
        with_owning(question, per, items),
        {},
        table=table_of(question),
        per=per,
        columns=columns,
        **calendar_by(question),
    )
