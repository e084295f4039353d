"""What an agenda is drawn from, gathered from the ledger and from what people did."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from selaras.agreements.values import AgreementVersion, Standing
from selaras.errors import EvidenceError, InputError
from selaras.ledger.recorded import RecordedVerdict
from selaras.records.answers.models import KeptAnswer
from selaras.records.answers.pinning import evidence_here
from selaras.records.feedback.models import Feedback, SmallWin
from selaras.records.people.models import Party
from selaras.records.reviews.joint_target import joint_target
from selaras.records.reviews.models import Action, Meeting
from selaras.review.material import (
    Kept,
    Material,
    OldAction,
    Programme,
    Question,
    SharedTarget,
    Win,
)
from selaras.review.programmes import read_programmes
from selaras.review.standing import Told
from selaras.review.words import Words
from selaras.workspace import open_workspace
from selaras.workspace.standing import StandingLedger


def version_in_force(ledger: StandingLedger, agreement: str, day: date) -> AgreementVersion:
    """The version of an agreement that governs a day; the newest where none does.

    A signed one comes before a draft. Raises InputError where there is no such agreement.
    """
    versions = [v for v in ledger.book.versions if v.agreement.name == agreement]
    if not versions:
        raise InputError(
            _("There is no agreement %(name)s.") % {"name": agreement},
            mend=_("Choose one of those that are in force."),
        )
    governing = [v for v in versions if governs(v, day)]
    return max(governing or versions, key=lambda v: (v.standing is Standing.SIGNED, _begins(v)))


def governs(version: AgreementVersion, day: date) -> bool:
    """Whether a version is in force on a day, or would be once it is signed."""
    return _begins(version) <= day <= (_ends(version) or day)


def _begins(version: AgreementVersion) -> date:
    return version.in_force_from or version.agreement.effective_from


def _ends(version: AgreementVersion) -> date | None:
    return version.in_force_to or version.agreement.effective_to


def gather_material(
    meeting: Meeting, ledger: StandingLedger, at: datetime | None = None
) -> Material:
    """Everything there is to talk about since the last review of the meeting's agreement.

    `at` is when it is looked at; the workspace's now unless stated.
    """
    as_of = at or open_workspace(settings.WORKSPACE).now()
    zone = ZoneInfo(meeting.time_zone)
    today = as_of.astimezone(zone).date()
    last = (
        Meeting.objects.filter(agreement=meeting.agreement, state=Meeting.State.HELD)
        .exclude(pk=meeting.pk)
        .order_by("-as_of")
        .first()
    )
    since = None if last is None else last.as_of
    target = joint_target(meeting.agreement)
    shared = target is not None and target.is_shared
    return Material(
        version=version_in_force(ledger, meeting.agreement, today),
        goes_on_from=_goes_on_from(ledger, meeting.agreement, today),
        told=told_of(ledger.recorded, meeting.agreement),
        as_of=as_of,
        today=today,
        since=since,
        target=SharedTarget(target.commitment, target.celebration) if target and shared else None,
        wins=_wins(meeting, since, zone, today),
        actions=_actions(meeting, since, zone),
        answers=_answers(meeting, last, zone),
        programmes=_programmes(as_of, ledger.snapshot),
        feedback=_feedback(meeting, as_of, zone),
        names=dict(Party.objects.filter(slug__in=meeting.slugs).values_list("slug", "name")),
    )


def _goes_on_from(ledger: StandingLedger, agreement: str, today: date) -> date | None:
    """The first day of the next version that is signed, if there is one."""
    coming = [
        _begins(one)
        for one in ledger.book.versions
        if one.agreement.name == agreement and one.standing is Standing.SIGNED
    ]
    return min((day for day in coming if day > today), default=None)


def told_of(recorded: Iterable[RecordedVerdict], agreement: str) -> tuple[Told, ...]:
    """Verdicts of one agreement as an agenda takes them."""
    return tuple(
        Told(one.id, one.verdict) for one in recorded if one.verdict.agreement == agreement
    )


def _wins(meeting: Meeting, since: datetime | None, zone: ZoneInfo, today: date) -> tuple[Win, ...]:
    found = SmallWin.objects.filter(agreement=meeting.agreement, happened_on__lte=today)
    if since is not None:
        found = found.filter(happened_on__gte=since.astimezone(zone).date())
    return tuple(Win(w.pk, w.happened_on, Words(**w.sentence)) for w in found[:10])


def _actions(meeting: Meeting, since: datetime | None, zone: ZoneInfo) -> tuple[OldAction, ...]:
    """Open ones, and those that were closed after the last review was held."""
    found = Action.objects.filter(agreement=meeting.agreement).exclude(meeting=meeting)
    last = (
        Meeting.objects.filter(agreement=meeting.agreement, state=Meeting.State.HELD)
        .exclude(pk=meeting.pk)
        .order_by("-held_at")
        .values_list("held_at", flat=True)
        .first()
    )
    return tuple(
        OldAction(
            a.pk,
            a.text,
            str(a.owner),
            a.due_on,
            a.state,
            None if a.closed_at is None else timezone.localtime(a.closed_at, zone).date(),
        )
        for a in found.select_related("owner")
        if a.is_open or (last is not None and a.closed_at is not None and a.closed_at >= last)
    )


def _answers(meeting: Meeting, last: Meeting | None, zone: ZoneInfo) -> tuple[Kept, ...]:
    # What was asked of no one agreement is for everybody who sits there.
    of_all = Q(agreement="")
    for slug in meeting.slugs:
        of_all &= Q(parties__contains=f" {slug} ")
    found = KeptAnswer.objects.filter(Q(agreement=meeting.agreement) | of_all)
    if last is not None and last.held_at is not None:
        found = found.filter(kept_at__gte=last.held_at)
    return tuple(
        Kept(a.pk, a.kind, Words(a.title["en"], a.title.get("id", a.title["en"])),
             a.kept_at.astimezone(zone).date())
        for a in found[:20]
    )  # fmt: skip


def _feedback(meeting: Meeting, as_of: datetime, zone: ZoneInfo) -> tuple[Question, ...]:
    found = Feedback.objects.filter(agreement=meeting.agreement, state=Feedback.State.WAITING)
    return tuple(
        Question(
            f.pk,
            f"{f.about} {f.about_id}",
            f.from_party,
            f.to_party,
            f.due_at.astimezone(zone).date(),
            f.due_at < as_of,
        )
        for f in found[:20]
    )


def _programmes(as_of: datetime, snapshot: int | None) -> tuple[Programme, ...]:
    if snapshot is None:
        return ()
    try:
        return read_programmes(evidence_here().snapshot(snapshot), as_of)
    except EvidenceError:
        return ()  # its snapshot was vacuumed: the agenda does without programmes
