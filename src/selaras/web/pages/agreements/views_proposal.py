"""A proposal: what it changes, what both sides say of it, who has signed, and signing it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from selaras.agreements import diff_versions
from selaras.records.agreements.models import Proposal, Version
from selaras.records.agreements.signing import sign as sign_for
from selaras.records.agreements.texts import read_version
from selaras.records.people.scope import Scope
from selaras.web.naming import party_names
from selaras.web.pages.agreements.finding import newest_enacted, seen_proposal, seen_versions, told
from selaras.web.pages.agreements.shown import shown_terms, sides
from selaras.web.pages.agreements.views_agreement import grouped
from selaras.web.person import actor, scope
from selaras.web.place import workspace


@login_required
def proposal(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """The proposal, with its comments beside the promises that they are about."""
    reach = scope(request)
    row = seen_proposal(name, number, reach)
    return render(request, "agreements/proposal.html", _context(row, reach))


def _context(row: Proposal, reach: Scope) -> dict[str, Any]:
    names = party_names()
    version = read_version(row.version)
    before = _before(row, reach)
    signed = _signed_before(row, reach)
    comments: dict[str, list[Any]] = {}
    for one in row.comments.all():
        comments.setdefault(one.commitment, []).append(one)
    return {
        "proposal": row,
        "agreement": row.agreement,
        "shown": row.version,
        "values": version.agreement,
        "names": names,
        "before": before,
        "signed_before": None if signed == before else signed,
        "groups": [] if before is None else grouped(diff_versions(read_version(before), version)),
        "sides": sides(version, names),
        "terms": shown_terms(version),
        "comments": comments,
        "on_all": comments.get("", []),
        "parties": _parties(row, names, reach),
        "may_sign": row.is_open and bool(_to_sign(row, reach)),
        "may_write": row.is_open and reach.acts_in(row.version.party_slugs),
        "may_withdraw": row.is_open and reach.acts_for(row.party.slug),
        "late": version.agreement.effective_from < workspace().today(),
        "newer": _newer(row),
    }


def _parties(row: Proposal, names: dict[str, str], reach: Scope) -> list[dict[str, Any]]:
    signed = {one.party.slug: one for one in row.signatures.all()}
    return [
        {
            "slug": slug,
            "name": names.get(slug, slug),
            "signature": signed.get(slug),
            "mine": slug not in signed and reach.signs_for(slug),
        }
        for slug in row.version.party_slugs
    ]


def _to_sign(row: Proposal, reach: Scope) -> list[str]:
    signed = {one.party.slug for one in row.signatures.all()}
    return [s for s in row.version.party_slugs if s not in signed and reach.signs_for(s)]


def _before(row: Proposal, reach: Scope) -> Version | None:
    """What it is read against: the proposal that it answers, else what was signed last."""
    if row.answers is not None:
        return row.answers.version
    return _signed_before(row, reach) or row.version.follows


def _signed_before(row: Proposal, reach: Scope) -> Version | None:
    """What was signed last before this version was written."""
    earlier = tuple(
        v for v in seen_versions(row.agreement.name, reach) if v.number < row.version.number
    )
    return newest_enacted(earlier) if earlier else None


def _newer(row: Proposal) -> Proposal | None:
    """What took a closed proposal's place."""
    if row.state != Proposal.State.ANSWERED:
        return None
    return Proposal.objects.filter(answers=row).select_related("version", "party").first()


@login_required
@require_http_methods(["GET", "POST"])
@told("proposal")
def sign(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """Repeats in sentences what is promised by a signature; then takes it."""
    reach = scope(request)
    row = seen_proposal(name, number, reach)
    if request.method == "POST":
        party = request.POST.get("party", "")
        sign_for(
            actor(request), workspace(), row.pk, party=party, hash=request.POST.get("hash", "")
        )
        row.refresh_from_db()
        said = (
            _("Signed. Every party has signed: it is agreed.")
            if row.state == Proposal.State.SIGNED
            else _("Signed. It waits for the other side now.")
        )
        messages.success(request, said)
        return redirect("proposal", name=name, number=number)
    mine = _to_sign(row, reach)
    if not mine:
        if not any(reach.signs_for(slug) for slug in row.version.party_slugs):
            raise PermissionDenied
        return redirect("proposal", name=name, number=number)
    party = request.GET.get("party", mine[0])
    if party not in mine:
        raise PermissionDenied
    names = party_names()
    version = read_version(row.version)
    every = sides(version, names)
    remaining = set(row.version.party_slugs) - {one.party.slug for one in row.signatures.all()}
    context = {
        "proposal": row,
        "agreement": row.agreement,
        "shown": row.version,
        "values": version.agreement,
        "party": party,
        "party_name": names.get(party, party),
        "own": [one for one in every if one.party == party],
        "others": [one for one in every if one.party != party],
        "last": remaining == {party},
        "late": version.agreement.effective_from < workspace().today(),
        "today": workspace().today(),
    }
    return render(request, "agreements/sign.html", context)
