"""Joint reviews: called, moved, cancelled and held."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from selaras.agreements.values import AgreementVersion
from selaras.calendars import find_calendar
from selaras.errors import InputError
from selaras.records.answers.pinning import pin_snapshot
from selaras.records.audit.actor import Actor
from selaras.records.audit.record import record
from selaras.records.people.models import Person
from selaras.records.people.scope import Scope
from selaras.records.reach import joined, within
from selaras.records.reviews.drawing import draw
from selaras.records.reviews.material import told_of, version_in_force
from selaras.records.reviews.models import Meeting
from selaras.records.reviews.telling import tell_of_meeting
from selaras.review.cadence import next_review
from selaras.review.ledger_lines import LedgerLine, ledger_lines
from selaras.workspace import open_workspace
from selaras.workspace.standing import StandingLedger

LONGEST_MINUTES = 8 * 60


def seen_meetings(scope: Scope) -> QuerySet[Meeting]:
    """Reviews that a person may see, the latest first."""
    return within(Meeting.objects.all(), scope)


def open_meetings(scope: Scope) -> QuerySet[Meeting]:
    """Reviews to come that a person may put something on, the next one first."""
    if scope.reads_only:
        return Meeting.objects.none()
    return seen_meetings(scope).filter(state=Meeting.State.PLANNED).order_by("starts_at")


def check_acts(scope: Scope, parties: Iterable[str]) -> None:
    """Raise PermissionDenied for one who does not act in any of the parties."""
    if not scope.acts_in(list(parties)):
        raise PermissionDenied("Only members of its parties do this.")


@transaction.atomic
def call_meeting(
    actor: Actor,
    scope: Scope,
    version: AgreementVersion,
    ledger: StandingLedger,
    *,
    starts_at: datetime,
    lasts_minutes: int = 60,
    place: str = "",
    title: str = "",
    because: str = "",
    at: datetime | None = None,
) -> Meeting:
    """Call a joint review of an agreement, with the agenda that the ledger makes at `at`.

    `starts_at` is aware; the meeting is shown in the zone of the agreement's calendar. `at` is the
    workspace's now unless stated.
    """
    agreement = version.agreement
    check_acts(scope, agreement.parties)
    _check_length(lasts_minutes)
    workspace = open_workspace(settings.WORKSPACE)
    zone = find_calendar(agreement.calendar, (workspace.calendars,)).time_zone
    meeting = Meeting.objects.create(
        agreement=agreement.name,
        parties=joined(agreement.parties),
        title=title.strip()[:160] or (agreement.title or agreement.name)[:160],
        starts_at=starts_at.astimezone(UTC),
        lasts_minutes=lasts_minutes,
        time_zone=zone.key,
        place=place.strip()[:300],
        called_by=actor.person,
        because=because[:300],
    )
    draw(meeting, ledger, at)
    record(actor, "review.called", "review", meeting.pk, parties=agreement.parties,
           agreement=agreement.name, starts_at=meeting.starts_at.isoformat())  # fmt: skip
    tell_of_meeting(actor, meeting, "called")
    return meeting


@transaction.atomic
def move_meeting(
    actor: Actor, scope: Scope, meeting: Meeting, *, starts_at: datetime, lasts_minutes: int,
    place: str, title: str,
) -> Meeting:  # fmt: skip
    """Change when, where and what a review is called; its calendar entry is revised."""
    check_acts(scope, meeting.slugs)
    _check_open(meeting)
    _check_length(lasts_minutes)
    meeting.starts_at = starts_at.astimezone(UTC)
    meeting.lasts_minutes = lasts_minutes
    meeting.place = place.strip()[:300]
    meeting.title = title.strip()[:160] or meeting.title
    meeting.revision += 1
    meeting.save()
    record(actor, "review.moved", "review", meeting.pk, parties=meeting.slugs,
           starts_at=meeting.starts_at.isoformat(), place=meeting.place)  # fmt: skip
    tell_of_meeting(actor, meeting, "moved")
    return meeting


@transaction.atomic
def cancel_meeting(actor: Actor, scope: Scope, meeting: Meeting) -> Meeting:
    """Call a review off; its calendar entry says so."""
    check_acts(scope, meeting.slugs)
    _check_open(meeting)
    meeting.state = Meeting.State.CANCELLED
    meeting.revision += 1
    meeting.save()
    record(actor, "review.cancelled", "review", meeting.pk, parties=meeting.slugs)
    tell_of_meeting(actor, meeting, "cancelled")
    return meeting


@transaction.atomic
def hold_meeting(
    actor: Actor,
    scope: Scope,
    meeting: Meeting,
    ledger: StandingLedger,
    *,
    present: Iterable[Person] = (),
    at: datetime | None = None,
) -> Meeting:
    """Fix the agenda on the ledger as it stands, and pin the snapshot it rests on.

    `at` is when it is held, the workspace's now unless stated.
    """
    check_acts(scope, meeting.slugs)
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    _check_open(meeting)
    draw(meeting, ledger, at)
    meeting.ledger = ledger_of(meeting, ledger)  # before it is held: then it is what it was
    meeting.state = Meeting.State.HELD
    meeting.snapshot = ledger.snapshot
    meeting.as_of = ledger.as_of or open_workspace(settings.WORKSPACE).now()
    meeting.held_at = timezone.now()
    meeting.held_by = actor.person
    meeting.save()
    meeting.present.set(present)
    if meeting.snapshot is not None:
        pin_snapshot(meeting.snapshot, f"review {meeting.pk}")
    record(actor, "review.held", "review", meeting.pk, parties=meeting.slugs,
           snapshot=meeting.snapshot, as_of=meeting.as_of.isoformat())  # fmt: skip
    return meeting


@transaction.atomic
def write_minutes(actor: Actor, scope: Scope, meeting: Meeting, text: str) -> Meeting:
    """Write down what was said; a cancelled review has no minutes."""
    check_acts(scope, meeting.slugs)
    if meeting.state == Meeting.State.CANCELLED:
        raise InputError(_("A cancelled review has no minutes."))
    meeting.minutes = text.strip()
    meeting.save(update_fields=["minutes", "changed_at"])
    record(actor, "review.minuted", "review", meeting.pk, parties=meeting.slugs,
           signs=len(meeting.minutes))  # fmt: skip
    return meeting


def ledger_of(meeting: Meeting, ledger: StandingLedger) -> list[dict[str, Any]]:
    """The ledger that a meeting has before it: as it was held on, or, before that, as it stands."""
    if meeting.state == Meeting.State.HELD:
        return list(meeting.ledger)
    today = meeting.starts_at.astimezone(ZoneInfo(meeting.time_zone)).date()
    version = version_in_force(ledger, meeting.agreement, today)
    return [line.as_json() for line in _lines(ledger, version)]


_kept_lines: dict[tuple[int, str], tuple[StandingLedger, tuple[LedgerLine, ...]]] = {}
_MOST_KEPT = 32


def _lines(ledger: StandingLedger, version: AgreementVersion) -> tuple[LedgerLine, ...]:
    """The ledger's lines of one agreement, kept as long as the ledger is the same."""
    key = (id(ledger), version.version)
    found = _kept_lines.get(key)
    if found is None or found[0] is not ledger:
        if len(_kept_lines) >= _MOST_KEPT:
            _kept_lines.clear()
        told = told_of(ledger.recorded, version.agreement.name)
        found = ledger, ledger_lines(version, told)
        _kept_lines[key] = found
    return found[1]


def proposed_start(version: AgreementVersion, now: datetime) -> datetime:
    """When the agreement's cadence asks for the next review, after the last and after `now`."""
    agreement = version.agreement
    workspace = open_workspace(settings.WORKSPACE)
    calendar = find_calendar(agreement.calendar, (workspace.calendars,))
    last = (
        Meeting.objects.filter(agreement=agreement.name)
        .exclude(state=Meeting.State.CANCELLED)
        .order_by("-starts_at")
        .values_list("starts_at", flat=True)
        .first()
    )
    zone = ZoneInfo(calendar.time_zone.key)
    after = max(last or now, now).astimezone(zone).date()
    return next_review(agreement.review_every or "month", after, calendar)


def _check_open(meeting: Meeting) -> None:
    if not meeting.is_open:
        raise InputError(
            _("This review is %(state)s already.") % {"state": meeting.get_state_display()}
        )


def _check_length(minutes: int) -> None:
    if not 5 <= minutes <= LONGEST_MINUTES:
        raise InputError(
            _("A review lasts 5 to %(most)s minutes, not %(n)s.")
            % {"most": LONGEST_MINUTES, "n": minutes}
        )
