"""Working time inside the engine: the calendar grid joined to columns of instants.

Everything is integer arithmetic on microseconds since 1970 in UTC, and each look-up is an
equality join on one integer that spans a small range, which DuckDB answers by indexing an array
(four times faster than a left join, or than a join on calendar and cell). So that no row gets
lost in an inner join, a time that is null or outside the grid goes to a row of nulls, `NOWHERE`;
`outside` counts those that were not null, and `refuse_outside` turns a count into an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
import pyarrow as pa

from selaras.calendars import Grid
from selaras.errors import EvidenceError, said
from selaras.evidence.engines import Engine

NOWHERE = -1
"""The slot of instants that have no place in the grid; its row holds nulls."""

CARRIED = {
    "date": "local_date",
    "workday": "workday",
    "estimates": "estimates",
    "estimates_before": "estimates_before",
}
"""What `place` can add to a time beside its working time `b`: name → column of the grid."""


_TIME = dt.Timestamp("UTC", 6)


def _named(instant: Any) -> Any:
    """Stand in for a function of the engine, which ibis knows by name and signature alone."""


def _paired(dividend: Any, divisor: Any) -> Any:
    """Stand in for a function of the engine with two arguments."""


_builtin = ibis.udf.scalar.builtin
_epoch_us = _builtin(name="epoch_us", signature=((_TIME,), dt.int64))(_named)
_make_timestamptz = _builtin(name="make_timestamptz", signature=((dt.int64,), _TIME))(_named)
_divide = _builtin(name="divide", signature=((dt.int64, dt.int64), dt.int64))(_paired)


def micros(instant: Any) -> Any:
    """Microseconds since 1970 of a timestamp column."""
    return _epoch_us(instant)


def timestamp_of(micros_since_1970: Any) -> Any:
    """The timestamp column of microseconds since 1970."""
    return _make_timestamptz(micros_since_1970)


def whole(dividend: Any, divisor: Any) -> Any:
    """Integer division towards zero; ibis' own goes through floating point."""
    return _divide(dividend, divisor)


@dataclass(frozen=True, slots=True)
class EngineGrid:
    """A calendar grid that an engine holds as tables."""

    grid: Grid
    cells: ir.Table
    workdays: ir.Table
    openings: ir.Table


def register_grid(engine: Engine, grid: Grid) -> EngineGrid:
    """Hand the grid's tables to an engine, each with the row of nulls for `NOWHERE`."""
    return EngineGrid(
        grid,
        cells=engine.register("cells", _with_nowhere(grid.cells)),
        workdays=engine.register("workdays", _with_nowhere(grid.workdays)),
        openings=engine.register("openings", _with_nowhere(grid.openings)),
    )


def _with_nowhere(table: pa.Table) -> pa.Table:
    row = {field.name: pa.nulls(1, field.type) for field in table.schema}
    row["slot"] = pa.array([NOWHERE], pa.int64())
    return pa.concat_tables([pa.table(row), table])


def place(
    items: ir.Table,
    engine: EngineGrid,
    times: Mapping[str, Sequence[str]],
    *,
    calendar: str | None = None,
) -> ir.Table:
    """Add the place of times in working time.

    Parameters
    ----------
    times
        Timestamp columns of `items`, each with what to carry: `b` gives `<time>_b`, working µs
        since the grid began; the words of `CARRIED` give `<time>_date` and so on. `<time>_us` is
        always added. All are null where the time is null or outside the grid.
    calendar
        Column with the number of the calendar; None where the grid has one.
    """
    # One relation for all the times: every further one costs ibis more than the engine.
    grid = engine.grid
    keyed: dict[str, Any] = {}
    for time, carried in times.items():
        instant = keyed[f"{time}_us"] = micros(items[time])
        if carried:
            inside = (instant >= grid.first_us) & (instant < grid.last_us)
            cell = whole(instant, grid.width_us) - grid.first_cell
            slot = slot_of(items, inside, cell, calendar, grid.cells_per_calendar)
            keyed[f"_slot_{time}"] = slot
    start = items.mutate(**keyed)
    joined: Any = start
    columns: list[Any] = [start[name] for name in items.columns]
    for time, carried in times.items():
        columns.append(start[f"{time}_us"])
        if not carried:
            continue
        cells = engine.cells.view()
        joined = joined.inner_join(cells, start[f"_slot_{time}"] == cells.slot)
        columns += [_carried(cells, start, time, word) for word in carried]
    return start.select(*columns) if joined is start else joined.select(*columns)


def _carried(cells: ir.Table, items: ir.Table, time: str, word: str) -> ir.Column:
    at = items[f"{time}_us"]
    value = cells.p0 + cells.slope * at if word == "b" else cells[CARRIED[word]]
    return value.name(f"{time}_{word}")


def slot_of(
    items: ir.Table, inside: Any, ordinal: Any, calendar: str | None, stride: int
) -> ir.IntegerColumn:
    """The key of a row in a grid's table: its ordinal in its calendar's part, else NOWHERE."""
    if calendar is not None:
        inside = inside & items[calendar].notnull()
        ordinal = ordinal + items[calendar].cast("int64") * stride
    return ibis.ifelse(inside, ordinal, NOWHERE).cast("int64")


def look_up(
    items: ir.Table, index: ir.Table, slot: ir.IntegerColumn, columns: Mapping[str, str]
) -> ir.Table:
    """Add columns of a grid's table, new name → name there, by the slot that each row has."""
    keyed = items.mutate(_slot=slot)
    joined = keyed.inner_join(index, keyed._slot == index.slot)
    added = [index[old].name(new) for new, old in columns.items()]
    return joined.select(*(keyed[name] for name in items.columns), *added)


def outside(items: ir.Table, engine: EngineGrid, times: Iterable[str]) -> ir.IntegerScalar:
    """How many times are known and yet outside the grid, over all the columns."""
    grid = engine.grid
    count: Any = ibis.literal(0)
    for time in times:
        instant = micros(items[time])
        out = (instant < grid.first_us) | (instant >= grid.last_us)
        count = count + out.fill_null(False).cast("int64").sum().fill_null(0)
    return count


def refuse_outside(count: int | None, engine: EngineGrid) -> None:
    """Raise EvidenceError if `outside` or `lacking` counted anything."""
    if count:
        grid = engine.grid
        raise EvidenceError(
            said(
                "{count} times lie outside {first} to {last}, the span that working time was "
                "laid out for.",
                "{count} waktu berada di luar {first} hingga {last}, rentang tempat waktu "
                "kerja disusun.",
                count=count,
                first=str(grid.first.date()),
                last=str(grid.last.date()),
            )
        )


def elapsed_us(start: Any, stop: Any, paused: Any = None) -> ir.IntegerColumn:
    """Time from `start` to `stop` less `paused`, all in µs: of B for working time, else of UTC.

    Zero where the stop is before the start, null where one of them is.
    """
    span = ibis.ifelse(stop > start, stop - start, (stop - start) * 0)
    return span if paused is None else span - paused
