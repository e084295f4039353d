"""Elapsed time and dues of whole tables, inside the engine (methods.md §1)."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from selaras.calendars import Duration, DurationUnit
from selaras.calendars.clock import MICROS_A_DAY
from selaras.errors import InternalError
from selaras.evidence.pauses import Pauses, Reckoning, paused_before_due, paused_within
from selaras.evidence.working_time import (
    EngineGrid,
    elapsed_us,
    look_up,
    micros,
    place,
    slot_of,
    whole,
)

_MICROS = {
    DurationUnit.MINUTES: 60_000_000,
    DurationUnit.HOURS: 3_600_000_000,
    DurationUnit.DAYS: MICROS_A_DAY,
    DurationUnit.BUSINESS_MINUTES: 60_000_000,
    DurationUnit.BUSINESS_HOURS: 3_600_000_000,
}


@dataclass(frozen=True, slots=True)
class Allowance:
    """A duration whose amount differs by row: a whole-number column of the items."""

    column: str
    unit: DurationUnit


def with_elapsed(items: ir.Table, reckoning: Reckoning, *, start: str, stop: str) -> ir.Table:
    """Add `elapsed_us`, the time from `start` to `stop` less the pauses.

    Working time with an engine grid, wall time without one. Zero where the stop is before the
    start, null where one of them is null or outside the grid. `<time>_us` and, with a grid,
    `<time>_b` are added too.
    """
    items, first, last = _positions(items, reckoning, start, stop)
    if reckoning.pauses is None:
        return items.mutate(elapsed_us=elapsed_us(items[first], items[last]))
    sums = paused_within(items, reckoning, first, last)
    beside = items.left_join(sums, items[reckoning.item_key()] == sums._key)
    paused = beside._paused.fill_null(0)
    return beside.select(*items.columns, elapsed_us=elapsed_us(beside[first], beside[last], paused))


def with_due(
    items: ir.Table, reckoning: Reckoning, *, start: str, duration: Duration | Allowance
) -> ir.Table:
    """Add `due_us`, `suspended` and `estimated`, as `selaras.calendars.due` gives them.

    `due_us` is null where the start is null, where a pause is open (`suspended`), and where the
    due or the start lies outside the grid: `lacking` counts the last kind. Durations of elapsed
    time need no grid, and use none.
    """
    if not duration.unit.startswith("business"):
        return _wall_due(items, reckoning, start, duration)
    engine = reckoning.engine
    if engine is None:
        raise InternalError(f"{duration.unit.value} need a calendar grid.")
    by_days = duration.unit is DurationUnit.BUSINESS_DAYS
    carried = ("b", "estimates_before", *(("workday",) if by_days else ()))
    items = place(items, engine, {start: carried}, calendar=reckoning.calendar)
    columns = items.columns
    if not by_days:
        items = items.mutate(_allowance=_amount(items, duration, _MICROS[duration.unit]))
        return _due_on_axis(items, reckoning, engine, start).select(*columns, *_ADDED)
    if reckoning.pauses is None:
        return _closing(items, reckoning, engine, start, duration)
    found = _workday(items, reckoning, engine, _ordinal(items, start, duration), {"_close": "b"})
    found = found.mutate(_allowance=found._close - found[f"{start}_b"])
    return _due_on_axis(found, reckoning, engine, start).select(*columns, *_ADDED)


_ADDED = ("due_us", "suspended", "estimated")


def lacking(items: ir.Table, start: str) -> ir.IntegerScalar:
    """How many items of `with_due` have a start and neither a due nor an open pause."""
    known = items[start].notnull() & items.due_us.isnull() & ~items.suspended
    return known.cast("int64").sum().fill_null(0)


def _positions(
    items: ir.Table, reckoning: Reckoning, start: str, stop: str
) -> tuple[ir.Table, str, str]:
    if reckoning.engine is None:
        instants = {f"{time}_us": micros(items[time]) for time in (start, stop)}
        return items.mutate(**instants), f"{start}_us", f"{stop}_us"
    carried = {start: ("b",), stop: ("b",)}
    items = place(items, reckoning.engine, carried, calendar=reckoning.calendar)
    return items, f"{start}_b", f"{stop}_b"


def _amount(items: ir.Table, duration: Duration | Allowance, unit: int = 1) -> ir.IntegerValue:
    """The amount in multiples of `unit`, 64 bits wide: a plain literal would be 32."""
    if isinstance(duration, Allowance):
        return items[duration.column].cast("int64") * ibis.literal(unit, "int64")
    return ibis.literal(duration.amount * unit, "int64")


def _wall_due(
    items: ir.Table, reckoning: Reckoning, start: str, duration: Duration | Allowance
) -> ir.Table:
    items = items.mutate(**{f"{start}_us": micros(items[start])})
    columns = items.columns
    items = items.mutate(_allowance=_amount(items, duration, _MICROS[duration.unit]))
    wall = Reckoning(None, None, reckoning.pauses, reckoning.key)
    items = _with_pauses(items, wall, f"{start}_us")
    target = items[f"{start}_us"] + items._allowance + items._paused
    return items.select(
        *columns,
        due_us=ibis.ifelse(items._suspended, None, target),
        suspended=items._suspended,
        estimated=ibis.literal(False),
    )


def _with_pauses(items: ir.Table, reckoning: Reckoning, position: str) -> ir.Table:
    """Add `_paused` and `_suspended`; `items` has `_allowance`."""
    if reckoning.pauses is None:
        return items.mutate(_paused=ibis.literal(0, "int64"), _suspended=ibis.literal(False))
    sums = paused_before_due(items, reckoning, position, "_allowance")
    beside = items.left_join(sums, items[reckoning.item_key()] == sums._key)
    return beside.select(
        *items.columns,
        _paused=beside._paused.fill_null(0),
        _suspended=beside._suspended.fill_null(False),
    )


def _ordinal(items: ir.Table, start: str, duration: Duration | Allowance) -> ir.IntegerColumn:
    """Which working day of the grid the n-th after the start's local date is."""
    return items[f"{start}_workday"].cast("int64") + _amount(items, duration)


