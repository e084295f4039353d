"""The tokens by which programs act for me."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from selaras.errors import InputError
from selaras.records.people.models import ApiToken, Person
from selaras.records.people.tokens import NewToken, make_token, revoke_token
from selaras.web.faults import said_of
from selaras.web.person import actor, scope

_WORDS = (
    ("read", gettext_lazy("Read"), gettext_lazy("what you may see")),
    ("write", gettext_lazy("Write"), gettext_lazy("propose, sign, comment, act, as you may")),
    ("administer", gettext_lazy("Administer"), gettext_lazy("people, parties and roles")),
)


class TokenForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("What it is for"), max_length=80)
    days = forms.TypedChoiceField(
        label=gettext_lazy("Good for"),
        coerce=int,
        initial=90,
        choices=[
            (30, gettext_lazy("30 days")),
            (90, gettext_lazy("90 days")),
            (365, gettext_lazy("a year")),
        ],
    )
    scopes = forms.MultipleChoiceField(choices=[(key, word) for key, word, _ in _WORDS])


@login_required
@never_cache
def tokens(request: HttpRequest) -> HttpResponse:
    """My tokens; a new one is shown on the answer that made it, and never again."""
    person = request.user
    assert isinstance(person, Person)
    made: NewToken | None = None
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = make_token(
                actor(request),
                person,
                name=form.cleaned_data["name"],
                scopes=frozenset(form.cleaned_data["scopes"]),
                days=form.cleaned_data["days"],
            )
            form = TokenForm()
        except InputError as error:
            form.add_error(None, said_of(error))
    reach = scope(request)
    chosen = request.POST.getlist("scopes") if form.is_bound else ["read"]
    offered = [
        (key, word, note, key in chosen)
        for key, word, note in _WORDS
        if key == "read"
        or (key == "write" and not reach.reads_only)
        or (key == "administer" and reach.administers)
    ]
    return render(
        request,
        "me/tokens.html",
        {
            "form": form,
            "made": made,
            "tokens": ApiToken.objects.filter(person=person, revoked_at=None),
            "offered": offered,
            "now": timezone.now(),
        },
    )


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of my tokens."""
    token = get_object_or_404(ApiToken, pk=pk, person_id=request.user.pk)
    revoke_token(actor(request), token)
    messages.success(request, _("The token has ended."))
    return redirect("me-tokens")
