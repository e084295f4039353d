"""Joint reviews: which there are, one of them, calling, moving and holding one."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from selaras.agreements.values import AgreementVersion
from selaras.calendars import find_calendar
from selaras.records.reviews.calendar_file import calendar_file
from selaras.records.reviews.material import version_in_force
from selaras.records.reviews.meetings import (
    call_meeting,
    cancel_meeting,
    hold_meeting,
    ledger_of,
    move_meeting,
    open_meetings,
    proposed_start,
    seen_meetings,
)
from selaras.records.reviews.members import owners
from selaras.records.reviews.models import Meeting
from selaras.records.reviews.outcomes import seen_actions
from selaras.records.reviews.shared import missed_targets, seen_targets
from selaras.web.naming import party_names
from selaras.web.pages.reviews.agenda_view import shown_agenda
from selaras.web.pages.reviews.finding import (
    Context,
    attempt,
    chosen,
    ledger,
    local_text,
    meeting_or_404,
    posted,
    read_minutes,
    read_moment,
)
from selaras.web.pages.reviews.proposals import proposals
from selaras.web.pages.reviews.targets_view import shown_targets
from selaras.web.person import actor, scope
from selaras.web.place import workspace

SHOWN = 30


@login_required
@require_GET
def reviews(request: HttpRequest) -> HttpResponse:
    """Reviews to come and held ones, what is proposed, and the shared targets."""
    reach = scope(request)
    whole = ledger()
    agreement = request.GET.get("agreement", "")
    found = seen_meetings(reach)
    if agreement:
        found = found.filter(agreement=agreement)
    meetings = list(found[: SHOWN * 2])
    targets = seen_targets(reach)
    missed = {one.agreement for one in missed_targets(reach, whole.recorded)}
    context: Context = {
        "upcoming": sorted((m for m in meetings if m.is_open), key=lambda m: m.starts_at),
        "past": [m for m in meetings if not m.is_open][:SHOWN],
        "proposals": proposals(reach, whole, meetings, missed, agreement),
        "targets": shown_targets(reach, whole, targets, agreement),
        "open_actions": seen_actions(reach).filter(state="open").count(),
        "agreement": agreement,
        "parties": party_names(),
        "now": workspace().now(),
    }
    return render(request, "reviews/reviews.html", context)


@login_required
@require_GET
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """One review: its agenda, decisions, actions, minutes, and the ledger it has before it."""
    meeting = meeting_or_404(request, pk)
    return render(request, "reviews/review.html", _context(request, meeting))


@login_required
@require_GET
def review_print(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes, to be printed or sent."""
    meeting = meeting_or_404(request, pk)
    return render(request, "reviews/print.html", _context(request, meeting))


def _context(request: HttpRequest, meeting: Meeting) -> Context:
    reach = scope(request)
    decisions = list(meeting.decisions.select_related("noted_by"))
    sections, left_out = shown_agenda(
        list(meeting.items.select_related("answer", "added_by")), decisions
    )
    acts = reach.acts_in(meeting.slugs)
    today = workspace().today()
    return {
        "meeting": meeting,
        "sections": sections,
        "left_out": left_out,
        "decisions": decisions,
        "free_decisions": [one for one in decisions if one.item_id is None],
        "actions": list(meeting.actions.select_related("owner", "closed_by")),
        "lines": ledger_of(meeting, ledger()),
        "ledger_as_of": meeting.as_of or ledger().as_of,
        "present": list(meeting.present.all()) if meeting.held_at else [],
        "people": list(owners(meeting.slugs)) if acts else [],
        "acts": acts,
        "edits": acts and meeting.is_open,
        "parties": party_names(),
        "today": today,
    }


