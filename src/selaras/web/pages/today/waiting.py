"""What waits for somebody: signatures, answers, actions, reviews."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from selaras.records.agreements.models import Proposal
from selaras.records.feedback.waiting import Waiting, waiting_for
from selaras.records.people.scope import Scope
from selaras.reports.promise import title_of
from selaras.web.ledger_now import SeenLedger

MOST = 12
"""Things shown at once; each has a page where all of its kind are."""


def what_waits(scope: Scope, seen: SeenLedger, now: datetime) -> list[Waiting]:
    """Signatures first, then the rest as it falls due."""
    return [*signatures(scope), *waiting_for(scope, now, seen.whole.recorded)]


def signatures(scope: Scope) -> list[Waiting]:
    """Proposals that a party waits for this person to sign."""
    if not scope.signs or scope.reads_only:
        return []
    proposals = (
        Proposal.objects.filter(state=Proposal.State.OPEN)
        .select_related("agreement", "version")
        .prefetch_related("signatures__party")
        .order_by("pk")
    )
    found = []
    for one in proposals:
        signed = {signature.party.slug for signature in one.signatures.all()}
        for party in one.version.party_slugs:
            if party in signed or not scope.signs_for(party):
                continue
            name = one.agreement.name
            title = _("Sign version %(number)s of %(agreement)s") % {
                "number": one.version.number,
                "agreement": title_of(name),
            }
            url = reverse("agreement", args=[name])
            found.append(Waiting("proposal", title, url, None, False, party))
    return found
