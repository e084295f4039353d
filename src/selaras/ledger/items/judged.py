"""Waiting items held against a duration: kept, broken, open, unknown or exempt (rules 4 and 8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from selaras.calendars.clock import MICROS_A_DAY, MICROS_A_SECOND
from selaras.calendars.duration import Duration, DurationUnit
from selaras.evidence.engines.compiled import Numbers
from selaras.evidence.working_time import micros, timestamp_of, whole
from selaras.ledger.items.clock import DayGrid
from selaras.ledger.items.pauses import with_paused
from selaras.ledger.items.work_clock import WorkClock

KEPT, BROKEN, OPEN, UNKNOWN, EXEMPT = "kept", "broken", "open", "unknown", "exempt"
UNWATCHED = -1
"""Place on the axis of an item that was not there yet when its evidence ended."""
ELAPSED = frozenset(u for u in DurationUnit if not Duration(1, u).is_business)
DAY_LEVEL = frozenset(u for u in DurationUnit if Duration(1, u).is_day_level)
"""Units for which dates without a time are precise enough."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What items are judged in, or the stand-ins of it (see `compiled`).

    `tables` are those of local days (see DayGrid), of working time where it is asked (WorkClock),
    and `pauses` where there are any. `numbers` go with them; `horizon_us` is the horizon, and
    `day_began_us` when its local day began.
    """

    tables: Mapping[str, ir.Table]
    numbers: Numbers

    @property
    def horizon(self) -> ir.Value:
        return timestamp_of(self.numbers["horizon_us"])

    @property
    def days(self) -> DayGrid:
        return DayGrid(self.tables, self.numbers)

    @property
    def work(self) -> WorkClock:
        return WorkClock(self.tables, self.numbers)

    @property
    def pauses(self) -> ir.Table | None:
        return self.tables.get("pauses")


def allowance(within: Duration) -> dict[str, int]:
    """The numbers that a duration is to its unit: `amount`, and `allowed_us` if it is so long."""
    seconds = within.seconds
    return {"amount": within.amount} | (
        {} if seconds is None else {"allowed_us": seconds * MICROS_A_SECOND}
    )


def judged_items(
    tables: Mapping[str, ir.Table],
    numbers: Numbers,
    /,
    *,
    unit: DurationUnit,
    has_days: bool,
    past_horizon: bool,
) -> ir.Table:
    """Judge each item against one duration.

    Parameters
    ----------
    tables
        Those of `Frame`, and `items` with columns `item`, `start`, `start_is_day`, `stop`,
        `stop_is_day`, `until`, `doubtful`, `calendar` (index into the working calendars) and,
        where it matters, `maybe`. Where they have no `period` yet, they get it here. Items of
        `measured_items` are measured already, and their unit is one of working time.
    numbers
        Those of `Frame` and `allowance`.
    has_days
        Whether some of the times are known to the day only.
    past_horizon
        Whether some of the events may lie past the horizon. Such a one keeps its item if it came
        in time; if not, an earlier one may not be loaded yet, and the item is held against the
        horizon as if nothing had come.

    Returns
    -------
    The items with `judgement` (text), `elapsed` (µs, working or wall, of the first event or the
    horizon, pauses taken off), `axis` (the place on the time axis that waits are compared on, in
    seconds or working days) and `hanging` (int: 1 where an estimated holiday lies within). Where
    events may lie past the horizon, or on its day, `past` (bool) says of which items one does, or
    the start: on the axis these are where the horizon found them.
    """
    items, frame = tables["items"], Frame(tables, numbers)
    if "elapsed" in items.columns:
        items = _held(items, frame)
    else:
        items = _measure(_probed(items, frame), "probe", unit, frame, has_days=has_days)
    if past_horizon:
        items = _held_at_horizon(items, unit, frame, has_days=has_days)
    untold = items.untold if past_horizon else ibis.literal(False)
    judgement = ibis.cases(
        (~items.in_time, BROKEN),
        (untold, OPEN),
        (items.stopped_first, KEPT),
        (items.until.notnull(), EXEMPT),
        else_=OPEN,
    )
    items = items.mutate(judgement=judgement)
    if has_days and unit in ELAPSED and unit in DAY_LEVEL:
        items = _watched_by_day(items, frame)
    if "maybe" in items.columns:
        items = _doubt(items, unit, frame, has_days=has_days)
    unknown = may_count(items)
    if has_days and unit not in DAY_LEVEL:
        unknown = unknown | _rough(items)
    items = items.mutate(judgement=unknown.ifelse(UNKNOWN, items.judgement))
    return items if "period" in items.columns else frame.days.with_period(items)


def may_count(items: ir.Table) -> ir.Value:
    """Whether it is open if a judged item belongs to the promise, and matters: what is exempt
    counts on neither side, whether it belongs or not."""
    return items.doubtful & (items.judgement != EXEMPT)


MEASURED = ("stopped_first", "paused", "elapsed", "hanging")
"""What `measured_items` adds."""


def measured_items(tables: Mapping[str, ir.Table], numbers: Numbers, /) -> ir.Table:
    """Measure how long items waited in working time, for all who will judge them.

    `tables` and `numbers` are those of `Frame`, without pauses, and `items` as of `judged_items`;
    these get `stopped_first`, `elapsed` (working µs), `paused` (none) and `hanging`.
    """
    frame = Frame(tables, numbers)
    return _worked(_probed(tables["items"], frame), "probe", frame).drop("probe")


def before_until(items: ir.Table, at: ir.Value) -> ir.Value:
    """Whether an instant is not after what ended the wait, so far as that is known."""
    last = items["until_last" if "until_last" in items.columns else "until"]
    return items.until.isnull() | (at <= last)


def _probed(items: ir.Table, frame: Frame) -> ir.Table:
    """`items` with whether their stop came first, and the instant that they are judged at."""
    stopped_first = items.stop.notnull() & before_until(items, items.stop)
    # An instant without either event is held against the horizon: is it late by now?
    probe = stopped_first.ifelse(items.stop, items.until).coalesce(frame.horizon)
    return items.mutate(stopped_first=stopped_first, probe=probe)


def _worked(items: ir.Table, probe: str, frame: Frame) -> ir.Table:
    """`items` with `elapsed`, `paused` and `hanging` in working time up to column `probe`."""
    placed = frame.work.place(items, "start", b="_b0", estimates_before="_e0")
    placed = frame.work.place(placed, probe, b="_b1", estimates="_e1")
    placed = with_paused(placed, frame.pauses, probe, frame.work)
    return placed.mutate(
        elapsed=placed._b1 - placed._b0 - placed.paused,
        hanging=(placed._e1 > placed._e0).cast("int8"),
    ).drop("_b0", "_e0", "_b1", "_e1")


def _held(items: ir.Table, frame: Frame) -> ir.Table:
    """Measured items with `in_time` and `axis`."""
    in_time = items.elapsed <= frame.numbers["allowed_us"]
    return items.mutate(in_time=in_time, axis=whole(items.elapsed, 1_000_000))


_FIGURES = ("in_time", "elapsed", "axis", "hanging", "paused")
"""What `_measure` says of an instant."""


def _measured_too(
    items: ir.Table, at: str, unit: DurationUnit, frame: Frame, *, has_days: bool
) -> ir.Table:
    """Measured `items`, and what is to be said of the instant in column `at`: `_then_<figure>`."""
    own = items.rename({f"_own_{name}": name for name in _FIGURES})
    both = _measure(own, at, unit, frame, has_days=has_days)
    then = {f"_then_{name}": name for name in _FIGURES}
    return both.rename(then | {name: f"_own_{name}" for name in _FIGURES})


def _without_then(items: ir.Table) -> ir.Table:
    return items.drop(*(f"_then_{name}" for name in _FIGURES))


def _held_at_horizon(
    items: ir.Table, unit: DurationUnit, frame: Frame, *, has_days: bool
) -> ir.Table:
    """`items` with `untold`: what came too late, and past the horizon, is measured at the horizon.

    Before it everything is loaded; after it, seeing more can only keep a promise.
    """
    horizon = frame.horizon
    past = items.probe > horizon
    held = items.mutate(
        past=past, untold=~items.in_time & past, _held=ibis.least(items.probe, horizon)
    )
    both = _measured_too(held, "_held", unit, frame, has_days=has_days)
    chosen = {name: both.untold.ifelse(both[f"_then_{name}"], both[name]) for name in _FIGURES}
    waited = both.past.ifelse(both._then_axis, both.axis)
    begun = both.start < horizon
    chosen["axis"] = begun.ifelse(waited, UNWATCHED)
    chosen["past"] = both.past | ~begun
    return _without_then(both.mutate(**chosen)).drop("_held")


def _watched_by_day(items: ir.Table, frame: Frame) -> ir.Table:
    """`items` known to the day as they stood when the horizon's day began; see `past`.

    On a day under way some are seen to end, and of the others nobody knows yet: none is watched on
    it, and none ends on it.
    """
    rough, began = _rough(items), timestamp_of(frame.numbers["day_began_us"])
    past = items.past if "past" in items.columns else ibis.literal(False)
    past = past | (rough & items.judgement.isin([KEPT, EXEMPT]) & (items.probe >= began))
    waits = rough & (past | (items.judgement == OPEN))
    return items.mutate(axis=waits.ifelse(items.axis - 1, items.axis), past=past)


def _rough(items: ir.Table) -> ir.Value:
    """Whether a time of an item is known to the day only."""
    return items.start_is_day | items.stop_is_day.fill_null(False)


def _doubt(items: ir.Table, unit: DurationUnit, frame: Frame, *, has_days: bool) -> ir.Table:
    """Unknown, where an answer that may count came in time and no sure one did."""
    probed = items.mutate(_maybe=items.maybe.coalesce(items.probe))
    both = _measured_too(probed, "_maybe", unit, frame, has_days=has_days)
    doubted = (
        both.maybe.notnull()
        & both._then_in_time
        & before_until(both, both.maybe)
        & (both.judgement != KEPT)
    )
    judgement = doubted.ifelse(UNKNOWN, both.judgement)
    # The pauses told are those up to the instant that was looked at last.
    told = both.mutate(judgement=judgement, paused=both._then_paused)
    return _without_then(told).drop("_maybe")


def _measure(
    items: ir.Table, probe: str, unit: DurationUnit, frame: Frame, *, has_days: bool
) -> ir.Table:
    """`items` with `in_time`, `elapsed`, `axis` and `hanging` of the instant in column `probe`."""
    if unit in ELAPSED:
        return _measure_wall(items, probe, unit, frame, has_days=has_days)
    if unit is DurationUnit.BUSINESS_DAYS:
        return _measure_business_days(items, probe, frame, has_days=has_days)
    return _held(_worked(items, probe, frame), frame)


def _measure_wall(
    items: ir.Table, probe: str, unit: DurationUnit, frame: Frame, *, has_days: bool
) -> ir.Table:
    placed = with_paused(items, frame.pauses, probe, None)
    elapsed = micros(placed[probe]) - micros(placed.start) - placed.paused
    in_time = elapsed <= frame.numbers["allowed_us"]
    placed = placed.mutate(
        elapsed=elapsed, axis=whole(elapsed, 1_000_000), hanging=ibis.literal(0, "int8")
    )
    if not (has_days and unit in DAY_LEVEL):
        return placed.mutate(in_time=in_time)
    placed = frame.days.with_day(placed, "start", "_day0")
    placed = frame.days.with_day(placed, probe, "_day1")
    days = placed._day1 - placed._day0 - whole(placed.paused, MICROS_A_DAY)
    rough = _rough(placed)
    exact = placed.elapsed <= frame.numbers["allowed_us"]
    in_time = rough.ifelse(days <= frame.numbers["amount"], exact)
    # Days of other lengths than 24 hours are days too.
    axis = rough.ifelse(days * (MICROS_A_DAY // 1_000_000), placed.axis)
    return placed.mutate(in_time=in_time, axis=axis).drop("_day0", "_day1")


def _measure_business_days(
    items: ir.Table, probe: str, frame: Frame, *, has_days: bool
) -> ir.Table:
    """Broken if later than the close of the N-th working day, pauses added (rule 8)."""
    work = frame.work
    placed = work.place(items, "start", b="_b0", workday="_wd0", estimates_before="_e0")
    placed = work.place(placed, probe, b="_b1", workday="_wd1", estimates="_e1")
    placed = work.close(placed, placed._wd0 + frame.numbers["amount"], "_close", "_b_close")
    placed = work.close(placed, placed._wd1, "_own_close", "_b_own")
    placed = with_paused(placed, frame.pauses, probe, work, limit="_b_close")
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
        # Where only days are known, the whole day of the close is in time: of a close at midnight
        # the day that ends with it.
        placed = placed.mutate(_last=timestamp_of(micros(placed._close) - 1))
        placed = frame.days.with_day(placed, "_last", "_day0").drop("_last")
        placed = frame.days.with_day(placed, probe, "_day1")
        rough = _rough(placed)
        by_day = (placed._day1 <= placed._day0).fill_null(True) | placed.in_time
        placed = placed.mutate(in_time=rough.ifelse(by_day, placed.in_time)).drop("_day0", "_day1")
    return placed.drop(
        "_b0", "_wd0", "_e0", "_b1", "_wd1", "_e1", "_close", "_b_close", "_own_close", "_b_own"
    )
