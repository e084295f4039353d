"""What the pages of reviews look for: a meeting, its ledger, what was typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from selaras.errors import EvidenceError, InputError
from selaras.records.reviews.meetings import seen_meetings
from selaras.records.reviews.models import Meeting
from selaras.web.book import book
from selaras.web.faults import said_of
from selaras.web.person import scope
from selaras.web.place import workspace
from selaras.workspace.standing import StandingLedger, standing_ledger

T = TypeVar("T")


def ledger() -> StandingLedger:
    """The whole standing ledger: what an agenda is drawn from."""
    return standing_ledger(workspace(), book())


def meeting_or_404(request: HttpRequest, pk: int) -> Meeting:
    """A meeting that the person may see."""
    return get_object_or_404(seen_meetings(scope(request)), pk=pk)


def attempt(request: HttpRequest, act: Callable[[], T], said: str = "") -> T | None:
    """Do something, and tell the person that it is done, or what they can mend.

    None where it could not be done. PermissionDenied goes on to the page that says no.
    """
    try:
        done = act()
    except (InputError, EvidenceError) as error:
        messages.error(request, said_of(error))
        return None
    if said:
        messages.success(request, said)
    return done


def read_day(text: str) -> date:
    """A day as a date field sends it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(_("That is not a day.")) from None


def read_moment(text: str, zone: str) -> datetime:
    """An instant as a field for a local date and time sends it, in the meeting's zone."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    except ValueError:
        raise InputError(_("That is not a day and a time.")) from None


def read_minutes(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise InputError(_("That is not a number of minutes.")) from None


def local_text(moment: datetime, zone: str) -> str:
    """An instant as a field for a local date and time takes it."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")


def posted(request: HttpRequest, name: str, most: int = 4000) -> str:
    """A field of a form, without what no field of ours holds."""
    return request.POST.get(name, "").replace("\x00", "").strip()[:most]


def chosen(request: HttpRequest, name: str) -> list[int]:
    """Whole numbers that were ticked."""
    return [int(one) for one in request.POST.getlist(name) if one.isdigit()]


Context = dict[str, Any]
