"""What is done with one press: comment, withdraw, answer, amend."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from selaras.records.agreements.commenting import comment as say
from selaras.records.agreements.drafting import start_draft
from selaras.records.agreements.proposing import withdraw as take_back
from selaras.records.agreements.reach import own_party
from selaras.records.people.scope import Scope
from selaras.web.pages.agreements.finding import (
    newest_enacted,
    open_proposal_of,
    seen_proposal,
    seen_versions,
    told,
)
from selaras.web.person import actor, scope
from selaras.web.place import workspace


@login_required
@require_POST
@told("proposal")
def comment(request: HttpRequest, name: str, number: int) -> HttpResponse:
    row = seen_proposal(name, number, scope(request))
    on = request.POST.get("commitment", "")
    say(actor(request), workspace(), row.pk, text=request.POST.get("text", ""), commitment=on)
    answer = redirect("proposal", name=name, number=number)
    answer["Location"] += f"#on-{on}" if on else "#comments"
    return answer


@login_required
@require_POST
@told("proposal")
def withdraw(request: HttpRequest, name: str, number: int) -> HttpResponse:
    row = seen_proposal(name, number, scope(request))
    take_back(actor(request), workspace(), row.pk)
    messages.success(request, _("The proposal is taken back."))
    return redirect("proposal", name=name, number=number)


@login_required
@require_POST
@told("proposal")
def answer(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """Begin a text of one's own in answer to a proposal."""
    reach = scope(request)
    row = seen_proposal(name, number, reach)
    draft = start_draft(
        actor(request),
        workspace(),
        name=name,
        party=_own_party(request, reach, row.version.party_slugs, but=row.party.slug),
        text=row.version.text,
        follows=row.version,
        answers=row,
    )
    return redirect("draft", draft=draft.pk)


@login_required
@require_POST
@told("agreement")
def amend(request: HttpRequest, name: str) -> HttpResponse:
    """Begin a new version from the one that was signed last, or from what is proposed now."""
    reach = scope(request)
    versions = seen_versions(name, reach)
    shown = newest_enacted(versions) or versions[-1]
    draft = start_draft(
        actor(request),
        workspace(),
        name=name,
        party=_own_party(request, reach, shown.party_slugs),
        text=shown.text,
        follows=shown,
        answers=open_proposal_of(shown.agreement),
    )
    return redirect("draft", draft=draft.pk)


def _own_party(
    request: HttpRequest, reach: Scope, parties: tuple[str, ...], *, but: str = ""
) -> str:
    """The party that one writes for: as chosen, else as `own_party` has it."""
    chosen = request.POST.get("party", "")
    if chosen in parties and reach.acts_for(chosen):
        return chosen
    return own_party(reach, parties, but=but)
