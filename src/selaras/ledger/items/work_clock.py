"""Working time on the engine, for rows that name their calendar by number."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
from ibis import _

from selaras.calendars import Grid
from selaras.evidence.engines import Engine
from selaras.evidence.working_time import NOWHERE, EngineGrid, micros, whole
from selaras.ledger.items.clock import with_nowhere
from selaras.ledger.items.lookup import look_up


@dataclass(frozen=True, slots=True)
class WorkClock:
    """Grids of the calendars whose working time may apply; rows say which by `calendar`."""

    held: EngineGrid
    cells: ir.Table

    def place(self, rows: ir.Table, column: str, **names: str) -> ir.Table:
        """`rows` with what the grid says of the instants in `column`, null where these are.

        `names` map `b` (working µs), `workday`, `estimates`, `estimates_before` to new columns.
        """
        grid = self.held.grid
        at = micros(rows[column])
        inside = (at >= grid.first_us) & (at < grid.last_us)
        ordinal = whole(at, grid.width_us) - grid.first_cell
        slot = ibis.ifelse(inside, ordinal + rows["calendar"] * grid.cells_per_calendar, NOWHERE)
        keyed = rows.mutate(_slot=slot.cast("int64"))
        # An inner join on a dense integer: the engine indexes an array (see working_time).
        joined = keyed.inner_join(self.cells, keyed._slot == self.cells._at)
        found = {
            new: joined._p0 + joined._slope * micros(joined[column])
            if old == "b"
            else joined[f"_{old}"]
            for old, new in names.items()
        }
        return joined.select(*rows.columns, **found)

    def close(self, rows: ir.Table, workday: ir.Value, close: str, worked: str) -> ir.Table:
        """`rows` with the close of a working day (a number of the grid), and B at it."""
        slot = workday + rows["calendar"] * self.held.grid.workdays_per_calendar
        days = self.held.workdays
        keyed = rows.mutate(_slot=slot.cast("int64"))
        joined = keyed.left_join(days, keyed._slot == days.slot)
        return joined.select(*rows.columns, **{close: joined.closes, worked: joined.b})

    def earliest(self, rows: ir.Table, worked: ir.Value, name: str) -> ir.Table:
        """`rows` with B⁻¹ of `worked` in µs since 1970: the earliest such instant."""
        grid = self.held.grid
        cell = whole(worked - 1, grid.width_us)
        slot = cell + rows["calendar"] * grid.openings_per_calendar
        opened = self.held.openings.select("slot", _starts=_.starts_us, _cell=_.working_cell)
        found = look_up(rows.mutate(_slot=slot, _worked=worked), opened, {"_slot": "slot"})
        found = found.mutate(
            **{name: found._starts + (found._worked - found._cell * grid.width_us)}
        )
        return found.drop("_slot", "_worked", "_starts", "_cell")


def work_clock(engine: Engine, grid: Grid) -> WorkClock:
    """Hand a grid's tables to an engine."""
    register = engine.register
    held = EngineGrid(
        grid,
        register("cells", with_nowhere(grid.cells, "slot")),
        register("workdays", with_nowhere(grid.workdays, "slot")),
        register("openings", with_nowhere(grid.openings, "slot")),
    )
    carried = ("p0", "slope", "workday", "estimates", "estimates_before")
    cells = held.cells.select(_at=_.slot, **{f"_{name}": _[name] for name in carried})
    return WorkClock(held, engine.stage(cells, "cells_by_slot"))
