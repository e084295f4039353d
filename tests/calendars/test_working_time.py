"""Scalar working time: invariants, rules of pauses, edges."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.strategies import calendars, counted_minutes, instants, pauses_around
from selaras.calendars import (
    Calendar,
    Due,
    Pause,
    due,
    elapsed,
    find_calendar,
    instant_at,
    read_duration,
    worked,
)
from selaras.calendars.reading import calendar_of
from selaras.calendars.source import read_text
from selaras.errors import InputError

JAKARTA = ZoneInfo("Asia/Jakarta")
MICROSECOND = timedelta(microseconds=1)


def stated(text: str) -> Calendar:
    return calendar_of(read_text(text, "stated.yaml"))


def wib(day: int, hour: int, minute: int = 0, month: int = 2) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=JAKARTA)


@settings(max_examples=60, deadline=None)
@given(calendars(), instants, st.integers(0, 6_000))
def test_elapsed_is_what_the_clock_shows(calendar: Calendar, start: datetime, minutes: int) -> None:
    start = start.replace(second=0, microsecond=0)
    end = start + timedelta(minutes=minutes)
    counted = counted_minutes(calendar, start, end)
    assert elapsed(calendar, start, end) == timedelta(minutes=counted)


@settings(max_examples=60, deadline=None)
@given(calendars(), instants, st.data())
def test_position_and_instant_are_inverse(
    calendar: Calendar, instant: datetime, data: st.DataObject
) -> None:
    position = worked(calendar, instant)
    assert worked(calendar, instant_at(calendar, position)) == position
    assert instant_at(calendar, position) <= instant
    ahead = position + timedelta(microseconds=data.draw(st.integers(1, 10**11)))
    assert worked(calendar, instant_at(calendar, ahead)) == ahead
    # It is the earliest such instant.
    assert worked(calendar, instant_at(calendar, ahead) - MICROSECOND) == ahead - MICROSECOND


@settings(max_examples=60, deadline=None)
@given(calendars(), st.tuples(instants, instants, instants), st.data())
def test_elapsed_is_additive_and_bounded(
    calendar: Calendar, three: tuple[datetime, datetime, datetime], data: st.DataObject
) -> None:
    first, middle, last = sorted(three)
    pauses = data.draw(pauses_around(first))
    parts = elapsed(calendar, first, middle, pauses) + elapsed(calendar, middle, last, pauses)
    whole = elapsed(calendar, first, last, pauses)
    assert whole == parts
    assert timedelta(0) <= whole <= last - first
    assert elapsed(calendar, last, first) == timedelta(0)


@settings(max_examples=30, deadline=None)
@given(calendars(), instants, instants, st.sampled_from(["Asia/Tokyo", "America/Lima"]))
def test_elapsed_does_not_depend_on_the_zone_shown(
    calendar: Calendar, one: datetime, other: datetime, shown_in: str
) -> None:
    zone = ZoneInfo(shown_in)
    shown = elapsed(calendar, one.astimezone(zone), other.astimezone(zone))
    assert shown == elapsed(calendar, one, other)


@settings(max_examples=60, deadline=None)
@given(
    calendars(),
    instants,
    st.sampled_from(["90 business minutes", "8 business hours", "30 minutes", "24 hours"]),
    st.data(),
)
def test_due_uses_up_exactly_the_duration(
    calendar: Calendar, start: datetime, text: str, data: st.DataObject
) -> None:
    duration = read_duration(text)
    pauses = data.draw(pauses_around(start))
    answer = due(calendar, start, duration, pauses)
    if answer.instant is None:
        assert answer.suspended
        assert any(pause.end is None for pause in pauses)
        return
    always = calendar if duration.is_business else find_calendar("always")
    taken = elapsed(always, start, answer.instant, pauses)
    assert taken == timedelta(seconds=duration.seconds or 0)
    assert elapsed(always, start, answer.instant - MICROSECOND, pauses) < taken


@settings(max_examples=40, deadline=None)
@given(calendars(), instants, st.integers(1, 10))
def test_business_days_close_the_nth_working_day(
    calendar: Calendar, start: datetime, amount: int
) -> None:
    answer = due(calendar, start, read_duration(f"{amount} business days"))
    assert answer.instant is not None
    today = start.astimezone(calendar.time_zone).date()
    day, left = today, amount
    while left:
        day += timedelta(days=1)
        left -= calendar.is_working_day(day)
    assert answer.instant == calendar.working_intervals(day, day)[-1][1]
    assert calendar.working_days(today + timedelta(days=1), day) == amount


def test_due_at_closing_time_is_the_closing_time() -> None:
    office = find_calendar("jakarta-office")
    assert due(office, wib(2, 9), read_duration("7 business hours")).instant == wib(2, 17)


def test_due_of_one_business_day_after_a_friday_is_monday_close() -> None:
    office = find_calendar("jakarta-office")
    assert due(office, wib(6, 9), read_duration("1 business day")).instant == wib(9, 17)
    assert due(office, wib(7, 9), read_duration("1 business day")).instant == wib(9, 17)


def test_due_of_business_days_adds_the_working_time_of_pauses() -> None:
    office = find_calendar("jakarta-office")
    pauses = [Pause(wib(2, 16), wib(3, 9))]  # two working hours, 16-17 and 08-09
    assert due(office, wib(2, 9), read_duration("1 business day"), pauses).instant == wib(4, 10)


def test_due_of_elapsed_time_adds_the_wall_time_of_pauses() -> None:
    office = find_calendar("jakarta-office")
    pauses = [Pause(wib(2, 20), wib(3, 6))]
    assert due(office, wib(2, 9), read_duration("24 hours"), pauses).instant == wib(3, 19)
    assert due(office, wib(2, 9), read_duration("30 days")).instant == wib(4, 9, month=3)


def test_due_ignores_a_pause_that_begins_when_time_is_up() -> None:
    office = find_calendar("jakarta-office")
    late = [Pause(wib(2, 10), None)]
    assert due(office, wib(2, 9), read_duration("1 business hour"), late) == Due(
        wib(2, 10).astimezone(UTC), suspended=False, estimated=False
    )


def test_due_is_suspended_while_a_pause_is_open() -> None:
    office = find_calendar("jakarta-office")
    for text in ("2 business hours", "2 hours", "1 business day"):
        answer = due(office, wib(2, 9), read_duration(text), [Pause(wib(2, 10))])
        assert answer == Due(None, suspended=True, estimated=False)


def test_due_names_an_estimated_holiday_on_the_way() -> None:
    office = find_calendar("jakarta-office")
    start = datetime(2027, 3, 5, 16, tzinfo=JAKARTA)  # the Friday before Eid 2027
    assert due(office, start, read_duration("8 business hours")).estimated
    assert due(office, start, read_duration("1 business day")).estimated
    assert not due(office, start, read_duration("1 business hour")).estimated
    assert not due(office, start, read_duration("30 days")).estimated


def test_overnight_hours_belong_to_the_day_they_open_on() -> None:
    night = stated(
        """
