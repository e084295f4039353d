"""Items of an attempts measure: how many attempts came in time, and what that makes of them."""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir
from ibis import _

from selaras.calendars.duration import DurationUnit
from selaras.evidence.engines.compiled import Numbers
from selaras.evidence.working_time import micros, timestamp_of, whole
from selaras.ledger.items.day_lengths import OddDays, first_instant, last_instant_after
from selaras.ledger.items.first import ROW
from selaras.ledger.items.judged import (
    BROKEN,
    DAY_LEVEL,
    ELAPSED,
    EXEMPT,
    KEPT,
    OPEN,
    UNKNOWN,
    UNWATCHED,
    Frame,
    before_until,
    may_count,
)
from selaras.ledger.items.keys import joined_by
from selaras.ledger.items.lookup import look_up
from selaras.ledger.items.work_clock import WorkClock


def due_items(
    tables: Mapping[str, ir.Table],
    numbers: Numbers,
    /,
    *,
    unit: DurationUnit,
    has_days: bool,
    odd: OddDays,
) -> ir.Table:
    """`items` with `due_us`: the last instant (µs since 1970) at which an attempt is in time.

    `tables` are those of `Frame` and `items` with `calendar`, `numbers` those of `Frame` and
    `allowance`. Where only the day of the start is known, the whole N-th day after it is in time.
    """
    items, work = tables["items"], WorkClock(tables, numbers)
    if unit in ELAPSED:
        due = micros(items.start) + numbers["allowed_us"]
        if has_days and unit in DAY_LEVEL:
            last = last_instant_after(micros(items.start), numbers["allowed_us"], odd)
            due = items.start_is_day.ifelse(last, due)
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


def tried_items(
    tables: Mapping[str, ir.Table],
    _numbers: Numbers,
    /,
    *,
    unit: DurationUnit,
    has_days: bool,
    timed: bool,
    odd: OddDays,
) -> ir.Table:
    """`items` with `made`, their attempts in time up to what ended the wait, and `maybe_made`.

    Parameters
    ----------
    tables
        `items`, numbered, with `due_us`, `until` and their lead; `attempts` with theirs, `at`,
        `is_day` and `sure`. Where only the day is known, `at` is its last instant; the whole day
        of the due instant is in time, and of hours nothing is sure.
    has_days
        Whether some of the attempts are known to the day only.
    timed
        Whether `times`, the times of those `made`, are wanted too.

    `maybe_made` also counts those that are not sure.
    """
    items, attempts = tables["items"], tables["attempts"]
    by = joined_by("lead_id", items, attempts)
    ends = [c for c in ("until", "until_last") if c in items.columns]
    spans = items.select(ROW, "start", *ends, by, _due=timestamp_of(items.due_us))
    pairs = spans.inner_join(attempts.select("at", "is_day", "sure", by), by)
    earliest, due = pairs["at"], pairs._due
    if has_days:
        earliest = pairs.is_day.ifelse(first_instant(earliest, odd), earliest)
        if unit is DurationUnit.BUSINESS_DAYS:
            # A close at midnight ends the day before.
            due = timestamp_of(micros(due) - pairs.is_day.ifelse(1, 0))
    inside = (pairs["at"] >= pairs.start) & (earliest <= due) & before_until(pairs, earliest)
    sure = pairs.sure & ~pairs.is_day if has_days and unit not in DAY_LEVEL else pairs.sure
    # Counted and not filtered: on one number alone an engine may join by indexing an array.
    pairs = pairs.mutate(_inside=inside, _sure=inside & sure)
    times = {"times": _["at"].collect(where=_._sure)} if timed else {}
    # Counts, not sums: an engine adds whole numbers up in wider ones, which takes twice the time.
    made = pairs.group_by(ROW).aggregate(
        made=_.count(where=_._sure), maybe_made=_.count(where=_._inside), **times
    )
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
        (judged.made >= judged.asked, KEPT),
        (judged.maybe_made >= judged.asked, UNKNOWN),
        (judged.until.notnull() & (micros(judged.until) <= judged.due_us), EXEMPT),
        (numbers["horizon_us"] > judged.due_us, BROKEN),
        else_=OPEN,
    )
    judged = judged.mutate(judgement=judgement)
    unknown = may_count(judged) | _rough(judged, unit)
    judged = judged.mutate(judgement=unknown.ifelse(UNKNOWN, judged.judgement))
    return judged if "period" in judged.columns else frame.days.with_period(judged)


def _rough(items: ir.Table, unit: DurationUnit) -> ir.Value:
    """Whether only the day of the start is known, and the window is one of hours."""
    return ibis.literal(False) if unit in DAY_LEVEL else items.start_is_day


def waited_attempts(tables: Mapping[str, ir.Table], numbers: Numbers, /) -> ir.Table:
    """Judged `items`, with `times`, and `axis`: the seconds to the attempt that was the asked one.

    An item that was exempt waited to what ended it, one without an end waits still, up to the
    number `horizon_us`. What ended past it says `past`, and is where the horizon found it.
    """
    items = tables["items"]
    nth = items.times.sort()[ibis.greatest(items.asked - 1, 0)]
    horizon = numbers["horizon_us"]
    ended = ibis.cases(
        (items.judgement == KEPT, micros((items.asked > 0).ifelse(nth, None))),
        (items.judgement == EXEMPT, micros(items.until)),
        else_=horizon,
    )
    # A step of its own: times are sorted once, though what comes of them is used twice.
    told = items.mutate(_ended=ended)
    waited = whole(ibis.least(told._ended, horizon) - micros(told.start), 1_000_000)
    begun = micros(told.start) < horizon
    return told.mutate(
        axis=begun.ifelse(waited, UNWATCHED), past=(told._ended > horizon) | ~begun
    ).drop("_ended")
