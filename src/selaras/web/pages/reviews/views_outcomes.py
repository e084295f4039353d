"""Minutes, decisions and actions."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from selaras.errors import InputError
from selaras.records.people.models import Person
from selaras.records.reviews.meetings import write_minutes
from selaras.records.reviews.outcomes import (
    close_action,
    decide,
    give_action,
    postpone_action,
    reopen_action,
    seen_actions,
)
from selaras.web.pages.reviews.finding import attempt, meeting_or_404, posted, read_day
from selaras.web.person import actor, scope
from selaras.web.place import workspace

SHOWN = 100


@login_required
@require_POST
def minutes_write(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = meeting_or_404(request, pk)
    text = posted(request, "minutes", 50_000)
    attempt(request, lambda: write_minutes(actor(request), scope(request), meeting, text),
            _("The minutes are kept."))  # fmt: skip
    return redirect(f"{meeting.get_absolute_url()}#minutes")


@login_required
@require_POST
def decision_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a decision, on a point or on none."""
    meeting = meeting_or_404(request, pk)
    on = posted(request, "item")
    item = meeting.items.filter(pk=int(on)).first() if on.isdigit() else None
    text = posted(request, "text", 2100)
    attempt(request, lambda: decide(actor(request), scope(request), meeting, text, item))
    return redirect(f"{meeting.get_absolute_url()}#decisions")


@login_required
@require_POST
def action_give(request: HttpRequest, pk: int) -> HttpResponse:
    """Note who does what by when."""
    meeting = meeting_or_404(request, pk)

    def give() -> object:
        who = posted(request, "owner")
        owner = Person.objects.filter(pk=int(who)).first() if who.isdigit() else None
        if owner is None:
            raise InputError(_("Choose who does it."))
        return give_action(
            actor(request),
            scope(request),
            meeting,
            text=posted(request, "text", 2100),
            owner=owner,
            due_on=read_day(posted(request, "due_on")),
        )

    attempt(request, give)
    return redirect(f"{meeting.get_absolute_url()}#actions")


@login_required
@require_GET
def actions(request: HttpRequest) -> HttpResponse:
    """Actions of one's parties: what is open, whose, and by when."""
    reach = scope(request)
    found = seen_actions(reach)
    state = request.GET.get("state", "open")
    if state in ("open", "done", "dropped"):
        found = found.filter(state=state)
    mine = request.GET.get("mine") == "1"
    if mine:
        found = found.filter(owner=reach.person)
    shown = list(found[:SHOWN])
    return render(
        request,
        "reviews/actions.html",
        {
            "actions": [(one, reach.acts_in(one.parties.split())) for one in shown],
            "state": state,
            "mine": mine,
            "today": workspace().today(),
            "reach": reach,
        },
    )


@login_required
@require_POST
def action_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an action, open it again, or give it another day."""
    action = get_object_or_404(seen_actions(scope(request)), pk=pk)
    who, reach = actor(request), scope(request)
    said = posted(request, "said", 2000)
    match posted(request, "do"):
        case "done":
            attempt(request, lambda: close_action(who, reach, action, done=True, said=said),
                    _("Done. Thank you."))  # fmt: skip
        case "drop":
            attempt(request, lambda: close_action(who, reach, action, done=False, said=said))
        case "reopen":
            attempt(request, lambda: reopen_action(who, reach, action))
        case "postpone":
            day = posted(request, "due_on")
            attempt(request, lambda: postpone_action(who, reach, action, read_day(day)))
    back = posted(request, "next")
    if url_has_allowed_host_and_scheme(back, {request.get_host()}):
        return redirect(back)
    return redirect(f"{action.meeting.get_absolute_url()}#action-{action.pk}")
