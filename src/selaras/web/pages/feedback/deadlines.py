"""When an answer is expected, unless somebody says otherwise."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from selaras.agreements.values import AgreementVersion
from selaras.calendars import Duration, DurationUnit, due, find_calendar
from selaras.errors import InputError
from selaras.web.place import workspace

USUAL = Duration(3, DurationUnit.BUSINESS_DAYS)
"""Three working days to answer (a choice)."""


def usual_deadline(version: AgreementVersion | None, now: datetime) -> datetime:
    """Three working days from now, by the agreement's calendar; plain days without one."""
    if version is None:
        return now + timedelta(days=4)
    calendar = find_calendar(version.agreement.calendar, (workspace().calendars,))
    found = due(calendar, now.astimezone(UTC), USUAL).instant
    return found or now + timedelta(days=4)


def read_deadline(text: str, zone: str) -> datetime:
    """The end of the day that was chosen, in the person's zone."""
    try:
        day = datetime.fromisoformat(text).date()
    except ValueError:
        raise InputError(_("That is not a day.")) from None
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)) - timedelta(seconds=1)
