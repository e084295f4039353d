"""People: who they are, their roles, and their access."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from selaras.errors import InputError
from selaras.records.people.access import (
    end_access,
    give_access_back,
    make_password_key,
    remove_second_factor,
)
from selaras.records.people.evidence_id import set_evidence_id
from selaras.records.people.memberships import add_membership, remove_membership
from selaras.records.people.models import ApiToken, Membership, Party, Person, Role
from selaras.records.people.names import display_names
from selaras.web.faults import said_of
from selaras.web.gates import administrators_only, overseers_only
from selaras.web.pages.administration.role_form import RoleForm
from selaras.web.person import actor, scope

A_PAGE = 50


class SearchForm(forms.Form):
    q = forms.CharField(label=gettext_lazy("Name or e-mail"), required=False)
    party = forms.ModelChoiceField(
        label=gettext_lazy("Party"),
        queryset=Party.objects.all(),
        to_field_name="slug",
        required=False,
        empty_label=gettext_lazy("all"),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=[("", gettext_lazy("all")), *Role.choices],
        required=False,
    )


@overseers_only
def people(request: HttpRequest) -> HttpResponse:
    """Everybody, with their roles."""
    form = SearchForm(request.GET or None)
    found = Person.objects.order_by("-is_active", "name", "pk")
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        if asked["q"]:
            found = found.filter(Q(name__icontains=asked["q"]) | Q(email__icontains=asked["q"]))
        if asked["party"]:
            found = found.filter(memberships__party=asked["party"])
        if asked["role"]:
            found = found.filter(memberships__role=asked["role"])
    roles = Membership.objects.select_related("party").order_by("party__slug", "role")
    page = Paginator(
        found.distinct().prefetch_related(Prefetch("memberships", queryset=roles)), A_PAGE
    ).get_page(request.GET.get("page"))
    with_factor = set(
        Authenticator.objects.filter(user__in=list(page), type__in=("totp", "webauthn"))
        .values_list("user_id", flat=True)
        .distinct()
    )
    return render(
        request,
        "administration/people.html",
        {"form": form, "page": page, "with_factor": with_factor, "tab": "people"},
    )


@overseers_only
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: roles, access, who they are in the evidence."""
    person = get_object_or_404(Person, pk=pk)
    return render(request, "administration/person.html", _context(request, person))


def _context(request: HttpRequest, person: Person) -> dict[str, object]:
    return {
        "person": person,
        "memberships": person.memberships.select_related("party").order_by("party__slug"),
        "role_form": RoleForm(),
        "factors": Authenticator.objects.filter(user=person, type__in=("totp", "webauthn")).count(),
        "tokens": ApiToken.objects.filter(person=person, revoked_at=None).count(),
        "in_evidence": display_names([person.person_id], scope(request)).get(person.person_id),
        "tab": "people",
    }


@administrators_only
@require_POST
def add_role(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(Person, pk=pk)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a party and a role."))
    else:
        asked = form.cleaned_data
        _tried(
            request,
            lambda: add_membership(
                actor(request),
                person,
                asked["party"],
                Role(asked["role"]),
                customer=asked["customer"],
            ),
        )
    return redirect("administration-person", pk)


@administrators_only
@require_POST
def remove_role(request: HttpRequest, pk: int, role: int) -> HttpResponse:
    membership = get_object_or_404(Membership.objects.select_related("party"), pk=role, person=pk)
    _tried(request, lambda: remove_membership(actor(request), membership))
    return redirect("administration-person", pk)


@administrators_only
@require_POST
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(Person, pk=pk)
    _tried(
        request,
        lambda: set_evidence_id(actor(request), person, request.POST.get("known_as", "")),
    )
    return redirect("administration-person", pk)


@administrators_only
@require_POST
def access(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(Person, pk=pk)
    change = give_access_back if request.POST.get("access") == "back" else end_access
    _tried(request, lambda: change(actor(request), person))
    return redirect("administration-person", pk)


@administrators_only
@require_POST
def second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(Person, pk=pk)
    _tried(request, lambda: remove_second_factor(actor(request), person))
    return redirect("administration-person", pk)


@administrators_only
@require_POST
@never_cache
def password_link(request: HttpRequest, pk: int) -> HttpResponse:
    """A link to a new password, given by hand where no e-mail goes out."""
    person = get_object_or_404(Person, pk=pk)
    try:
        made = make_password_key(actor(request), person)
    except InputError as error:
        messages.error(request, said_of(error))
        return redirect("administration-person", pk)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": made.uid, "key": made.key})
    return render(
        request,
        "administration/person.html",
        _context(request, person) | {"link": request.build_absolute_uri(path)},
    )


def _tried(request: HttpRequest, act: Callable[[], object]) -> None:
    """Do it and say so, or say what is wrong with it."""
    try:
        act()
    except InputError as error:
        messages.error(request, said_of(error))
    else:
        messages.success(request, _("Done."))
