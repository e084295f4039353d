"""Things found for whoever calls; what they may not see is not there (404)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from selaras.records.agreements.models import Draft, Proposal, Version
from selaras.records.people.scope import Scope
from selaras.web.pages.agreements import finding

seen_versions = finding.seen_versions
seen_version = finding.seen_version


def seen_proposal(proposal_id: int, scope: Scope) -> Proposal:
    """The proposal, as `finding.seen_proposal` with its agreement's name looked up."""
    name = Proposal.objects.filter(pk=proposal_id).values_list("agreement__name", flat=True).first()
    if name is None:
        raise Http404
    return finding.seen_proposal(name, proposal_id, scope)


def seen_draft(draft_id: int, scope: Scope) -> Draft:
    return finding.seen_draft(draft_id, scope)


def one_of(rows: QuerySet[Any], pk: int) -> Any:
    """The row of a list of what one may see; Http404 where it is not in it."""
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


__all__ = ["Version", "one_of", "seen_draft", "seen_proposal", "seen_version", "seen_versions"]
