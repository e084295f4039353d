"""Waiting items held against a duration: kept, broken, open, unknown or exempt (rules 4 and 8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import ibis
import ibis.expr.types as ir

from selaras.calendars import Duration
from selaras.calendars.duration import DurationUnit
from selaras.evidence.engines import Engine
from selaras.evidence.working_time import micros, whole
from selaras.ledger.items.clock import DayGrid
from selaras.ledger.items.pauses import with_paused
from selaras.ledger.items.work_clock import WorkClock

KEPT, BROKEN, OPEN, UNKNOWN, EXEMPT = "kept", "broken", "open", "unknown", "exempt"
_DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Frame:
    """What items are judged in: the horizon, local days, working time, and pauses or None."""

    engine: Engine
    horizon: datetime
    days: DayGrid
    work: WorkClock | None
    pauses: ir.Table | None = None

    def step(self, items: ir.Table) -> ir.Table:
        """The same items under a name: long expressions take long to compile in one piece."""
        return self.engine.stage(items, "step")

    @property
    def horizon_literal(self) -> ir.Value:
        return ibis.literal(self.horizon.astimezone(UTC), type="timestamp('UTC', 6)")


def judge_items(items: ir.Table, within: Duration, frame: Frame, *, has_days: bool) -> ir.Table:
    """Judge each item against one duration.

    Parameters
    ----------
    items
        Columns `item`, `start`, `start_is_day`, `stop`, `stop_is_day`, `until`, `doubtful`,
        `calendar` (index into the working calendars) and, where it matters, `maybe`.
    has_days
        Whether some of the times are known to the day only.

    Returns
    -------
    The items with `judgement` (text), `elapsed` (µs, working or wall, of the first event or the
    horizon, pauses taken off), `axis` (the place on the time axis that waits are compared on, in
    seconds or working days) and `hanging` (int: 1 where an estimated holiday lies within).
    """
    stopped_first = items.stop.notnull() & (items.until.isnull() | (items.stop <= items.until))
    # An instant without either event is held against the horizon: is it late by now?
    items = items.mutate(
        stopped_first=stopped_first,
        probe=stopped_first.ifelse(items.stop, items.until).coalesce(frame.horizon_literal),
    )
    items = frame.step(_measure(frame.step(items), "probe", within, frame, has_days=has_days))
    judgement = ibis.cases(
        (~items.in_time, BROKEN),
        (items.stopped_first, KEPT),
        (items.until.notnull(), EXEMPT),
        else_=OPEN,
    )
    items = items.mutate(judgement=judgement)
    if "maybe" in items.columns:
        items = _doubt(items, within, frame, has_days=has_days)
    unknown = items.doubtful
    if has_days and not within.is_day_level:
        unknown = unknown | items.start_is_day | items.stop_is_day.fill_null(False)
    return items.mutate(judgement=unknown.ifelse(UNKNOWN, items.judgement))


def _doubt(items: ir.Table, within: Duration, frame: Frame, *, has_days: bool) -> ir.Table:
    """Unknown, where an answer that may count came in time and no sure one did."""
    sure = items.rename(
        sure_in_time="in_time", sure_elapsed="elapsed", sure_axis="axis", sure_hanging="hanging"
    )
    probed = sure.mutate(_maybe=sure.maybe.coalesce(sure.probe))
    again = _measure(probed, "_maybe", within, frame, has_days=has_days)
    doubted = (
        again.maybe.notnull()
        & again.in_time
        & (again.until.isnull() | (again.maybe <= again.until))
        & (again.judgement != KEPT)
    )
    return (
        again.mutate(judgement=doubted.ifelse(UNKNOWN, again.judgement))
        .drop("_maybe", "in_time", "elapsed", "axis", "hanging")
        .rename(
            in_time="sure_in_time", elapsed="sure_elapsed", axis="sure_axis", hanging="sure_hanging"
        )
    )


def _measure(
    items: ir.Table, probe: str, within: Duration, frame: Frame, *, has_days: bool
) -> ir.Table:
    """`items` with `in_time`, `elapsed`, `axis` and `hanging` of the instant in column `probe`."""
    if not within.is_business:
        return _measure_wall(items, probe, within, frame, has_days=has_days)
    assert frame.work is not None
    if within.unit is DurationUnit.BUSINESS_DAYS:
        return _measure_business_days(items, probe, within, frame, has_days=has_days)
    placed = frame.work.place(items, "start", b="_b0", estimates_before="_e0")
    placed = frame.step(frame.work.place(frame.step(placed), probe, b="_b1", estimates="_e1"))
    placed = with_paused(placed, frame.pauses, probe, frame.horizon_literal, frame.work)
    elapsed = placed._b1 - placed._b0 - placed.paused
    assert within.seconds is not None
    return placed.mutate(
        elapsed=elapsed,
        in_time=elapsed <= within.seconds * 1_000_000,
        axis=whole(elapsed, 1_000_000),
        hanging=(placed._e1 > placed._e0).cast("int8"),
    ).drop("_b0", "_e0", "_b1", "_e1")


def _measure_wall(
    items: ir.Table, probe: str, within: Duration, frame: Frame, *, has_days: bool
) -> ir.Table:
    assert within.seconds is not None
    placed = with_paused(items, frame.pauses, probe, frame.horizon_literal, None)
    elapsed = micros(placed[probe]) - micros(placed.start) - placed.paused
    in_time = elapsed <= within.seconds * 1_000_000
    placed = placed.mutate(
        elapsed=elapsed, axis=whole(elapsed, 1_000_000), hanging=ibis.literal(0, "int8")
    )
    if not (has_days and within.is_day_level):
        return placed.mutate(in_time=in_time)
    placed = frame.days.with_day(placed, "start", "_day0")
    placed = frame.days.with_day(placed, probe, "_day1")
    by_day = placed._day1 - placed._day0 - whole(placed.paused, _DAY_US) <= within.amount
    rough = placed.start_is_day | placed.stop_is_day.fill_null(False)
    exact = placed.elapsed <= within.seconds * 1_000_000
    return placed.mutate(in_time=rough.ifelse(by_day, exact)).drop("_day0", "_day1")


def _measure_business_days(
    items: ir.Table, probe: str, within: Duration, frame: Frame, *, has_days: bool
) -> ir.Table:
    """Broken if later than the close of the N-th working day, pauses added (rule 8)."""
    work = frame.work
    assert work is not None
    placed = work.place(items, "start", b="_b0", workday="_wd0", estimates_before="_e0")
    placed = work.place(frame.step(placed), probe, b="_b1", workday="_wd1", estimates="_e1")
    placed = frame.step(placed)
    placed = work.close(placed, placed._wd0 + within.amount, "_close", "_b_close")
    placed = work.close(placed, placed._wd1, "_own_close", "_b_own")
    placed = with_paused(placed, frame.pauses, probe, frame.horizon_literal, work, limit="_b_close")
    if frame.pauses is None:
        in_time = placed[probe] <= placed._close
    else:
        placed = work.earliest(placed, placed._b_close + placed.paused, "_due")
        extended = micros(placed[probe]) <= placed._due
        in_time = (placed.paused > 0).ifelse(extended, placed[probe] <= placed._close)
    # Later than the close of its own day counts as the next working day on the axis.
    late = (placed[probe] > placed._own_close).fill_null(True).cast("int32")
    placed = placed.mutate(
        elapsed=placed._b1 - placed._b0 - placed.paused,
        axis=placed._wd1 - placed._wd0 + late,
        in_time=in_time,
        hanging=(placed._e1 > placed._e0).cast("int8"),
    )
    if has_days:
        # Where only days are known, the whole day of the close is in time.
        placed = frame.days.with_day(placed, "_close", "_day0")
        placed = frame.days.with_day(placed, probe, "_day1")
        rough = placed.start_is_day | placed.stop_is_day.fill_null(False)
        by_day = (placed._day1 <= placed._day0).fill_null(True) | placed.in_time
        placed = placed.mutate(in_time=rough.ifelse(by_day, placed.in_time)).drop("_day0", "_day1")
    return placed.drop(
        "_b0", "_wd0", "_e0", "_b1", "_wd1", "_e1", "_close", "_b_close", "_own_close", "_b_own"
    )
