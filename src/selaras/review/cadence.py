"""When the next joint review is due, by the agreement's own cadence."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from selaras.calendars import Calendar

MONTHS = {"month": 1, "quarter": 3, "year": 12}
START = time(10)
"""A review begins at ten unless somebody moves it (a choice)."""
SETTLES_DAYS = 3
"""Working days that the evidence of a period is given to come in before it is looked at."""


def next_review(every: str, after: date, calendar: Calendar) -> datetime:
    """When to review next: on the third working day of the period that follows `after`.

    `every` is `week`, `month`, `quarter` or `year`; the answer is in the calendar's zone.
    """
    day = _next_period(every, after)
    left = SETTLES_DAYS if every != "week" else 1
    while True:
        if calendar.is_working_day(day):
            left -= 1
            if left == 0:
                return datetime.combine(day, START, calendar.time_zone)
        day += timedelta(days=1)


def _next_period(every: str, after: date) -> date:
    if every == "week":
        return after + timedelta(days=7 - after.weekday())
    months = MONTHS[every]
    number = (after.year * 12 + after.month - 1) // months * months + months
    return date(number // 12, number % 12 + 1, 1)
