"""My account."""

from __future__ import annotations

from functools import cache

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from selaras.errors import InputError
from selaras.records.people.models import ApiToken, Person
from selaras.records.people.profile import FIRST_ZONES, change_profile, time_zones
from selaras.web.faults import said_of
from selaras.web.person import actor


@cache
def _zones() -> tuple[tuple[str, str], ...]:
    """Every time zone and how it is shown, those of Indonesia first."""
    names = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
    first = [(zone, f"{names[zone]} ({zone})" if zone in names else zone) for zone in FIRST_ZONES]
    rest = sorted(zone for zone in time_zones() if "/" in zone and zone not in FIRST_ZONES)
    return (*first, *((zone, zone) for zone in rest))


class ProfileForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    time_zone = forms.CharField(label=gettext_lazy("Time zone"), max_length=64)


@login_required
def me(request: HttpRequest) -> HttpResponse:
    """Who I am, my roles, and the ways by which I sign in."""
    person = request.user
    assert isinstance(person, Person)
    if request.method == "POST":
        form = ProfileForm(request.POST)
        if form.is_valid() and _changed(request, person, form):
            return redirect("me")
    else:
        form = ProfileForm(
            initial={
                "name": person.name,
                "language": person.language,
                "time_zone": person.time_zone,
            }
        )
    return render(
        request,
        "me/me.html",
        {
            "form": form,
            "zones": _zones(),
            "memberships": person.memberships.select_related("party"),
            "second_factor": is_mfa_enabled(person),
            "keys": Authenticator.objects.filter(user=person, type="webauthn").count(),
            "session_count": UserSession.objects.filter(user=person).count(),
            "token_count": ApiToken.objects.filter(person=person, revoked_at=None).count(),
            "company_sign_in": bool(settings.SOCIALACCOUNT_PROVIDERS),
        },
    )


def _changed(request: HttpRequest, person: Person, form: ProfileForm) -> bool:
    """Whether what the form says was taken; what is wrong with it stands in the form then."""
    try:
        change_profile(actor(request), person, **form.cleaned_data)
    except InputError as error:
        form.add_error(None, said_of(error))
        return False
    with override(form.cleaned_data["language"]):
        messages.success(request, _("Saved."))
    return True
