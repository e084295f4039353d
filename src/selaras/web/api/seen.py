"""Things found for whoever calls; what they may not see is not there (404)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from selaras.evidence.mapping.values import Mapping
from selaras.records.agreements.models import Draft, Proposal, Version
from selaras.records.loads.mappings import known_mappings
from selaras.records.people.models import Party
from selaras.records.people.scope import Scope
from selaras.records.reviews.meetings import seen_meetings
from selaras.records.reviews.models import Meeting
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


def seen_review(review_id: int, scope: Scope) -> Meeting:
    """A joint review of one's agreements."""
    found: Meeting = one_of(seen_meetings(scope), review_id)
    return found


def party_called(slug: str) -> Party:
    """A team or company by what it is called in agreements."""
    found = Party.objects.filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def mapping_called(name: str) -> Mapping:
    """The mapping of that name. Raises InputError where one of the workspace's cannot be read."""
    found = next((one for one in known_mappings() if one.name == name), None)
    if found is None:
        raise Http404
    return found


def one_of(rows: QuerySet[Any], pk: int) -> Any:
    """The row of a list of what one may see; Http404 where it is not in it."""
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


__all__ = [
    "Version",
    "mapping_called",
    "one_of",
    "party_called",
    "seen_draft",
    "seen_proposal",
    "seen_review",
    "seen_version",
    "seen_versions",
]
