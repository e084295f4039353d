"""Ending an agreement: notice, agreeing to it, taking it back."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from selaras.errors import InputError
from selaras.records.agreements import ending as endings
from selaras.records.agreements.models import Ending, Version
from selaras.records.people.scope import Scope
from selaras.web.naming import party_names
from selaras.web.pages.agreements.finding import newest_enacted, seen_versions, told
from selaras.web.person import actor, scope
from selaras.web.place import workspace


def _enacted(name: str, reach: Scope) -> Version:
    found = newest_enacted(seen_versions(name, reach))
    if found is None:
        raise Http404
    return found


def _signing(reach: Scope, parties: tuple[str, ...]) -> list[str]:
    mine = [slug for slug in parties if reach.signs_for(slug)]
    if not mine:
        raise PermissionDenied
    return mine


@login_required
@require_http_methods(["GET", "POST"])
@told("agreement")
def end(request: HttpRequest, name: str) -> HttpResponse:
    """Give notice, having read what that means."""
    reach = scope(request)
    shown = _enacted(name, reach)
    mine = _signing(reach, shown.party_slugs)
    today = workspace().today()
    if request.method == "POST":
        party = request.POST.get("party", mine[0])
        given = endings.give_notice(
            actor(request),
            workspace(),
            name,
            party=party,
            last_day=_day(request.POST.get("last_day", "")),
            reason=request.POST.get("reason", ""),
        )
        messages.success(
            request,
            _("Notice is given: it ends after %(day)s, or sooner if everyone agrees.")
            % {"day": date_format(given.last_day, "j F Y")},
        )
        return redirect("agreement", name=name)
    names = party_names()
    context = {
        "agreement": shown.agreement,
        "shown": shown,
        "mine": [(slug, names.get(slug, slug)) for slug in mine],
        "others": [names.get(slug, slug) for slug in shown.party_slugs if slug not in mine[:1]],
        "today": today,
        "notice_day": today + timedelta(days=endings.NOTICE_DAYS),
        "notice_days": endings.NOTICE_DAYS,
    }
    return render(request, "agreements/end.html", context)


@login_required
@require_POST
@told("agreement")
def agree(request: HttpRequest, name: str) -> HttpResponse:
    reach = scope(request)
    shown = _enacted(name, reach)
    given = _given(shown)
    mine = [s for s in _signing(reach, shown.party_slugs) if s != given.party.slug]
    if not mine:
        raise PermissionDenied
    endings.agree_to_end(
        actor(request), workspace(), given.pk, party=request.POST.get("party", mine[0])
    )
    messages.success(request, _("Agreed."))
    return redirect("agreement", name=name)


@login_required
@require_POST
@told("agreement")
def take_back(request: HttpRequest, name: str) -> HttpResponse:
    reach = scope(request)
    given = _given(_enacted(name, reach))
    endings.take_notice_back(actor(request), workspace(), given.pk)
    messages.success(request, _("The notice is taken back."))
    return redirect("agreement", name=name)


def _given(shown: Version) -> Ending:
    given = endings.open_ending(shown.enactment)
    if given is None:
        raise InputError(_("No notice stands on this agreement."))
    return given


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(_("%(text)s is not a day.") % {"text": text[:20] or "—"}) from None
