"""Feedback: what waits, what was answered, one of them, a new one."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from selaras.agreements.values import AgreementVersion
from selaras.records.feedback.give import (
    answer_feedback,
    give_feedback,
    seen_feedback,
    withdraw_feedback,
)
from selaras.records.feedback.models import Feedback
from selaras.records.feedback.wins import seen_wins
from selaras.records.people.models import Party, Person
from selaras.web.naming import party_names
from selaras.web.pages.feedback.deadlines import read_deadline, usual_deadline
from selaras.web.pages.reviews.finding import attempt, ledger, posted
from selaras.web.person import actor, scope
from selaras.web.place import workspace

SHOWN = 100


@login_required
@require_GET
def feedback(request: HttpRequest) -> HttpResponse:
    """What waits for us, what waits for others, and what was answered."""
    reach = scope(request)
    found = seen_feedback(reach)
    agreement = request.GET.get("agreement", "")
    if agreement:
        found = found.filter(agreement=agreement)
    rows = list(found[:SHOWN])
    waiting = [one for one in rows if one.is_waiting]
    context = {
        "for_us": sorted(
            (one for one in waiting if one.to_party in reach.members_of), key=lambda f: f.due_at
        ),
        "for_others": sorted(
            (one for one in waiting if one.to_party not in reach.members_of),
            key=lambda f: f.due_at,
        ),
        "over": [one for one in rows if not one.is_waiting],
        "wins": list(seen_wins(reach)[:5]),
        "parties": party_names(),
        "now": workspace().now(),
        "agreement": agreement,
    }
    return render(request, "feedback/feedback.html", context)


@login_required
def feedback_one(request: HttpRequest, pk: int) -> HttpResponse:
    """One piece of feedback, and the form to answer it."""
    reach = scope(request)
    one = get_object_or_404(seen_feedback(reach), pk=pk)
    if request.method == "POST":
        who, now = actor(request), workspace().now()
        if posted(request, "do") == "withdraw":
            attempt(request, lambda: withdraw_feedback(who, reach, one), _("It is taken back."))
        else:
            text = posted(request, "text", 4100)
            attempt(request, lambda: answer_feedback(who, reach, one, text, now=now),
                    _("Answered."))  # fmt: skip
        return redirect(one)
    context = {
        "one": one,
        "parties": party_names(),
        "now": workspace().now(),
        "answers": one.is_waiting and reach.acts_for(one.to_party),
        "withdraws": one.is_waiting and reach.acts_for(one.from_party),
    }
    return render(request, "feedback/one.html", context)


@login_required
def feedback_new(request: HttpRequest) -> HttpResponse:
    """Say something to another party."""
    reach = scope(request)
    mine = sorted(reach.members_of)
    if not mine or reach.reads_only:
        raise PermissionDenied
    asked = request.POST if request.method == "POST" else request.GET
    agreements = seen_agreements(request)
    agreement = agreements.get(asked.get("agreement", ""))
    now = workspace().now()
    assert isinstance(request.user, Person)
    zone = request.user.time_zone
    if request.method == "POST":
        made = attempt(
            request,
            lambda: give_feedback(
                actor(request),
                reach,
                about=posted(request, "about"),
                about_id=posted(request, "id", 300),
                from_party=posted(request, "from"),
                to_party=posted(request, "to"),
                text=posted(request, "text", 4100),
                due_at=read_deadline(posted(request, "due_on"), zone),
                agreement="" if agreement is None else agreement.agreement.name,
                now=now,
            ),
            _("Sent. The answer is due by the day you chose."),
        )
        if made is not None:
            return redirect(made)
    others = _others(agreements, mine) or list(
        Party.objects.exclude(slug__in=mine).values_list("slug", flat=True)
    )
    return render(
        request,
        "feedback/new.html",
        {
            "mine": mine,
            "others": others,
            "agreements": agreements,
            "agreement": "" if agreement is None else agreement.agreement.name,
            "about": asked.get("about", "lead"),
            "abouts": Feedback.About.choices,
            "id": asked.get("id", ""),
            "to": asked.get("to", ""),
            "from": asked.get("from", ""),
            "text": asked.get("text", ""),
            "due_on": asked.get("due_on")
            or localtime(usual_deadline(agreement, now)).date().isoformat(),
            "parties": party_names(),
        },
    )


def seen_agreements(request: HttpRequest) -> dict[str, AgreementVersion]:
    """Agreements that the person sees, one version of each."""
    reach = scope(request)
    return {
        v.agreement.name: v
        for v in ledger().book.versions
        if reach.sees_agreement(v.agreement.parties)
    }


def _others(agreements: dict[str, AgreementVersion], mine: list[str]) -> list[str]:
    """The parties one has an agreement with, but for one's own where there are others."""
    found = {slug for version in agreements.values() for slug in version.agreement.parties}
    return sorted(found if len(mine) > 1 else found - set(mine))
