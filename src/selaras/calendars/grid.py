"""Calendars laid out in cells of equal width, so that an engine can join on them (design.md §6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from selaras.calendars.calendar import FIRST_DAY, LAST_DAY, Calendar
from selaras.calendars.clock import (
    MICROS_A_SECOND,
    Micros,
    day_number,
    from_micros,
)
from selaras.calendars.duration import Duration
from selaras.calendars.timeline import Timeline, timeline_of
from selaras.calendars.working_time import due
from selaras.errors import InputError, said

CELL_WIDTHS = (900, 300, 60)
"""Seconds that a cell may be wide; the widest that divides every boundary is taken."""


@dataclass(frozen=True, slots=True)
class Grid:
    """One or more calendars over a common span of UTC, in cells of `width_us`.

    `slot` is a key of one integer, so that a join needs no second column. All times are µs since
    1970 in UTC; B counts working µs from the start of the grid.

    Parameters
    ----------
    first_us, last_us
        The span, [first, last): a time outside it must be refused.
    cells
        calendar int32, cell int64 (= µs // width), slot int64 (= cell - first_cell + calendar ·
        cells_per_calendar), p0 int64, slope int64 (B(t) = p0 + slope · t), local_date date32,
        workday int32 (working days up to and including that date, since the grid began),
        estimates int32 (estimated holidays up to and including that date), estimates_before
        int32 (up to the day before).
    workdays
        calendar int32, workday int32 (1, 2, …), slot int64 (= workday + calendar ·
        workdays_per_calendar), local_date date32, closes timestamp[us, UTC], closes_us int64,
        b int64 (B at the close), estimates int32 (as in cells, at the last moment worked).
    openings
        The inverse of B. calendar int32, working_cell int64 (0, 1, …), slot int64 (=
        working_cell + calendar · openings_per_calendar), starts_us int64, estimates int32.
        B⁻¹(b) = starts_us + (b - working_cell · width), working_cell = (b - 1) // width.
    """

    width_us: int
    first_us: int
    last_us: int
    calendars: int
    cells_per_calendar: int
    workdays_per_calendar: int
    openings_per_calendar: int
    cells: pa.Table
    workdays: pa.Table
    openings: pa.Table

    @property
    def first_cell(self) -> int:
        return self.first_us // self.width_us

    @property
    def first(self) -> datetime:
        return from_micros(self.first_us)

    @property
    def last(self) -> datetime:
        return from_micros(self.last_us)


def reach(calendars: Sequence[Calendar], last: datetime, durations: Sequence[Duration]) -> datetime:
    """The latest due of anything that starts by `last`, over all calendars and durations."""
    dues = [due(calendar, last, one).instant for calendar in calendars for one in durations]
    # A start just after a local midnight is a working day further than one just before it.
    later = last + timedelta(days=1)
    dues += [due(calendar, later, one).instant for calendar in calendars for one in durations]
    return max([last, *(instant for instant in dues if instant is not None)])


def grid_of(calendars: Sequence[Calendar], first: datetime, last: datetime) -> Grid:
    """Lay calendars out over [first, last], widened to whole local dates of each.

    InputError if the span leaves the years that calendars reach, or a zone's offset is not whole
    minutes in it.
    """
    if not calendars:
        raise InputError(said("A grid needs a calendar.", "Kisi memerlukan kalender."))
    first_day, last_day = _days_around(calendars, first, last)
    lines = [timeline_of(calendar, first_day, last_day) for calendar in calendars]
    start = min(int(line.day_starts[0]) for line in lines)
    end = max(int(line.day_starts[-1]) for line in lines)
    width = _width(lines, calendars)
    # One closed cell more at the end, so that B(last - 1 µs) is all the working time there is.
    first_cell, last_cell = start // width, -(-end // width) + 1
    starts = np.arange(first_cell, last_cell, dtype=np.int64) * width
    layouts = [_lay_out(line, starts, width) for line in lines]
    openings = max(len(layout.working) for layout in layouts)
    workdays = max(int(np.count_nonzero(line.working)) for line in lines)
    return Grid(
        width_us=width,
        first_us=first_cell * width,
        last_us=last_cell * width,
        calendars=len(calendars),
        cells_per_calendar=len(starts),
        workdays_per_calendar=workdays + 1,
        openings_per_calendar=max(openings, 1),
        cells=pa.concat_tables(
            _cells(number, layout, starts, width) for number, layout in enumerate(layouts)
        ),
        workdays=pa.concat_tables(
            _workdays(number, line, workdays + 1) for number, line in enumerate(lines)
        ),
        openings=pa.concat_tables(
            _openings(number, layout, starts, max(openings, 1))
            for number, layout in enumerate(layouts)
        ),
    )


@dataclass(frozen=True, slots=True)
class _Layout:
    """One calendar's columns, one value per cell; `working` are the places of working cells."""

    line: Timeline
    open: npt.NDArray[np.bool_]
    working: npt.NDArray[np.int64]
    day: npt.NDArray[np.int64]
    estimates: npt.NDArray[np.int32]
    estimates_before: npt.NDArray[np.int32]


