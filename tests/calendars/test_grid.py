"""The grid: each cell's local date and working time, where clocks do odd things."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from calendars.strategies import counted_minutes
from selaras.calendars import Calendar, find_calendar, grid_of, reach, read_duration
from selaras.calendars.reading import calendar_of
from selaras.calendars.source import Source
from selaras.errors import InputError

WEEK = {"mon-sun": ["05:00-12:00", "13:00-24:00"]}


def in_zone(zone: str, week: object = WEEK) -> Calendar:
    return calendar_of(Source("c.yaml", {"calendar": "c", "time_zone": zone, "week": week}))


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("America/Sao_Paulo", date(2018, 11, 4)),  # the clock skips midnight
        ("America/Sao_Paulo", date(2019, 2, 17)),  # an evening hour comes twice
        ("America/Havana", date(2026, 11, 1)),  # the hour after midnight comes twice
        ("Australia/Lord_Howe", date(2026, 4, 5)),  # half an hour comes twice
        ("Pacific/Apia", date(2011, 12, 30)),  # a whole date is left out
        ("Asia/Pyongyang", date(2015, 8, 15)),  # the zone changes for good
        ("Asia/Kathmandu", date(2026, 4, 5)),  # 45 minutes off the hour
    ],
)
def test_cells_follow_the_clock(zone: str, day: date) -> None:
    calendar = in_zone(zone)
    middle = datetime.combine(day, datetime.min.time(), UTC)
    grid = grid_of([calendar], middle, middle + timedelta(hours=6))
    width = timedelta(microseconds=grid.width_us)
    rows = grid.cells.to_pylist()
    # One closed cell stands at the end, beyond the last local date.
    for row, following in pairwise(rows[:-1]):
        start = datetime.fromtimestamp(row["cell"] * grid.width_us / 1e6, UTC)
        assert row["local_date"] == start.astimezone(ZoneInfo(zone)).date()
        worked = position(following, grid.width_us) - position(row, grid.width_us)
        minutes = counted_minutes(calendar, start, start + width)
        assert timedelta(microseconds=worked) == timedelta(minutes=minutes)
        assert row["slope"] == (minutes > 0)


def position(row: dict[str, int], width: int) -> int:
    return row["p0"] + row["slope"] * row["cell"] * width


def test_grid_takes_the_widest_cells_that_fit() -> None:
    span = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC))
    jakarta, york = find_calendar("jakarta-office"), find_calendar("us-office")
    assert grid_of([jakarta, york], *span).width_us == 900 * 10**6
    for opens, seconds in (("07:35", 300), ("07:03", 60)):
        other = in_zone("UTC", {"mon-fri": [f"{opens}-17:00"]})
        assert grid_of([jakarta, other], *span).width_us == seconds * 10**6


def test_grid_of_ten_years() -> None:
    office = find_calendar("jakarta-office")
    first, last = datetime(2016, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    grid = grid_of([office], first, last)
    assert grid.first <= first
    assert grid.last > last
    assert grid.cells.num_rows == grid.cells_per_calendar > 350_000
    days = office.working_days(date(2015, 12, 31), date(2026, 1, 2))
    assert grid.workdays.num_rows == days
    assert grid.openings.num_rows == days * 8 * 4  # eight hours, four cells each
    assert {field.name: str(field.type) for field in grid.cells.schema} == {
        "calendar": "int32",
        "cell": "int64",
        "slot": "int64",
        "p0": "int64",
        "slope": "int64",
        "local_date": "date32[day]",
        "workday": "int32",
        "estimates": "int32",
        "estimates_before": "int32",
    }


def test_slots_number_the_rows_of_all_calendars_without_a_gap() -> None:
    span = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC))
    several = [find_calendar(name) for name in ("jakarta-office", "always", "us-office")]
    grid = grid_of(several, *span)
    assert grid.cells["slot"].to_pylist() == list(range(3 * grid.cells_per_calendar))
    for table, ordinal, stride in (
        (grid.openings, "working_cell", grid.openings_per_calendar),
        (grid.workdays, "workday", grid.workdays_per_calendar),
    ):
        slots = table["slot"].to_pylist()
        assert len(set(slots)) == len(slots)
        assert slots == [row["calendar"] * stride + row[ordinal] for row in table.to_pylist()]


def test_reach_covers_the_dues_of_what_starts_by_then() -> None:
    office = find_calendar("jakarta-office")
    last = datetime(2026, 3, 17, 9, tzinfo=UTC)
    durations = [read_duration("8 business hours"), read_duration("2 business days")]
    assert reach([office], last, durations) >= datetime(2026, 3, 25, 10, tzinfo=UTC)
    assert reach([office], last, []) == last


def test_grid_outside_the_years_of_calendars_is_refused() -> None:
    office = find_calendar("jakarta-office")
    with pytest.raises(InputError, match="1990 to 2060"):
        grid_of([office], datetime(1985, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))
    with pytest.raises(InputError, match="aware"):
        grid_of([office], datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))
    with pytest.raises(InputError, match="needs a calendar"):
        grid_of([], datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC))
