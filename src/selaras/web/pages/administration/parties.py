"""Parties and companies."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from selaras.errors import InputError
from selaras.records.people.memberships import add_party, rename_party
from selaras.records.people.models import Party
from selaras.web.faults import said_of
from selaras.web.gates import administrators_only, overseers_only
from selaras.web.person import actor, scope


class PartyForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    slug = forms.SlugField(
        label=gettext_lazy("Called in agreements"),
        help_text=gettext_lazy("Small letters and hyphens; made of the name if left empty."),
        required=False,
        max_length=100,
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Party.Kind.choices)
    company = forms.ModelChoiceField(
        label=gettext_lazy("Of the company"),
        help_text=gettext_lazy("For a team."),
        queryset=Party.objects.filter(kind=Party.Kind.COMPANY),
        empty_label=gettext_lazy("the home company"),
        required=False,
    )


@overseers_only
def parties(request: HttpRequest) -> HttpResponse:
    """Companies with their teams, and a form for a new one."""
    form = PartyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not scope(request).administers:
            return redirect("administration-parties")
        if form.is_valid():
            try:
                party = add_party(actor(request), **form.cleaned_data)
            except InputError as error:
                form.add_error(None, said_of(error))
            else:
                messages.success(request, _("%(party)s is a party now.") % {"party": party.name})
                return redirect("administration-parties")
    found = list(
        Party.objects.select_related("company")
        .annotate(people=Count("memberships__person", distinct=True))
        .order_by("-home", "kind", "name")
    )
    companies = [party for party in found if party.kind == Party.Kind.COMPANY]
    teams = {
        company.pk: [party for party in found if party.company_id == company.pk]
        for company in companies
    }
    placed = [(company, teams[company.pk]) for company in companies]
    alone = [p for p in found if p.kind == Party.Kind.TEAM and p.company_id is None]
    return render(
        request,
        "administration/parties.html",
        {"form": form, "companies": placed, "alone": alone, "count": len(found), "tab": "parties"},
    )


@administrators_only
@require_POST
def rename(request: HttpRequest, slug: str) -> HttpResponse:
    party = get_object_or_404(Party, slug=slug)
    try:
        rename_party(actor(request), party, request.POST.get("name", ""))
    except InputError as error:
        messages.error(request, said_of(error))
    return redirect("administration-parties")
