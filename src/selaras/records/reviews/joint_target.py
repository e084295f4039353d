"""The target that both sides share: proposed by one, agreed by another, celebrated together."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from selaras.agreements.values import AgreementVersion
from selaras.errors import InputError
from selaras.records.audit.actor import Actor
from selaras.records.audit.record import record
from selaras.records.people.scope import Scope
from selaras.records.reach import joined
from selaras.records.reviews.models import JointTarget


def joint_target(agreement: str) -> JointTarget | None:
    """The target of an agreement, shared or only proposed; None where there is none."""
    return JointTarget.objects.filter(agreement=agreement).first()


@transaction.atomic
def propose_joint_target(
    actor: Actor,
    scope: Scope,
    version: AgreementVersion,
    *,
    commitment: str,
    celebration: str,
    party: str = "",
) -> JointTarget:
    """Propose one commitment of an agreement as the target that both sides share.

    It takes the place of the one before, and is shared once another party has agreed.
    """
    agreement = version.agreement
    mine = _party(scope, agreement.parties, party)
    if commitment not in {one.name for one in agreement.commitments}:
        raise InputError(
            _("%(agreement)s has no commitment %(name)s.")
            % {"agreement": agreement.name, "name": repr(commitment)}
        )
    target, _made = JointTarget.objects.update_or_create(
        agreement=agreement.name,
        defaults={
            "parties": joined(agreement.parties),
            "commitment": commitment,
            "celebration": celebration.strip()[:300],
            "proposed_by": actor.person,
            "proposed_for": mine,
            "proposed_at": timezone.now(),
            "agreed_by": None,
            "agreed_for": "",
            "agreed_at": None,
        },
    )
    record(actor, "target.proposed", "joint_target", agreement.name, parties=agreement.parties,
           commitment=commitment, party=mine)  # fmt: skip
    return target


@transaction.atomic
def agree_on_joint_target(
    actor: Actor, scope: Scope, target: JointTarget, *, party: str = ""
) -> JointTarget:
    """Say yes to a proposed target on behalf of another party than the one that proposed it."""
    parties = target.parties.split()
    others = [one for one in parties if one != target.proposed_for]
    mine = _party(scope, others, party)
    target.agreed_by = actor.person
    target.agreed_for = mine
    target.agreed_at = timezone.now()
    target.save(update_fields=["agreed_by", "agreed_for", "agreed_at"])
    record(actor, "target.agreed", "joint_target", target.agreement, parties=parties,
           commitment=target.commitment, party=mine)  # fmt: skip
    return target


@transaction.atomic
def drop_joint_target(actor: Actor, scope: Scope, target: JointTarget) -> None:
    """Share no target any more."""
    parties = target.parties.split()
    if not scope.acts_in(parties):
        raise PermissionDenied("Only members of its parties drop a shared target.")
    record(actor, "target.dropped", "joint_target", target.agreement, parties=parties,
           commitment=target.commitment)  # fmt: skip
    target.delete()


def may_agree(scope: Scope, target: JointTarget) -> bool:
    """Whether a person may say yes to a proposed target."""
    others = [one for one in target.parties.split() if one != target.proposed_for]
    return not target.is_shared and scope.acts_in(others)


def _party(scope: Scope, parties: object, wanted: str) -> str:
    """The party one speaks for: as wanted, else the first one is a member of."""
    found = [one for one in parties if scope.acts_for(one)]  # type: ignore[attr-defined]
    if wanted in found:
        return wanted
    if not found or wanted:
        raise PermissionDenied("Only a member of that party speaks for it.")
    return str(found[0])
