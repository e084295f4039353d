"""What one person may see of agreements, found for views; what they may not is not there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from selaras.errors import InputError
from selaras.records.agreements.models import Agreement, Draft, Proposal, Version
from selaras.records.agreements.reach import sees_draft
from selaras.records.people.scope import Scope
from selaras.web.faults import said_of


def seen_versions(name: str, scope: Scope) -> tuple[Version, ...]:
    """Every version of an agreement that one may see, by number; Http404 where there is none."""
    rows = Version.objects.filter(agreement__name=name).select_related(
        "agreement", "made_by", "enactment", "follows"
    )
    found = tuple(row for row in rows if scope.sees_agreement(row.party_slugs))
    if not found:
        raise Http404
    return found


def seen_version(name: str, number: int, scope: Scope) -> Version:
    for row in seen_versions(name, scope):
        if row.number == number:
            return row
    raise Http404


def seen_proposal(name: str, number: int, scope: Scope) -> Proposal:
    """The proposal; Http404 where it is none, or of parties that one does not belong to."""
    row = (
        Proposal.objects.filter(agreement__name=name, pk=number)
        .select_related("agreement", "version", "party", "proposed_by", "closed_by", "answers")
        .prefetch_related(
            "signatures__party", "signatures__person", "comments__party", "comments__person"
        )
        .first()
    )
    if row is None or not scope.sees_agreement(row.version.party_slugs):
        raise Http404
    return row


def seen_draft(pk: int, scope: Scope) -> Draft:
    row = Draft.objects.select_related("party", "changed_by", "follows", "answers").filter(pk=pk)
    found = row.first()
    if found is None or not sees_draft(scope, found):
        raise Http404
    return found


def newest_enacted(versions: tuple[Version, ...]) -> Version | None:
    """The version that was signed last, if one was."""
    enacted = [row for row in versions if hasattr(row, "enactment")]
    return max(enacted, key=lambda row: row.enactment.pk, default=None)


def holding(
    versions: tuple[Version, ...], days: Mapping[int, tuple[date, date | None]], today: date
) -> Version | None:
    """The version that is in force on a day, if one is; `days` are each version's in force."""
    for row in versions:
        first, last = days.get(row.pk, (None, None))
        if first is not None and first <= today and (last is None or today <= last):
            return row
    return None


def open_proposal_of(agreement: Agreement) -> Proposal | None:
    return (
        agreement.proposals.filter(state=Proposal.State.OPEN)
        .select_related("version", "party", "proposed_by", "agreement")
        .prefetch_related("signatures__party", "signatures__person")
        .first()
    )


def told(back: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A view that acts: what goes wrong is told on the page whose name is `back`."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def wrapped(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            try:
                return view(request, **kwargs)
            except InputError as error:
                messages.error(request, said_of(error))
                answer: HttpResponse = redirect(back, **kwargs)
                return answer

        return wrapped

    return decorate