calendar: night
time_zone: Asia/Jakarta
week: {mon: [22:00-06:00], wed: [22:00-06:00]}
"""
    )
    monday = date(2026, 2, 2)
    assert night.working_intervals(monday, monday) == [(wib(2, 22), wib(3, 6))]
    assert not night.is_working_day(date(2026, 2, 3))
    # 02:00 on Tuesday is worked, yet Tuesday is no working day: the next one is Wednesday.
    assert due(night, wib(3, 2), read_duration("1 business day")).instant == wib(5, 6)
    assert elapsed(night, wib(2, 12), wib(3, 12)) == timedelta(hours=8)


def test_hours_that_daylight_saving_skips_do_not_exist() -> None:
    early = stated(
        """
calendar: early
time_zone: America/New_York
week: {sun: [02:00-03:00, 03:00-05:00]}
"""
    )
    spring = date(2026, 3, 8)
    assert early.working_intervals(spring, spring) == [
        (datetime(2026, 3, 8, 7, tzinfo=UTC), datetime(2026, 3, 8, 9, tzinfo=UTC))
    ]


def test_day_without_midnight_begins_when_the_clock_has_skipped_it() -> None:
    always = stated("{calendar: a, time_zone: America/Sao_Paulo, always: true}")
    skipped = date(2018, 11, 4)  # 00:00 became 01:00
    opens, closes = always.working_intervals(skipped, skipped)[0]
    assert opens == datetime(2018, 11, 4, 3, tzinfo=UTC)
    assert closes - opens == timedelta(hours=23)


def test_hours_of_an_exception_hold_on_a_holiday_and_a_sunday() -> None:
    shop = stated(
        """
calendar: shop
time_zone: Asia/Jakarta
week: {mon-fri: [08:00-16:00]}
holidays: {dates: [2026-02-03]}
exceptions:
  - {from: 2026-02-01, to: 2026-02-10, hours: [10:00-12:00]}
  - {date: 2026-02-04, closed: true}
"""
    )
    assert shop.working_days(date(2026, 2, 1), date(2026, 2, 10)) == 9
    assert elapsed(shop, wib(3, 0), wib(4, 0)) == timedelta(hours=2)


def test_naive_times_are_refused() -> None:
    office = find_calendar("jakarta-office")
    naive = datetime(2026, 2, 2, 9)
    with pytest.raises(InputError, match="time zone"):
        elapsed(office, naive, wib(2, 10))
    with pytest.raises(InputError, match="time zone"):
        due(office, naive, read_duration("1 hour"))
    with pytest.raises(InputError, match="time zone"):
        due(office, wib(2, 9), read_duration("1 hour"), [Pause(naive)])


def test_pause_that_ends_before_it_starts_is_refused() -> None:
    office = find_calendar("jakarta-office")
    with pytest.raises(InputError, match="before it starts"):
        elapsed(office, wib(2, 9), wib(2, 10), [Pause(wib(2, 10), wib(2, 9))])


@pytest.mark.parametrize(
    "text", ["99999999 hours", "99999999 business hours", "99999999 business days"]
)
def test_due_that_no_calendar_reaches_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        due(find_calendar("jakarta-office"), wib(2, 9), read_duration(text))


def test_times_outside_the_years_of_calendars_are_refused() -> None:
    office = find_calendar("jakarta-office")
    early = datetime(1980, 1, 1, tzinfo=UTC)
    with pytest.raises(InputError, match="1990 to 2060"):
        elapsed(office, early, wib(2, 9))
    with pytest.raises(InputError, match="outside"):
        office.working_days(date(1980, 1, 1), date(2026, 1, 1))


def test_calendar_that_never_opens_has_no_due() -> None:
    closed = stated("{calendar: closed, time_zone: UTC, week: {mon: []}}")
    with pytest.raises(InputError, match="not enough working time"):
        due(closed, wib(2, 9), read_duration("1 business hour"))
    assert elapsed(closed, wib(2, 9), wib(3, 9)) == timedelta(0)
