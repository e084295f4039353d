"""Time on the engine: which period and local day an instant belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
from ibis import _

from selaras.calendars.clock import day_number, to_micros
from selaras.calendars.grid import arrow_column
from selaras.evidence.engines import Engine
from selaras.evidence.engines.compiled import Numbers
from selaras.evidence.working_time import NOWHERE, micros, whole
from selaras.ledger.period import Period


@dataclass(frozen=True, slots=True)
class DayGrid:
    """Cells of even width with the local day and the period that they belong to.

    A cell is as wide as fits every day: a whole day, or less where clocks change. In `tables`,
    `days` has `cell` (int64, from 0), `day` (int32: days since 1970-01-01, local) and `period`
    (int32: index into the periods, -1 outside of the active ones). Rolling windows overlap: for
    these `windows` lists every `day` with each `period` that it belongs to, and cells carry no
    period. `numbers` are the span, `days_first_us` and `days_last_us`, and `days_width_us` (or the
    stand-ins of all of these, see `compiled`).
    """

    tables: Mapping[str, ir.Table]
    numbers: Numbers

    def with_day(self, rows: ir.Table, column: str, name: str) -> ir.Table:
        """`rows` with the local day of the instants in `column`, null where these are."""
        return self._place(rows, column, {"day": name})

    def with_period(self, rows: ir.Table) -> ir.Table:
        """`rows` with `day` and `period` of their `start`: once for each period they belong to."""
        if "windows" not in self.tables:
            placed = self._place(rows, "start", {"day": "day", "period": "period"})
            return placed.filter(placed.period >= 0)
        placed = self._place(rows, "start", {"day": "day"})
        return placed.inner_join(self.tables["windows"], "day")

    def _place(self, rows: ir.Table, column: str, names: dict[str, str]) -> ir.Table:
        at = micros(rows[column])
        inside = (at >= self.numbers["days_first_us"]) & (at < self.numbers["days_last_us"])
        ordinal = whole(at - self.numbers["days_first_us"], self.numbers["days_width_us"])
        cell = ibis.ifelse(inside, ordinal, NOWHERE).cast("int64")
        keyed = rows.mutate(_cell=cell)
        cells = self.tables["days"].select(
            _at=_.cell, **{new: _[old] for old, new in names.items()}
        )
        # An inner join on a dense integer: the engine indexes an array (see working_time).
        joined = keyed.inner_join(cells, keyed._cell == cells._at)
        return joined.select(*rows.columns, *names.values())


def day_grid(
    engine: Engine,
    periods: Sequence[Period],
    active: Sequence[int],
    zone: ZoneInfo,
    as_of: datetime,
    *,
    rolling: bool,
) -> DayGrid:
    """The grid of the active periods, and of all days since up to the as-of.

    Parameters
    ----------
    active
        Indexes into `periods`; instants in others belong to no period.
    """
    first_day = min(periods[i].first for i in active) - timedelta(days=1)
    last_day = max(as_of.astimezone(zone).date(), *(p.last for p in periods)) + timedelta(days=3)
    days = [first_day + timedelta(days=i) for i in range((last_day - first_day).days + 1)]
    starts = np.array([to_micros(datetime.combine(d, time(), zone)) for d in days], dtype=np.int64)
    numbers = np.array([day_number(d) for d in days], dtype=np.int32)
    # The fewer cells, the surer an engine is to look them up, and not the rows among them.
    lengths = np.diff(starts)
    width = int(np.gcd.reduce(lengths))
    cells_of_day = lengths // width
    columns = {
        "cell": arrow_column(np.arange(cells_of_day.sum(), dtype=np.int64)),
        "day": arrow_column(np.repeat(numbers[:-1], cells_of_day)),
    }
    span = {
        "days_first_us": int(starts[0]),
        "days_last_us": int(starts[-1]),
        "days_width_us": width,
    }
    if rolling:
        windows = engine.register("windows", _windows(periods, active))
        table = engine.register("days", with_nowhere(pa.table(columns), "cell"))
        return DayGrid({"days": table, "windows": windows}, span)
    period = np.full(len(days), -1, dtype=np.int32)
    for index in active:
        low = day_number(periods[index].first) - numbers[0]
        period[low : day_number(periods[index].last) - numbers[0] + 1] = index
    columns["period"] = arrow_column(np.repeat(period[:-1], cells_of_day))
    table = engine.register("days", with_nowhere(pa.table(columns), "cell"))
    return DayGrid({"days": table}, span)


def with_nowhere(table: pa.Table, key: str) -> pa.Table:
    """The table with one row more, of nulls, that times go to which have no place."""
    row = [
        arrow_column(np.array([NOWHERE]), c.type) if c.name == key else pa.nulls(1, c.type)
        for c in table.schema
    ]
    return pa.concat_tables([pa.Table.from_arrays(row, schema=table.schema), table])


def _windows(periods: Sequence[Period], active: Sequence[int]) -> pa.Table:
    spans = [
        np.arange(day_number(periods[i].first), day_number(periods[i].last) + 1, dtype=np.int32)
        for i in active
    ]
    indexes = np.array(active, dtype=np.int32)
    members = np.repeat(indexes, [len(s) for s in spans])
    return pa.table({"day": arrow_column(np.concatenate(spans)), "period": arrow_column(members)})
