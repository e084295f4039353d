"""When something is done: the workspace's clock, and the days of an agreement's zone."""

from __future__ import annotations

from datetime import date, datetime

from selaras.agreements.values import Agreement
from selaras.calendars import find_calendar
from selaras.workspace import Workspace


def local_day(workspace: Workspace, agreement: Agreement, at: datetime) -> date:
    """The day that an instant is on where the agreement's calendar is; InputError without it."""
    calendar = find_calendar(agreement.calendar, (workspace.calendars,))
    return at.astimezone(calendar.time_zone).date()
