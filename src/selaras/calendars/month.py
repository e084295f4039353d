"""One month of a calendar, day by day, for showing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from selaras.calendars.calendar import Calendar
from selaras.calendars.week import show_interval


@dataclass(frozen=True, slots=True)
class Day:
    """One local date: its hours as written, and why they are not the usual ones.

    `estimated` means that the date of its holiday is not settled. `exception` is None where
    none governs the day, else what it says.
    """

    day: date
    hours: tuple[str, ...]
    working_seconds: int
    holiday: str | None
    estimated: bool
    exception: str | None

    def as_record(self) -> dict[str, Any]:
        return {
            "date": self.day.isoformat(),
            "hours": list(self.hours),
            "working_seconds": self.working_seconds,
            "holiday": self.holiday,
            "estimated": self.estimated,
            "exception": self.exception,
        }


@dataclass(frozen=True, slots=True)
class Month:
    """All days of one month, and what they add up to."""

    calendar: str
    version: str
    time_zone: str
    days: tuple[Day, ...]

    @property
    def working_days(self) -> int:
        return sum(day.working_seconds > 0 for day in self.days)

    @property
    def working_seconds(self) -> int:
        return sum(day.working_seconds for day in self.days)

    def as_record(self) -> dict[str, Any]:
        return {
            "calendar": self.calendar,
            "version": self.version,
            "time_zone": self.time_zone,
            "month": self.days[0].day.isoformat()[:7],
            "working_days": self.working_days,
            "working_seconds": self.working_seconds,
            "days": [day.as_record() for day in self.days],
        }


def month_of(calendar: Calendar, first: date) -> Month:
    """The month that begins on the date `first`; InputError outside the years of calendars."""
    following = (first + timedelta(days=31)).replace(day=1)
    dates = [first + timedelta(days=at) for at in range((following - first).days)]
    calendar.check_span(dates[0], dates[-1])
    return Month(
        calendar=calendar.name,
        version=calendar.version,
        time_zone=calendar.time_zone.key,
        days=tuple(_day(calendar, day) for day in dates),
    )


def _day(calendar: Calendar, day: date) -> Day:
    holiday, exemption = calendar.holiday(day), calendar.exemption(day)
    intervals = calendar.working_intervals(day, day)
    length = sum((closes - opens for opens, closes in intervals), timedelta(0))
    return Day(
        day=day,
        hours=tuple(show_interval(interval) for interval in calendar.hours(day)),
        working_seconds=int(length.total_seconds()),
        holiday=None if holiday is None else (holiday.says or "holiday"),
        estimated=holiday is not None and holiday.estimated,
        exception=None if exemption is None else (exemption.says or "exception"),
    )
