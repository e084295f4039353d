"""Items of an attempts measure: how many attempts came in time, and what that makes of them."""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir
from ibis import _

from selaras.calendars.duration import DurationUnit
from selaras.evidence.engines.compiled import Numbers
from selaras.evidence.working_time import micros, timestamp_of
from selaras.ledger.items.first import ROW
from selaras.ledger.items.judged import (
    BROKEN,
    DAY_LEVEL,
    ELAPSED,
    EXEMPT,
    KEPT,
    OPEN,
    UNKNOWN,
    Frame,
)
from selaras.ledger.items.lookup import look_up

_DAY_US = 86_400_000_000


def tried_items(
    tables: Mapping[str, ir.Table], numbers: Numbers, /, *, unit: DurationUnit, has_days: bool
) -> ir.Table:
    """What is tried, with when it is due and how many attempts came in time.

    Parameters
    ----------
    tables
        Those of `Frame`; `items`, numbered, with `calendar`, `until` and `lead_id`; `attempts`
        with `lead_id`, `at`, `is_day` and `sure`.
    numbers
        Those of `Frame` and `allowance`.
    """
    due = _with_due(tables["items"], unit, Frame(tables, numbers), has_days=has_days)
    return _with_made(due, tables["attempts"], unit)


def _with_due(items: ir.Table, unit: DurationUnit, frame: Frame, *, has_days: bool) -> ir.Table:
    """`items` with `due_us`: the last instant (µs since 1970) at which an attempt is in time.

    Where only the day of the start is known, the whole N-th day after it is in time.
    """
    numbers, work = frame.numbers, frame.work
    if unit in ELAPSED:
        due = micros(items.start) + numbers["allowed_us"]
        if has_days and unit in DAY_LEVEL:
            due = items.start_is_day.ifelse(due + _DAY_US - 1, due)
        return items.mutate(due_us=due, hanging=ibis.literal(0, "int8"))
    placed = work.place(items, "start", b="_b0", workday="_wd0", estimates_before="_e0")
    if unit is DurationUnit.BUSINESS_DAYS:
        placed = work.close(placed, placed._wd0 + numbers["amount"], "_close", "_b_close")
        placed = placed.mutate(due_us=micros(placed._close)).drop("_close", "_b_close")
    else:
        # In time is whatever has no more working time behind it: up to the next opening.
        spent = placed._b0 + numbers["allowed_us"]
        placed = work.earliest(placed, spent + 1, "_next")
        placed = placed.mutate(due_us=placed._next - 1).drop("_next")
    placed = placed.mutate(_due=timestamp_of(placed.due_us))
    placed = work.place(placed, "_due", estimates="_e1")
    return placed.mutate(hanging=(placed._e1 > placed._e0).cast("int8")).drop(
        "_b0", "_wd0", "_e0", "_e1", "_due"
    )


def _with_made(items: ir.Table, attempts: ir.Table, unit: DurationUnit) -> ir.Table:
    """`items` with `made`, their attempts in time up to what ended the wait, and `maybe_made`.

    Parameters
    ----------
    items
        `numbered`, with `due_us`, `until` and `lead_id`.
    attempts
        `lead_id`, `at`, `is_day` and `sure`. Where only the day is known, `at` is its last
        instant; the whole day of the due instant is in time, and of hours nothing is sure.

    `maybe_made` also counts those that are not sure.
    """
    spans = items.select(ROW, "start", "until", "lead_id", _due=items.due_us)
    pairs = spans.inner_join(attempts.select("at", "is_day", "sure", "lead_id"), "lead_id")
    earliest = micros(pairs["at"]) - pairs.is_day.ifelse(_DAY_US - 1, 0)
    pairs = pairs.filter(
        (pairs["at"] >= pairs.start)
        & (earliest <= pairs._due)
        & (pairs.until.isnull() | (earliest <= micros(pairs.until)))
    )
    if unit not in DAY_LEVEL:
        pairs = pairs.mutate(sure=pairs.sure & ~pairs.is_day)
    made = pairs.group_by(ROW).aggregate(made=_.sure.cast("int32").sum(), maybe_made=_.count())
    found = look_up(items, made, ROW)
    return found.mutate(made=found.made.fill_null(0), maybe_made=found.maybe_made.fill_null(0))


def judged_attempts(
    tables: Mapping[str, ir.Table], numbers: Numbers, /, *, unit: DurationUnit
) -> ir.Table:
    """Judge items with `due_us`, `made` and `maybe_made`.

    `tables` are those of `Frame` and `items`; these have `asked` (a number of attempts), and a
    `period`, where it differs between them. Else `asked` is among the `numbers`.
    """
    judged, frame = tables["items"], Frame(tables, numbers)
    if "asked" not in judged.columns:
        judged = judged.mutate(asked=numbers["asked"])
    judgement = ibis.cases(
        (judged.doubtful | _rough(judged, unit), UNKNOWN),
        (judged.made >= judged.asked, KEPT),
        (judged.maybe_made >= judged.asked, UNKNOWN),
        (judged.until.notnull() & (micros(judged.until) <= judged.due_us), EXEMPT),
        (numbers["horizon_us"] > judged.due_us, BROKEN),
        else_=OPEN,
    )
    judged = judged.mutate(judgement=judgement)
    return judged if "period" in judged.columns else frame.days.with_period(judged)


def _rough(items: ir.Table, unit: DurationUnit) -> ir.Value:
    """Whether only the day of the start is known, and the window is one of hours."""
    return ibis.literal(False) if unit in DAY_LEVEL else items.start_is_day


def asked_times(items: ir.Table, attempts: ir.Table) -> ir.Table:
    """`items` with `stop`: the time of the attempt that was the asked one, or null."""
    spans = items.select(ROW, "start", "lead_id", "asked")
    if "period" in items.columns:
        # Rolling windows overlap: an item stands there once for each that it belongs to.
        spans = spans.distinct()
    pairs = spans.inner_join(attempts.filter(attempts.sure).select("at", "lead_id"), "lead_id")
    pairs = pairs.filter(pairs["at"] >= pairs.start)
    order = ibis.window(group_by=[pairs[ROW]], order_by=pairs["at"])
    ranked = pairs.mutate(_rank=ibis.row_number().over(order) + 1)
    nth = ranked.filter(ranked._rank == ranked.asked).select(ROW, "asked", stop=ranked["at"])
    return look_up(items, nth, {ROW: ROW, "asked": "asked"})
