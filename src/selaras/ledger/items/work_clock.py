"""Working time on the engine, for rows that name their calendar by number."""

from __future__ import annotations

from dataclasses import dataclass

import ibis.expr.types as ir
from ibis import _

from selaras.calendars import Grid
from selaras.evidence.engines import Engine
from selaras.evidence.working_time import EngineGrid, place, whole
from selaras.ledger.items.clock import with_nowhere
from selaras.ledger.items.lookup import look_up


@dataclass(frozen=True, slots=True)
class WorkClock:
    """Grids of the calendars whose working time may apply; rows say which by `calendar`."""

    held: EngineGrid

    def place(self, rows: ir.Table, column: str, **names: str) -> ir.Table:
        """`rows` with what the grid says of the instants in `column`, null where these are.

        `names` map `b` (working µs), `workday`, `estimates`, `estimates_before` to new columns.
        """
        placed = place(rows, self.held, {column: tuple(names)}, calendar="calendar")
        return placed.rename({new: f"{column}_{old}" for old, new in names.items()}).drop(
            f"{column}_us"
        )

    def close(self, rows: ir.Table, workday: ir.Value, close: str, worked: str) -> ir.Table:
        """`rows` with the close of a working day (a number of the grid), and B at it."""
        slot = workday + rows["calendar"] * self.held.grid.workdays_per_calendar
        days = self.held.workdays.select("slot", **{close: _.closes, worked: _.b})
        return look_up(rows.mutate(_slot=slot.cast("int64")), days, {"_slot": "slot"}).drop("_slot")

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
    return WorkClock(
        EngineGrid(
            grid,
            register("cells", with_nowhere(grid.cells, "slot")),
            register("workdays", with_nowhere(grid.workdays, "slot")),
            register("openings", with_nowhere(grid.openings, "slot")),
        )
    )
