"""Every worked example of working time in the methods."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from selaras.calendars import Calendar, Pause, due, elapsed, find_calendar, read_duration
from selaras.calendars.reading import calendar_of
from selaras.calendars.source import read_text

JAKARTA = ZoneInfo("Asia/Jakarta")
NEW_YORK = ZoneInfo("America/New_York")


def wib(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=JAKARTA)


def stated(text: str) -> Calendar:
    return calendar_of(read_text(text, "stated.yaml"))


PUBLIC_ONLY = """
calendar: public-only
time_zone: Asia/Jakarta
week: {mon-fri: [08:00-12:00, 13:00-17:00]}
holidays: {country: ID}
"""
WEEKDAYS = """
calendar: weekdays
time_zone: Asia/Jakarta
week: {mon-fri: [09:00-17:00]}
"""
ALWAYS_NEW_YORK = """
calendar: always-new-york
time_zone: America/New_York
week: 24x7
"""


def test_due_with_cuti_bersama() -> None:
    answer = due(find_calendar("jakarta-office"), wib(3, 17, 16), read_duration("8 business hours"))
    assert answer.instant == wib(3, 25, 16)
    assert not answer.suspended


def test_due_with_public_holidays_alone() -> None:
    answer = due(stated(PUBLIC_ONLY), wib(3, 17, 16), read_duration("8 business hours"))
    assert answer.instant == wib(3, 18, 16)


def test_due_with_merged_pauses() -> None:
    office = find_calendar("jakarta-office")
    pauses = [
        Pause(wib(2, 2, 11), wib(2, 2, 15)),
        Pause(wib(2, 2, 14), wib(2, 2, 16)),
        Pause(wib(2, 3, 8, 30), wib(2, 3, 9, 30)),
    ]
    answer = due(office, wib(2, 2, 9), read_duration("8 business hours"), pauses)
    assert answer.instant == wib(2, 3, 15)
    bare = elapsed(office, wib(2, 2, 9), wib(2, 3, 15))
    assert bare - elapsed(office, wib(2, 2, 9), wib(2, 3, 15), pauses) == timedelta(hours=5)


def test_due_of_a_lead_on_sunday() -> None:
    sunday = datetime(2026, 2, 1, 15, tzinfo=JAKARTA)
    answer = due(stated(WEEKDAYS), sunday, read_duration("1 business hour"))
    assert answer.instant == wib(2, 2, 10)


def test_days_of_new_york_last_23_and_25_hours() -> None:
    always = stated(ALWAYS_NEW_YORK)

    def length(day: date) -> timedelta:
        start = datetime.combine(day, datetime.min.time(), NEW_YORK)
        end = datetime.combine(day + timedelta(days=1), datetime.min.time(), NEW_YORK)
        return elapsed(always, start, end)

    assert length(date(2026, 3, 8)) == timedelta(hours=23)
    assert length(date(2026, 11, 1)) == timedelta(hours=25)
    assert length(date(2026, 11, 2)) == timedelta(hours=24)
    intervals = always.working_intervals(date(2026, 3, 8), date(2026, 3, 8))
    assert intervals == [(datetime(2026, 3, 8, 5, tzinfo=UTC), datetime(2026, 3, 9, 4, tzinfo=UTC))]


def test_march_2026_has_17_working_days() -> None:
    assert find_calendar("jakarta-office").working_days(date(2026, 3, 1), date(2026, 3, 31)) == 17


def test_calendar_of_the_design_reads(tmp_path: Path) -> None:
    ramadan = stated(
        """
calendar: jakarta-ramadan
time_zone: Asia/Jakarta
week:
  mon-thu: [08:00-12:00, 13:00-17:00]
  fri: [08:00-11:30, 13:00-17:00]
holidays: {country: ID, categories: [public, government]}
exceptions:
  - {from: 2026-02-18, to: 2026-03-19, week: {mon-fri: [08:00-12:00, 12:30-15:00]}, says: Ramadan}
  - {date: 2026-12-31, closed: true, says: stocktaking}
before:                         # optional: what applied earlier, by effective date
  - {until: 2025-12-31, holidays: {country: ID, categories: [public]}}
"""
    )
    day = timedelta(days=1)

    def hours(on: date) -> timedelta:
        return sum(
            (closes - opens for opens, closes in ramadan.working_intervals(on, on)), timedelta(0)
        )

    assert hours(date(2026, 2, 17) - day) == timedelta(0)  # joint holiday before Lunar New Year
    assert hours(date(2026, 2, 13)) == timedelta(hours=7.5)
    assert hours(date(2026, 2, 20)) == timedelta(hours=6.5)
    assert hours(date(2026, 3, 18)) == timedelta(0)  # a holiday stays closed in other hours
    assert hours(date(2026, 12, 31)) == timedelta(0)
    assert hours(date(2025, 12, 26)) == timedelta(hours=7.5)  # joint holidays did not count then
    assert hours(date(2026, 12, 24)) == timedelta(0)
