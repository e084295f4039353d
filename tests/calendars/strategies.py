"""Random calendars, and a slow way to count their working time that shares no code with ours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import assume
from hypothesis import strategies as st

from selaras.calendars import Calendar, Pause
from selaras.calendars.calendar import Era, Exemption, Holiday
from selaras.calendars.reading import calendar_of
from selaras.calendars.source import Source
from selaras.errors import InputError

ZONES = (
    "UTC",
    "Asia/Jakarta",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Europe/London",
    "Pacific/Chatham",
)
# No boundary lies between midnight and 04:00, where clocks are set back and forth.
HOURS: tuple[list[str], ...] = (
    [],
    ["08:00-12:00", "13:00-17:00"],
    ["09:00-17:00"],
    ["00:00-24:00"],
    ["22:00-06:00"],
    ["08:00-12:00", "20:00-05:00"],
    ["07:35-11:10", "12:00-18:25"],
    ["07:03-16:59"],
)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FIRST, LAST = date(2026, 2, 1), date(2026, 12, 1)

dates = st.dates(FIRST, LAST)
instants = st.integers(0, 270 * 86_400 * 10**6).map(
    lambda micros: datetime(2026, 2, 15, tzinfo=UTC) + timedelta(microseconds=micros)
)


@st.composite
def calendar_values(draw: st.DrawFn) -> dict[str, Any]:
    """A calendar as its YAML holds it; overnight hours may overlap the next day's."""
    week = {day: draw(st.sampled_from(HOURS)) for day in DAYS}
    assume(any(week.values()))
    holidays = draw(st.lists(dates, max_size=8, unique=True))
    exceptions: list[dict[str, Any]] = []
    for day in draw(st.lists(dates, max_size=4, unique=True)):
        exceptions.append({"date": day, "hours": draw(st.sampled_from(HOURS[1:]))})
    if draw(st.booleans()):
        first = draw(dates)
        days = {"mon-thu": draw(st.sampled_from(HOURS[1:3])), "fri": ["08:00-11:30"]}
        exceptions.append({"from": first, "to": first + timedelta(days=29), "week": days})
    value: dict[str, Any] = {
        "calendar": "random",
        "time_zone": draw(st.sampled_from(ZONES)),
        "week": week,
        "holidays": {
            "dates": [{"date": day, "estimated": draw(st.booleans())} for day in holidays]
        },
        "exceptions": exceptions,
    }
    if draw(st.booleans()):
        value["before"] = [{"until": draw(dates), "week": {"mon-sat": ["08:00-15:00"]}}]
    return value


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    value = draw(calendar_values())
    try:
        return calendar_of(Source("random.yaml", value))
    except InputError:
        assume(False)
        raise


@st.composite
def pauses_around(draw: st.DrawFn, start: datetime) -> list[Pause]:
    """Up to four pauses near a start, overlapping or not; the last may be open."""
    pauses = []
    for _ in range(draw(st.integers(0, 4))):
        opened = start + timedelta(minutes=draw(st.integers(-2_000, 12_000)))
        closed = opened + timedelta(minutes=draw(st.integers(0, 4_000)))
        pauses.append(Pause(opened, None if draw(st.integers(0, 9)) == 0 else closed))
    return pauses


def counted_minutes(calendar: Calendar, start: datetime, end: datetime) -> int:
    """Working minutes between two whole minutes, told one by one from what the clock shows."""
    era_of = {True: calendar.eras[-1], False: calendar.eras[0]}
    until = calendar.eras[0].until
    zone = ZoneInfo(calendar.time_zone.key)
    count = 0
    minute = start
    while minute < end:
        wall = minute.astimezone(zone)
        of_day = wall.hour * 60 + wall.minute
        today = wall.date()
        for day, at in ((today, of_day), (today - timedelta(days=1), of_day + 1440)):
            era = era_of[until is None or day > until]
            if any(opens <= at < closes for opens, closes in _hours(era, day)):
                count += 1
                break
        minute += timedelta(minutes=1)
    return count


def _hours(era: Era, day: date) -> tuple[tuple[int, int], ...]:
    covering = [one for one in era.exemptions if one.first <= day <= one.last]
    governing: Exemption | None = min(covering, key=lambda one: one.last - one.first, default=None)
    if governing is not None and governing.week is None:
        return governing.hours or ()
    holidays: tuple[Holiday, ...] = era.holidays
    if any(one.day == day for one in holidays):
        return ()
    usual = era.week[day.weekday()]
    if governing is None or governing.week is None:
        return usual
    own = governing.week[day.weekday()]
    return usual if own is None else own
