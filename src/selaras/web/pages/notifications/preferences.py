"""How I want to be told: when, of what, by which ways."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from selaras.errors import InputError
from selaras.records.alerts.channels import add_channel, remove_channel, schemes
from selaras.records.alerts.models import Delivery, Preference
from selaras.records.alerts.notices import email_ready, preference_of
from selaras.records.alerts.preferences import SWITCHES, quiet_calendars, save_preference
from selaras.records.people.models import Person
from selaras.web.faults import said_of
from selaras.web.jobs.trials import send_trial
from selaras.web.person import actor


def _me(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Show, and save, how I am told."""
    if request.method == "POST":
        return _save(request)
    return _page(request, preference_of(_me(request)))


def _save(request: HttpRequest) -> HttpResponse:
    chosen = {
        "about": request.POST.get("about", ""),
        "digest": request.POST.get("digest", ""),
        "quiet": request.POST.get("quiet", ""),
    }
    switches = {name: name in request.POST for name in SWITCHES}
    try:
        save_preference(actor(request), _me(request), switches=switches, **chosen)
    except InputError as error:
        return _page(request, preference_of(_me(request)), problem=said_of(error), status=422)
    messages.success(request, _("You are told that way from now on."))
    return redirect("telling")


@login_required
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Tell me in a chat, too."""
    name, address = request.POST.get("name", ""), request.POST.get("address", "")
    try:
        add_channel(actor(request), _me(request), name=name, address=address)
    except InputError as error:
        found = preference_of(_me(request))
        return _page(request, found, chat_problem=said_of(error), chat_name=name, status=422)
    messages.success(request, _("You are told there, too. Send a trial message to be sure."))
    return redirect("telling")


@login_required
@require_POST
def remove(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Tell me there no longer."""
    if not remove_channel(actor(request), _me(request), channel_id):
        raise Http404
    messages.success(request, _("You are no longer told there."))
    return redirect("telling")


@login_required
@require_POST
def trial(request: HttpRequest) -> HttpResponse:
    """Send me a trial message by each way."""
    send_trial(_me(request))
    messages.success(request, _("A trial message is on its way."))
    return redirect("telling")


def _page(
    request: HttpRequest, preference: Preference, *, status: int = 200, **context: Any
) -> HttpResponse:
    me = _me(request)
    trouble = (
        Delivery.objects.filter(
            Q(state__in=("failed", "unsure")) | Q(state="waiting", problem__isnull=False),
            person=me,
        )
        .select_related("channel")
        .order_by("-id")[:3]
    )
    context |= {
        "preference": preference,
        "abouts": Preference.About.choices,
        "digests": Preference.Digest.choices,
        "calendars": quiet_calendars(),
        "channels": me.channels.all(),
        "services": schemes(),
        "email_ready": email_ready(),
        "trouble": trouble,
    }
    return render(request, "notifications/telling.html", context, status=status)
