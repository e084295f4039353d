"""Working time on the engine, for rows that name their calendar by number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis import _

from selaras.calendars import Grid
from selaras.evidence.engines import Engine
from selaras.evidence.engines.compiled import Numbers
from selaras.evidence.working_time import NOWHERE, micros, whole
from selaras.ledger.items.clock import with_nowhere
from selaras.ledger.items.lookup import look_up

_SIZES = (
    "width_us",
    "first_us",
    "last_us",
    "first_cell",
    "cells_per_calendar",
    "workdays_per_calendar",
    "openings_per_calendar",
)
_LAID_OUT = ("cells", "workdays", "openings")


@dataclass(frozen=True, slots=True)
class WorkClock:
    """Grids of the calendars whose working time may apply; rows say which by `calendar`.

    `tables` are the grids' cells, working days and openings, `numbers` their sizes as in `Grid`
    (or the stand-ins of both, see `compiled`), named `work_<name>`.
    """

    tables: Mapping[str, ir.Table]
    numbers: Numbers

    def _table(self, name: str) -> ir.Table:
        return self.tables[f"work_{name}"]

    def _size(self, name: str) -> Any:
        return self.numbers[f"work_{name}"]

    def place(self, rows: ir.Table, column: str, **names: str) -> ir.Table:
        """`rows` with what the grid says of the instants in `column`, null where these are.

        `names` map `b` (working µs), `workday`, `estimates`, `estimates_before` to new columns.
        """
        at = micros(rows[column])
        inside = (at >= self._size("first_us")) & (at < self._size("last_us"))
        ordinal = whole(at, self._size("width_us")) - self._size("first_cell")
        slot = ordinal + rows["calendar"] * self._size("cells_per_calendar")
        keyed = rows.mutate(_slot=ibis.ifelse(inside, slot, NOWHERE).cast("int64"))
        cells = self._table("cells")
        # An inner join on a dense integer: the engine indexes an array (see working_time).
        joined = keyed.inner_join(cells, keyed._slot == cells._at)
        found = {
            new: joined._p0 + joined._slope * micros(joined[column])
            if old == "b"
            else joined[f"_{old}"]
            for old, new in names.items()
        }
        return joined.select(*rows.columns, **found)

    def close(self, rows: ir.Table, workday: ir.Value, close: str, worked: str) -> ir.Table:
        """`rows` with the close of a working day (a number of the grid), and B at it."""
        slot = workday + rows["calendar"] * self._size("workdays_per_calendar")
        # A view of its own, as it may be joined twice.
        days = self._table("workdays").view()
        keyed = rows.mutate(_slot=slot.cast("int64"))
        joined = keyed.left_join(days, keyed._slot == days.slot)
        return joined.select(*rows.columns, **{close: joined.closes, worked: joined.b})

    def earliest(self, rows: ir.Table, worked: ir.Value, name: str) -> ir.Table:
        """`rows` with B⁻¹ of `worked` in µs since 1970: the earliest such instant."""
        width = self._size("width_us")
        slot = whole(worked - 1, width) + rows["calendar"] * self._size("openings_per_calendar")
        opened = self._table("openings").select("slot", _starts=_.starts_us, _cell=_.working_cell)
        found = look_up(rows.mutate(_slot=slot, _worked=worked), opened, {"_slot": "slot"})
        found = found.mutate(**{name: found._starts + (found._worked - found._cell * width)})
        return found.drop("_slot", "_worked", "_starts", "_cell")


def work_clock(engine: Engine, grid: Grid) -> WorkClock:
    """Hand a grid's tables to an engine."""
    carried = ("p0", "slope", "workday", "estimates", "estimates_before")
    # Names of their own, so that a join finds none twice.
    cells = pa.table({"_at": grid.cells["slot"], **{f"_{c}": grid.cells[c] for c in carried}})
    laid_out = {
        "cells": with_nowhere(cells, "_at"),
        "workdays": with_nowhere(grid.workdays, "slot"),
        "openings": with_nowhere(grid.openings, "slot"),
    }
    return WorkClock(
        {f"work_{name}": engine.register(name, laid_out[name]) for name in _LAID_OUT},
        {f"work_{name}": getattr(grid, name) for name in _SIZES},
    )