@login_required
def review_new(request: HttpRequest) -> HttpResponse:
    """Call a review: the agreement, when, where; the agenda follows from the ledger."""
    reach = scope(request)
    whole = ledger()
    versions = callable_versions(request)
    if not versions:
        raise PermissionDenied
    name = request.POST.get("agreement") or request.GET.get("agreement") or next(iter(versions))
    version = versions.get(name)
    if version is None:
        raise PermissionDenied
    zone = find_calendar(version.agreement.calendar, (workspace().calendars,)).time_zone.key
    if request.method == "POST":
        made = attempt(
            request,
            lambda: call_meeting(
                actor(request),
                reach,
                version,
                whole,
                starts_at=read_moment(posted(request, "starts_at"), zone),
                lasts_minutes=read_minutes(posted(request, "lasts_minutes")),
                place=posted(request, "place", 300),
                title=posted(request, "title", 160),
                because=posted(request, "because", 300),
            ),
            _("The review is called. Its agenda was drawn from the ledger."),
        )
        if made is not None:
            return redirect(made)
    start = proposed_start(version, workspace().now())
    typed = request.POST if request.method == "POST" else {}
    return render(
        request,
        "reviews/new.html",
        {
            "versions": versions,
            "version": version,
            "zone": zone,
            "starts_at": typed.get("starts_at") or local_text(start, zone),
            "lasts_minutes": typed.get("lasts_minutes") or 60,
            "place": typed.get("place", ""),
            "title": typed.get("title") or usual_title(version),
            "because": request.GET.get("because", ""),
            "parties": party_names(),
        },
    )


def usual_title(version: AgreementVersion) -> str:
    """What a review is called unless somebody says otherwise."""
    names = party_names()
    parties = [names[slug] for slug in version.agreement.parties]
    return _("Joint review: %(parties)s") % {"parties": ", ".join(parties)}


def callable_versions(request: HttpRequest) -> dict[str, AgreementVersion]:
    """Agreements that the person may call a review of, each in the version that governs today."""
    reach = scope(request)
    whole = ledger()
    today = workspace().today()
    names = sorted(
        {v.agreement.name for v in whole.book.versions if reach.acts_in(v.agreement.parties)}
    )
    return {name: version_in_force(whole, name, today) for name in names}


@login_required
def review_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a review to another time or place."""
    meeting = meeting_or_404(request, pk)
    if not scope(request).acts_in(meeting.slugs) or not meeting.is_open:
        raise PermissionDenied
    if request.method == "POST":
        moved = attempt(
            request,
            lambda: move_meeting(
                actor(request),
                scope(request),
                meeting,
                starts_at=read_moment(posted(request, "starts_at"), meeting.time_zone),
                lasts_minutes=read_minutes(posted(request, "lasts_minutes")),
                place=posted(request, "place", 300),
                title=posted(request, "title", 160),
            ),
            _("The review is moved. Send its calendar file again: the entry moves with it."),
        )
        if moved is not None:
            return redirect(meeting)
    return render(
        request,
        "reviews/edit.html",
        {"meeting": meeting, "starts_at": local_text(meeting.starts_at, meeting.time_zone)},
    )


@login_required
@require_POST
def review_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = meeting_or_404(request, pk)
    attempt(
        request,
        lambda: cancel_meeting(actor(request), scope(request), meeting),
        _("The review is cancelled."),
    )
    return redirect("reviews")


@login_required
@require_POST
def review_hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Fix the agenda on today's ledger: the review is held."""
    meeting = meeting_or_404(request, pk)
    people = [one for one in owners(meeting.slugs) if one.pk in chosen(request, "present")]
    attempt(
        request,
        lambda: hold_meeting(actor(request), scope(request), meeting, ledger(), present=people),
        _("The review is held: its agenda and its ledger stay as they are now."),
    )
    return redirect(meeting)


@login_required
@require_GET
def review_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """One review as a calendar file."""
    meeting = meeting_or_404(request, pk)
    return _calendar(request, [meeting], f"selaras-review-{meeting.pk}.ics")


@login_required
@require_GET
def reviews_calendar(request: HttpRequest) -> HttpResponse:
    """Every review to come as one calendar file."""
    meetings = open_or_seen(request)
    if not meetings:
        messages.info(request, _("No review is called yet."))
        return redirect("reviews")
    return _calendar(request, meetings, "selaras-reviews.ics")


def open_or_seen(request: HttpRequest) -> list[Meeting]:
    """Reviews to come that the person sees; an auditor sees them too."""
    reach = scope(request)
    found = open_meetings(reach) if not reach.reads_only else seen_meetings(reach)
    return list(
        found.filter(state=Meeting.State.PLANNED)
        .order_by("starts_at")
        .prefetch_related("items")[:100]
    )


def _calendar(request: HttpRequest, meetings: list[Meeting], name: str) -> HttpResponse:
    body = calendar_file(meetings, request.build_absolute_uri("/"))
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
