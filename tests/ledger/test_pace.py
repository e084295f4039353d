"""What share of a period has passed, and of what it brings has normally come."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from selaras.calendars import Calendar, read_calendar
from selaras.ledger.history import newest_over
from selaras.ledger.pace import Came, Pace, learnt_pace
from selaras.ledger.period import Period

ZONE = ZoneInfo("Asia/Jakarta")
JANUARY, FEBRUARY = (
    Period(first, last, first, last, ZONE)
    for first, last in (
        (date(2026, 1, 1), date(2026, 1, 31)),  # 22 working days and 9 others
        (date(2026, 2, 1), date(2026, 2, 28)),  # 20 and 8; it begins on a Sunday
    )
)


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return read_calendar(Path(__file__).parent / "golden" / "calendars" / "plain.yaml")


def _at(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 2, day, hour, tzinfo=ZONE)


def _each_day(items_at_work: int, items_off: int) -> list[Came]:
    days = [JANUARY.first + timedelta(days=i) for i in range(31)]
    return [
        Came(JANUARY, day, 0.5, items_at_work if day.weekday() < 5 else items_off) for day in days
    ]


def test_days_off_count_by_what_came_on_them(calendar: Calendar) -> None:
    pace = learnt_pace(calendar, [JANUARY], _each_day(10, 2))

    assert pace.rest == pytest.approx((18.5 / 9) / (220.5 / 22))
    assert pace.length(FEBRUARY) == pytest.approx(20 + 8 * pace.rest)
    # One Sunday and half of the first Monday.
    passed = (pace.rest + 0.5) / pace.length(FEBRUARY)
    assert pace.passed(FEBRUARY, _at(2, 12)) == pytest.approx(passed)


def test_a_month_is_not_over_before_it_ends(calendar: Calendar) -> None:
    # Nothing ever came on a day off: so little may come on one, and not nothing.
    pace = learnt_pace(calendar, [JANUARY], _each_day(10, 0))

    assert 0.99 < pace.come(FEBRUARY, _at(28)) < pace.come(FEBRUARY, _at(28, 23)) < 1
    assert pace.come(FEBRUARY, FEBRUARY.end) == 1
    assert 0 == pace.come(FEBRUARY, FEBRUARY.start) < pace.come(FEBRUARY, _at(1, 12)) < 0.01


def test_without_a_day_off_all_days_count_alike(calendar: Calendar) -> None:
    week = Period(date(2026, 2, 2), date(2026, 2, 6), date(2026, 2, 2), date(2026, 2, 6), ZONE)

    assert learnt_pace(calendar, [week], []).rest == 1


def test_what_comes_late_in_the_day_has_not_come_at_noon(calendar: Calendar) -> None:
    monday = Period(date(2026, 2, 2), date(2026, 2, 2), date(2026, 2, 2), date(2026, 2, 2), ZONE)
    came = [Came(monday, monday.first, part, 9) for part in (0.4, 0.7)]
    pace = learnt_pace(calendar, [monday], came)

    assert pace.come(monday, _at(2, 12)) == pytest.approx((9 + 0.5) / 19)
    assert pace.come(monday, _at(2, 18)) == pytest.approx((18 + 0.75) / 19)


def test_time_passes_steadily(calendar: Calendar) -> None:
    pace = Pace(calendar, 0.3)
    passed = [pace.passed(FEBRUARY, FEBRUARY.start + timedelta(hours=h)) for h in range(28 * 24)]

    assert all(earlier < later for earlier, later in pairwise(passed))
    assert passed[-1] < 1


def test_periods_learnt_from_do_not_overlap() -> None:
    days = [date(2026, 2, 1) + timedelta(days=i) for i in range(40)]
    windows = [
        Period(day, end, day, end, ZONE) for day in days for end in (day + timedelta(days=6),)
    ]

    assert newest_over(windows, windows[30].start) == (9, 16, 23)
    assert newest_over(windows, windows[8].start) == (1,)
    assert newest_over(windows, windows[6].start) == ()
    months = [JANUARY, FEBRUARY]
    assert newest_over(months, FEBRUARY.end) == (0, 1)