def _workday(
    items: ir.Table,
    reckoning: Reckoning,
    engine: EngineGrid,
    ordinal: ir.IntegerColumn,
    columns: dict[str, str],
) -> ir.Table:
    stride = engine.grid.workdays_per_calendar
    slot = slot_of(items, ordinal < stride, ordinal, reckoning.calendar, stride)
    return look_up(items, engine.workdays, slot, columns)


def _closing(
    items: ir.Table,
    reckoning: Reckoning,
    engine: EngineGrid,
    start: str,
    duration: Duration | Allowance,
) -> ir.Table:
    """Due at the close of the n-th working day: without pauses, one look-up is all of it."""
    ordinal = _ordinal(items, start, duration)
    columns = {"due_us": "closes_us", "_marks": "estimates"}
    found = _workday(items, reckoning, engine, ordinal, columns)
    estimated = found._marks > found[f"{start}_estimates_before"]
    return found.select(
        *items.columns,
        "due_us",
        suspended=ibis.literal(False),
        estimated=estimated.fill_null(False),
    )


def _due_on_axis(items: ir.Table, reckoning: Reckoning, engine: EngineGrid, start: str) -> ir.Table:
    """Due at B⁻¹ of the start's position, the allowance and what pauses add."""
    grid = engine.grid
    items = _with_pauses(items, reckoning, f"{start}_b")
    items = items.mutate(_target=items[f"{start}_b"] + items._allowance + items._paused)
    items = items.mutate(_working_cell=whole(items._target - 1, grid.width_us))
    stride = grid.openings_per_calendar
    inside = (items._working_cell < stride) & ~items._suspended
    slot = slot_of(items, inside, items._working_cell, reckoning.calendar, stride)
    found = look_up(items, engine.openings, slot, {"_starts": "starts_us", "_marks": "estimates"})
    estimated = found._marks > found[f"{start}_estimates_before"]
    return found.mutate(
        due_us=found._starts + (found._target - found._working_cell * grid.width_us),
        suspended=found._suspended,
        estimated=estimated.fill_null(False),
    )


__all__ = ["Allowance", "Pauses", "Reckoning", "lacking", "with_due", "with_elapsed"]
