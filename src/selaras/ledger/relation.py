"""The relation of items behind a question: what tallies, estimates and traces all read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

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
    due_items,
    judged_attempts,
    tried_items,
    waited_attempts,
)
from selaras.ledger.items.counted import counted_items, counted_rows
from selaras.ledger.items.judged import allowance, judged_items
from selaras.ledger.items.placed import owning_tables, placed_items, timed_items
from selaras.ledger.items.rows import read_tables
from selaras.ledger.items.timed import attempted_items, waiting_items
from selaras.ledger.question import Question
from selaras.ledger.reach import history_of
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
    timed = timed or (not traced and _runs(question))
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
    engine, has_days = question.reading.engine, _has_days(question)
    durations = durations_of(objective.within)
    frame = frame_of(question, durations, pauses_of(question, measure))
    items = _placed(
        question,
        _waiting(question, traced=traced),
        columns=None if traced else _judged_by(paused=frame.pauses is not None),
    )

    def judged(items: ir.Table, within: Duration) -> ir.Table:
        tables, numbers = {"items": items, **frame.tables}, {**frame.numbers, **allowance(within)}
        return engine.derive(judged_items, tables, numbers, unit=within.unit, has_days=has_days)

    if objective.within.varies is Varies.NOTHING:
        return judged(items, durations[0])
    items = with_target(question, items, objective.within, tenure, durations.index, "_which")
    parts = [judged(items.filter(items._which == n), within) for n, within in enumerate(durations)]
    if len(parts) == 1:
        return parts[0]
    return engine.stage(ibis.union(*(p.select(*_kept(p)) for p in parts)), "judged")


def _waiting(question: Question, *, traced: bool) -> ir.Table:
    """What waits and what ended it, run once for all commitments that ask the same."""
    return _once(question, ("waiting", traced), lambda: waiting_items(question, traced=traced))


def _tried(question: Question, measure: Attempts, *, traced: bool, timed: bool) -> ir.Table:
    """What is tried and how often, run once as in `_waiting`."""
    items, attempts = attempted_items(question, traced=traced)
    within, engine = measure.within, question.reading.engine

    def build() -> ir.Table:
        tables, by = _owning(question, None, items), _calendar_by(question)
        started = engine.derive(timed_items, tables, {}, table=_table(question), **by)
        frame = frame_of(question, (within,), None)
        # Two steps: rows that a step reads twice are run and kept by themselves.
        due = engine.derive(
            due_items,
            {"items": started, **frame.tables},
            {**frame.numbers, **allowance(within)},
            unit=within.unit,
            has_days=_has_days(question),
        )
        both = {"items": due, "attempts": attempts}
        has_days = question.reading.has_day_precision("attempts", "happened_at")
        shape: dict[str, Any] = {"unit": within.unit, "has_days": has_days, "timed": timed}
        return engine.derive(tried_items, both, {}, **shape)

    calendars = (question.commitment.calendar, *(c.version for c in question.working))
    return _once(question, ("tried", traced, timed, *calendars), build)


def _once(question: Question, what: tuple[object, ...], build: Callable[[], ir.Table]) -> ir.Table:
    """Rows that hang on the measure, its span and its promisor, and on no objective or subject."""
    commitment, reading = question.commitment, question.reading
    by = commitment.calendar.by if commitment.calendar else None
    key = (
        *what,
        *asked_alike(question),
        question.start,
        question.end,
        *(group for group in (commitment.per, by) if group and group not in reading.groups),
    )
    if key not in reading.relations:
        keep = reading.engine.stage if _is_read_once(question, what) else reading.engine.materialise
        reading.relations[key] = keep(build(), str(what[0]))
    found: ir.Table = reading.relations[key]
    return found


def asked_alike(question: Question) -> tuple[object, ...]:
    """Questions for which this is the same may share the rows that their measure reads."""
    commitment = question.commitment
    return commitment.measure, commitment.of, commitment.promisor, question.agreement.parties


def _is_read_once(question: Question, what: tuple[object, ...]) -> bool:
    """Whether one tally is all that will be made of the rows, so that keeping them is lost work."""
    traced = bool(what[1])
    alone = question.reading.asked[asked_alike(question)] == 1
    return alone and not traced and not _runs(question) and not _varies(question)


def _runs(question: Question) -> bool:
    """Whether anything is still open: of the periods the last one is due last."""
    return bool(history_of(question, max(question.active)))


def _varies(question: Question) -> bool:
    objective = question.commitment.objective
    if isinstance(objective, WithinObjective):
        return objective.within.varies is not Varies.NOTHING
    assert isinstance(objective, NumberObjective)
    return objective.target.varies is not Varies.NOTHING


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
    "hanging",
    "paused",
    "row_source",
    "row_file",
    "row_line",
    "calendar",
)


def _kept(items: ir.Table) -> list[str]:
    # where a row came from is only there in a trace
    return [c for c in (*_COMMON, "period", "day") if c in items.columns]


def _judged_by(*, paused: bool) -> tuple[str, ...]:
    """Columns that judging reads: each one more costs in every step that is compiled."""
    wanted = ("start", "start_is_day", "stop", "stop_is_day", "until", "doubtful", "maybe")
    return (*wanted, "calendar", "subject", *(("item", "ticket_id") if paused else ()))


def _judged_attempts(
    question: Question, measure: Attempts, tenure: Tenure, *, traced: bool, timed: bool
) -> ir.Table:
    objective = question.commitment.objective
    assert isinstance(objective, NumberObjective)
    items = _placed(question, _tried(question, measure, traced=traced, timed=timed))
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
        _owning(question, per, items),
        {},
        table=_table(question),
        per=per,
        columns=columns,
        **_calendar_by(question),
    )


def _owning(question: Question, per: str | None, items: ir.Table) -> dict[str, ir.Table]:
    """The items, and the tables that their owner and groups are looked up in."""
    choice = question.commitment.calendar
    by = choice.by if choice else None
    return {"items": items, **owning_tables(question.reading, _table(question), per, by)}


def _calendar_by(question: Question) -> dict[str, Any]:
    """The group that chooses the calendar, and which of the working ones each value chooses."""
    choice = question.commitment.calendar
    if choice is None:
        return {"by": None, "cases": ()}
    cases = tuple((value, question.working_number(name)) for value, name in choice.cases)
    return {"by": choice.by, "cases": cases}


def _has_days(question: Question) -> bool:
    measure = question.commitment.measure
    assert isinstance(measure, ResponseTime | ResolutionTime | Attempts)
    reading = question.reading
    if reading.has_day_precision(measure.start.table, measure.start.column):
        return True
    if isinstance(measure, Attempts):
        return False
    return reading.has_day_precision(measure.stop.table, measure.stop.column)


def _table(question: Question) -> str:
    measure = question.commitment.measure
    assert isinstance(measure, ResponseTime | ResolutionTime | Attempts)
    return measure.start.table
