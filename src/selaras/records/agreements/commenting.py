"""Comments on a proposal, as a whole or on one promise of it."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from selaras.errors import InputError
from selaras.records.agreements.models import Comment
from selaras.records.agreements.proposing import locked_proposal, require_open
from selaras.records.agreements.reach import party_of, reach_of
from selaras.records.agreements.telling import tell_of_comment
from selaras.records.agreements.texts import read_version
from selaras.records.audit.actor import Actor
from selaras.records.audit.record import record
from selaras.workspace import Workspace

LONGEST_COMMENT = 4000
"""Characters (*choice*)."""


@transaction.atomic
def comment(
    actor: Actor,
    workspace: Workspace,
    proposal_id: int,
    *,
    text: str,
    commitment: str = "",
    at: datetime | None = None,
) -> Comment:
    """Say something on an open proposal; any member of its parties may.

    Raises PermissionDenied for others, InputError for nothing said, too much of it, a promise that
    it does not hold, and a proposal that is closed.
    """
    at = at or workspace.now()
    proposal = locked_proposal(proposal_id)
    slugs = proposal.version.party_slugs
    scope = reach_of(actor)
    mine = [slug for slug in slugs if scope.acts_for(slug)]
    if not mine:
        raise PermissionDenied
    require_open(proposal)
    said = text.strip()
    if not said:
        raise InputError(_("The comment is empty."))
    if len(said) > LONGEST_COMMENT:
        raise InputError(_("A comment has at most %(n)s characters.") % {"n": LONGEST_COMMENT})
    known = {one.name for one in read_version(proposal.version).agreement.commitments}
    if commitment and commitment not in known:
        raise InputError(
            _("There is no commitment %(name)s in this version.") % {"name": commitment}
        )
    # Who belongs to both sides speaks for the one that did not propose it.
    party = next((slug for slug in mine if slug != proposal.party.slug), mine[0])
    row = Comment.objects.create(
        proposal=proposal,
        commitment=commitment,
        party=party_of(party),
        person=actor.person,
        text=said,
        written_at=at,
    )
    record(
        actor, "agreement.commented", "agreement", proposal.agreement.name, parties=slugs,
        at=at.isoformat(), party=party, version=proposal.version.number,
        proposal=proposal.pk, commitment=commitment,
    )  # fmt: skip
    tell_of_comment(proposal, row.pk, actor.person, row.party.name)
    return row
