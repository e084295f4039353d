"""When messages may come: in the working time of a calendar, in the person's own time zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from selaras.calendars import Calendar, find_calendar
from selaras.calendars.clock import from_local
from selaras.errors import InputError

AHEAD = timedelta(days=21)
"""How far ahead one looks for an opening: longer than any holiday (*choice*)."""


def next_open(calendar: Calendar, zone: ZoneInfo, now: datetime) -> datetime:
    """The first instant from `now` on at which the calendar's people work, by clocks in `zone`.

    A calendar that never opens within three weeks holds nothing back.
    """
    local = now.astimezone(zone).replace(tzinfo=None)
    first = local.date() - timedelta(days=1)  # a night shift of yesterday may still be on
    for begins, ends in calendar.working_intervals(first, local.date() + AHEAD):
        opens = begins.astimezone(calendar.time_zone).replace(tzinfo=None)
        closes = ends.astimezone(calendar.time_zone).replace(tzinfo=None)
        if closes > local:
            return now if opens <= local else from_local(zone, opens).astimezone(UTC)
    return now


def held_until(name: str, folder: Path, zone: ZoneInfo, now: datetime) -> datetime:
    """Until when a message waits for somebody who chose the calendar `name`; `now` for no wait.

    A calendar that has gone or cannot be read holds nothing back: a late message is worse than
    one at night.
    """
    if not name:
        return now
    try:
        return next_open(find_calendar(name, (folder,)), zone, now)
    except InputError:
        return now
