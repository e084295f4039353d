"""What people do with an agenda."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from selaras.records.reviews.agenda import add_point, draw_anew, leave_out, move_point
from selaras.web.pages.reviews.finding import attempt, ledger, meeting_or_404, posted
from selaras.web.person import actor, scope


@login_required
@require_POST
def agenda_draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring the agenda up to date with the ledger."""
    meeting = meeting_or_404(request, pk)
    attempt(
        request,
        lambda: draw_anew(actor(request), scope(request), meeting, ledger()),
        _("The agenda is as the ledger stands now."),
    )
    return redirect(meeting)


@login_required
@require_POST
def agenda_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a point of one's own on it."""
    meeting = meeting_or_404(request, pk)
    attempt(
        request,
        lambda: add_point(actor(request), scope(request), meeting, posted(request, "text", 400)),
    )
    return redirect(f"{meeting.get_absolute_url()}#agenda")


@login_required
@require_POST
def agenda_change(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Move a point up or down, take it off, or put it back."""
    meeting = meeting_or_404(request, pk)
    point = get_object_or_404(meeting.items.select_related("meeting"), pk=item)
    who, reach = actor(request), scope(request)
    match posted(request, "do"):
        case "up" | "down" as way:
            attempt(request, lambda: move_point(who, reach, point, up=way == "up"))
        case "out":
            attempt(request, lambda: leave_out(who, reach, point))
        case "back":
            attempt(request, lambda: leave_out(who, reach, point, out=False))
    return redirect(f"{meeting.get_absolute_url()}#agenda")