def _days_around(
    calendars: Sequence[Calendar], first: datetime, last: datetime
) -> tuple[date, date]:
    if first.tzinfo is None or last.tzinfo is None or last < first:
        raise InputError(
            said(
                "A grid spans from one aware time to a later one.",
                "Kisi membentang dari satu waktu berzona ke waktu berzona sesudahnya.",
            )
        )
    first_day = min(first.astimezone(one.time_zone).date() for one in calendars)
    last_day = max(last.astimezone(one.time_zone).date() for one in calendars)
    first_day -= timedelta(days=1)
    last_day += timedelta(days=1)
    if first_day < FIRST_DAY or last_day > LAST_DAY:
        raise InputError(
            said(
                "Times from {first} to {last} leave the years that calendars reach, "
                "{earliest} to {latest}.",
                "Waktu dari {first} sampai {last} keluar dari tahun yang dijangkau kalender, "
                "{earliest} sampai {latest}.",
                first=str(first.date()),
                last=str(last.date()),
                earliest=FIRST_DAY.year,
                latest=LAST_DAY.year,
            )
        )
    return first_day, last_day


def _width(lines: Sequence[Timeline], calendars: Sequence[Calendar]) -> int:
    for seconds in CELL_WIDTHS:
        width = seconds * MICROS_A_SECOND
        if all(
            not np.any(bounds % width)
            for line in lines
            for bounds in (line.opens, line.closes, line.day_starts, line.day_closes)
        ):
            return width
    zones = ", ".join(one.time_zone.key for one in calendars)
    raise InputError(
        said(
            "Among {zones}, a zone's offset is not in whole minutes in this span.",
            "Di antara {zones}, selisih sebuah zona tidak dalam menit penuh pada rentang ini.",
            zones=zones,
        )
    )


def _lay_out(line: Timeline, starts: Micros, width: int) -> _Layout:
    open_ = np.zeros(len(starts) + 1, dtype=np.int8)
    base = starts[0]
    np.add.at(open_, np.clip((line.opens - base) // width, 0, len(starts)), 1)
    np.add.at(open_, np.clip((line.closes - base) // width, 0, len(starts)), -1)
    is_open = np.cumsum(open_[:-1], dtype=np.int8) > 0
    day = np.clip(line.day_index(starts), 0, len(line.working) - 1)
    marks = line.estimated.astype(np.int32)
    upto = np.cumsum(marks, dtype=np.int32)
    return _Layout(line, is_open, np.flatnonzero(is_open), day, upto[day], (upto - marks)[day])


def _cells(number: int, layout: _Layout, starts: Micros, width: int) -> pa.Table:
    slope = layout.open.astype(np.int64)
    before = (np.cumsum(slope) - slope) * width
    dates = (layout.day + day_number(layout.line.first)).astype(np.int32)
    workdays = np.cumsum(layout.line.working, dtype=np.int32)
    count = len(starts)
    return pa.table(
        {
            "calendar": arrow_column(np.full(count, number, dtype=np.int32)),
            "cell": arrow_column(starts // width),
            "slot": arrow_column(np.arange(count, dtype=np.int64) + number * count),
            "p0": arrow_column(before - slope * starts),
            "slope": arrow_column(slope),
            "local_date": arrow_column(dates, pa.date32()),
            "workday": arrow_column(workdays[layout.day]),
            "estimates": arrow_column(layout.estimates),
            "estimates_before": arrow_column(layout.estimates_before),
        }
    )


def _workdays(number: int, line: Timeline, stride: int) -> pa.Table:
    at = np.flatnonzero(line.working)
    closes = line.day_closes[at]
    ordinal = np.arange(1, len(at) + 1, dtype=np.int32)
    # Overnight hours of the last date close past the timeline, which is widened by a day.
    marks = np.append(np.cumsum(line.estimated, dtype=np.int32), 0)
    marks[-1] = marks[-2]
    return pa.table(
        {
            "calendar": arrow_column(np.full(len(at), number, dtype=np.int32)),
            "workday": arrow_column(ordinal),
            "slot": arrow_column(ordinal.astype(np.int64) + number * stride),
            "local_date": arrow_column((at + day_number(line.first)).astype(np.int32), pa.date32()),
            "closes": arrow_column(closes, pa.timestamp("us", "UTC")),
            "closes_us": arrow_column(closes),
            "b": arrow_column(line.position(closes)),
            "estimates": arrow_column(marks[line.day_index(closes - 1)]),
        }
    )


def _openings(number: int, layout: _Layout, starts: Micros, stride: int) -> pa.Table:
    working = np.arange(len(layout.working), dtype=np.int64)
    return pa.table(
        {
            "calendar": arrow_column(np.full(len(working), number, dtype=np.int32)),
            "working_cell": arrow_column(working),
            "slot": arrow_column(working + number * stride),
            "starts_us": arrow_column(starts[layout.working]),
            "estimates": arrow_column(layout.estimates[layout.working]),
        }
    )


def arrow_column(values: npt.NDArray[Any], kind: pa.DataType | None = None) -> pa.Array:
    # `pa.array` of a numpy array imports pandas, which takes longer than all of this.
    plain = {4: pa.int32(), 8: pa.int64()}[values.dtype.itemsize]
    buffer = pa.py_buffer(np.ascontiguousarray(values))
    return pa.Array.from_buffers(kind or plain, len(values), [None, buffer])


def arrow_texts(values: Sequence[str]) -> pa.Array:
    """Texts as a column; see `arrow_column`."""
    encoded = [value.encode() for value in values]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int32)
    buffers = [None, pa.py_buffer(ends), pa.py_buffer(b"".join(encoded))]
    return pa.Array.from_buffers(pa.string(), len(encoded), buffers)
