"""Invitations: who is asked in."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from selaras.errors import InputError
from selaras.records.people.invitations import invite, revoke_invitation
from selaras.records.people.models import Invitation, Role
from selaras.web.faults import said_of
from selaras.web.gates import administrators_only, overseers_only
from selaras.web.invitation_mail import send_invitation
from selaras.web.pages.administration.role_form import RoleForm
from selaras.web.person import actor, scope

SHOWN = 100


class InviteForm(RoleForm):
    email = forms.EmailField(label=gettext_lazy("E-mail"))
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    field_order = ("email", "party", "role", "customer", "language")


@overseers_only
@never_cache
def invitations(request: HttpRequest) -> HttpResponse:
    """Who is invited, and a form to invite; a new link is shown on the answer that made it."""
    form = InviteForm(request.POST if request.method == "POST" else None)
    link, sent, email = "", False, ""
    if request.method == "POST" and scope(request).administers and form.is_valid():
        asked = form.cleaned_data
        try:
            invited = invite(actor(request), **{**asked, "role": Role(asked["role"])})
        except InputError as error:
            form.add_error(None, said_of(error))
        else:
            link = request.build_absolute_uri(reverse("invitation", args=[invited.secret]))
            email = invited.invitation.email
            sent = send_invitation(invited.invitation, link, request.user)
            form = InviteForm()
    found = Invitation.objects.select_related("party", "invited_by")[:SHOWN]
    return render(
        request,
        "administration/invitations.html",
        {
            "form": form,
            "link": link,
            "sent": sent,
            "email": email,
            "invitations": found,
            "now": timezone.now(),
            "tab": "invitations",
        },
    )


@administrators_only
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    revoke_invitation(actor(request), get_object_or_404(Invitation, pk=pk))
    messages.success(request, _("The invitation is taken back."))
    return redirect("administration-invitations")
