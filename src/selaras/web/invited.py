"""Accepting an invitation: the page that its link opens."""

from __future__ import annotations

from allauth.account.utils import perform_login
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from selaras.errors import InputError
from selaras.records.people.invitations import accept_invitation, find_invitation
from selaras.web.faults import said_of
from selaras.web.newcomers import welcome


class AcceptForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=gettext_lazy("A password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("The same once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("password") != self.cleaned_data.get("again"):
            self.add_error("again", _("The two are not the same."))


@never_cache
@sensitive_post_parameters()
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Name and password, and in. Speaks the language that the invitation was written in."""
    found = find_invitation(secret)
    if found is None:
        return render(request, "invitation/over.html", status=404)
    chosen = request.COOKIES.get("django_language") or found.language
    with translation.override(chosen):
        form = AcceptForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                person = accept_invitation(
                    secret, name=form.cleaned_data["name"], password=form.cleaned_data["password"]
                )
            except InputError as error:
                form.add_error(None, said_of(error))
            else:
                welcome(person, "page")
                # as any sign-in: so that the session is listed, and can be ended
                inside: HttpResponse = perform_login(request, person)
                return inside
        return render(request, "invitation/accept.html", {"form": form, "invitation": found})
