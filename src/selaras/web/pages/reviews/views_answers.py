"""Kept answers: each as it was when somebody kept it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from selaras.records.answers.keep import seen_answers
from selaras.records.reader import reader_language
from selaras.records.reviews.agenda import put_on_agenda
from selaras.records.reviews.meetings import open_meetings, seen_meetings
from selaras.records.reviews.models import AgendaItem
from selaras.web.naming import party_names, with_people
from selaras.web.pages.reviews.finding import attempt, posted
from selaras.web.pages.reviews.stored import stored_answer
from selaras.web.person import actor, scope

SHOWN = 100


@login_required
@require_GET
def answers(request: HttpRequest) -> HttpResponse:
    """Every answer that one's parties kept."""
    found = seen_answers(scope(request))
    agreement = request.GET.get("agreement", "")
    if agreement:
        found = found.filter(agreement=agreement)
    context = {"answers": list(found.defer("body")[:SHOWN]), "agreement": agreement}
    return render(request, "reviews/answers.html", context)


@login_required
@require_GET
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One kept answer."""
    reach = scope(request)
    kept = get_object_or_404(seen_answers(reach), pk=pk)
    on = AgendaItem.objects.filter(answer=kept, left_out=False)
    meetings = list(seen_meetings(reach).filter(items__in=on).distinct())
    there = {one.pk for one in meetings}
    free = [
        one
        for one in open_meetings(reach)
        if one.pk not in there and not set(one.slugs).isdisjoint(kept.slugs)
    ]
    context = {
        "kept": kept,
        "stored": with_people(stored_answer(kept.kind, kept.body, reader_language()), reach),
        "meetings": meetings,
        "free": free,
        "parties": party_names(),
    }
    return render(request, "reviews/answer.html", context)


@login_required
@require_POST
def answer_agenda(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an answer on the agenda of a review to come."""
    reach = scope(request)
    kept = get_object_or_404(seen_answers(reach), pk=pk)
    which = posted(request, "meeting")
    meeting = get_object_or_404(open_meetings(reach), pk=int(which) if which.isdigit() else 0)
    attempt(
        request,
        lambda: put_on_agenda(actor(request), reach, meeting, kept),
        _("It is on the agenda."),
    )
    return redirect(kept)
