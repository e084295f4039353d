"""Joint reviews as calendar entries (RFC 5545), for every calendar that people use.

A UID never changes and a sequence number counts revisions, so that an entry that was imported
once is moved, not doubled. Times carry the zone of the agreement's calendar with its rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from selaras.records.reviews.models import Meeting

PRODUCT = "-//Selaras//Joint review//EN"


def calendar_file(meetings: Iterable[Meeting], address: str) -> bytes:
    """An iCalendar file of meetings; `address` is the house's, such as https://selaras.example."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for meeting in meetings:
        calendar.add_component(_event(meeting, address))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(meeting: Meeting, address: str) -> Event:
    zone = ZoneInfo(meeting.time_zone)
    event = Event()
    event.add("uid", f"{meeting.calendar_id}@selaras")
    event.add("sequence", meeting.revision)
    # the revision's own time, so that the same revision is the same file
    event.add("dtstamp", meeting.changed_at.astimezone(UTC))
    event.add("last-modified", meeting.changed_at.astimezone(UTC))
    starts = meeting.starts_at.astimezone(zone)
    event.add("dtstart", starts)
    event.add("dtend", starts + timedelta(minutes=meeting.lasts_minutes))
    event.add("summary", meeting.title)
    if meeting.place:
        event.add("location", meeting.place)
    url = f"{address.rstrip('/')}{meeting.get_absolute_url()}"
    event.add("url", url)
    points = [item.title.get("en", "") for item in meeting.items.all() if not item.left_out]
    event.add("description", "\n".join([*(f"• {point}" for point in points), "", url]))
    cancelled = meeting.state == Meeting.State.CANCELLED
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    return event
