"""Signing: a party says yes to one text, and the last yes puts it into force."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from selaras.errors import InputError
from selaras.records.agreements.adopting import adopt_calendars
from selaras.records.agreements.models import Enactment, Proposal, Signature
from selaras.records.agreements.moment import local_day
from selaras.records.agreements.proposing import locked_proposal, require_open
from selaras.records.agreements.reach import party_of, require_signs_for
from selaras.records.agreements.telling import tell_of_enactment, tell_of_signature
from selaras.records.agreements.texts import read_version
from selaras.records.audit.actor import Actor
from selaras.records.audit.record import record
from selaras.workspace import Workspace


@transaction.atomic
def sign(
    actor: Actor,
    workspace: Workspace,
    proposal_id: int,
    *,
    party: str,
    hash: str,
    at: datetime | None = None,
) -> Signature:
    """A party's signature under exactly the text whose hash the signer was shown.

    Where it is the last one, the version is enacted: it takes force on its first day, or on the
    day of this signature (in the agreement's zone) where that has passed, so that nothing that was
    judged before is judged by it. Signing again by the same person changes nothing.

    Raises PermissionDenied for those who do not sign for the party, and InputError where the
    proposal is closed, is another text, or was signed for the party by somebody else.
    """
    at = at or workspace.now()
    require_signs_for(actor, party)
    proposal = locked_proposal(proposal_id)
    version = proposal.version
    signed: dict[str, Signature] = {one.party.slug: one for one in proposal.signatures.all()}
    if party in signed and signed[party].person_id == getattr(actor.person, "pk", None):
        return signed[party]
    require_open(proposal)
    if party in signed:
        raise InputError(
            _("%(who)s has signed for %(party)s already.")
            % {"who": signed[party].person, "party": signed[party].party}
        )
    if party not in version.party_slugs:
        raise InputError(_("%(party)s is not a party of this agreement.") % {"party": party})
    if hash != version.hash:
        raise InputError(
            _("The text that you were shown is not the one that is proposed now."),
            mend=_("Read the proposal again before you sign it."),
        )
    signature: Signature = Signature.objects.create(
        proposal=proposal, party=party_of(party), person=actor.person, hash=hash, signed_at=at
    )
    record(
        actor, "agreement.signed", "agreement", proposal.agreement.name,
        parties=version.party_slugs, at=at.isoformat(), party=party, version=version.number,
        hash=version.hash, proposal=proposal.pk,
    )  # fmt: skip
    if {*signed, party} >= set(version.party_slugs):
        _enact(actor, workspace, proposal, at)
    else:
        tell_of_signature(proposal, signature)
    return signature


def _enact(actor: Actor, workspace: Workspace, proposal: Proposal, at: datetime) -> None:
    version = proposal.version
    values = read_version(version).agreement
    today = local_day(workspace, values, at)
    force_from = max(values.effective_from, today)
    if values.effective_to is not None and values.effective_to < force_from:
        raise InputError(
            _("It ends on %(day)s, which has passed: it could never take force.")
            % {"day": date_format(values.effective_to, "j F Y")},
            mend=_("Propose a version that ends later."),
        )
    proposal.state, proposal.closed_at = Proposal.State.SIGNED, at
    proposal.closed_by = actor.person
    proposal.save(update_fields=["state", "closed_at", "closed_by"])
    enactment = Enactment.objects.create(
        agreement=proposal.agreement,
        version=version,
        proposal=proposal,
        enacted_at=at,
        force_from=force_from,
    )
    adopt_calendars(workspace, enactment, values, force_from)
    record(
        actor, "agreement.enacted", "agreement", proposal.agreement.name,
        parties=version.party_slugs, at=at.isoformat(), version=version.number,
        hash=version.hash, force_from=force_from.isoformat(),
    )  # fmt: skip
    tell_of_enactment(enactment)
