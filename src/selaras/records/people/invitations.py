"""Inviting people: a link by e-mail that is good once, for a while, until it is taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from selaras.errors import InputError
from selaras.records.audit.actor import Actor
from selaras.records.audit.record import record
from selaras.records.people.digest import digest_of, new_secret
from selaras.records.people.evidence_id import evidence_id
from selaras.records.people.memberships import check_role
from selaras.records.people.models import Invitation, Membership, Party, Person, Role
from selaras.records.people.passwords import check_password
from selaras.records.people.permission import require_administrator

GOOD_FOR = timedelta(days=7)
"""*Choice*: how long an invitation can be accepted."""


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation and the secret of its link, which can be told this once."""

    invitation: Invitation
    secret: str


@transaction.atomic
def invite(
    actor: Actor,
    *,
    email: str,
    party: Party,
    role: Role,
    customer: str = "",
    person_id: str = "",
    language: str = "en",
) -> Invited:
    """Ask somebody to sign in; an earlier invitation of the same address is taken back.

    Raises InputError for an address that is none, or whose owner signs in already, and for a role
    that the party cannot have; PermissionDenied unless an administrator asks.
    """
    require_administrator(actor)
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise InputError(_("“%s” is not an e-mail address.") % email) from None
    if Person.objects.filter(email__iexact=email).exists():
        raise InputError(
            _("Somebody signs in with this address already."), mend=_("Give them a role instead.")
        )
    check_role(party, role, customer)
    for earlier in open_invitations().filter(email__iexact=email):
        _revoke(actor, earlier)
    secret = new_secret()
    invitation = Invitation.objects.create(
        email=email,
        party=party,
        role=role,
        customer=customer.strip(),
        person_id=evidence_id(person_id.strip()) or person_id.strip(),
        language=language,
        digest=digest_of(secret),
        invited_by=actor.person,
        expires_at=timezone.now() + GOOD_FOR,
    )
    record(
        actor, "person.invited", "invitation", invitation.pk, parties=[party.slug], role=str(role)
    )
    return Invited(invitation, secret)


def open_invitations(now: datetime | None = None) -> QuerySet[Invitation]:
    """Those that can still be accepted."""
    return Invitation.objects.filter(
        accepted_at=None, revoked_at=None, expires_at__gt=now or timezone.now()
    ).select_related("party")


def find_invitation(secret: str) -> Invitation | None:
    """The open invitation of a link; None where it is unknown, used, taken back or too old."""
    return open_invitations().filter(digest=digest_of(secret)).first()


@transaction.atomic
def revoke_invitation(actor: Actor, invitation: Invitation) -> None:
    """Take an invitation back. Raises PermissionDenied unless an administrator asks."""
    require_administrator(actor)
    if open_invitations().filter(pk=invitation.pk).exists():
        _revoke(actor, invitation)


def _revoke(actor: Actor, invitation: Invitation) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(revoked_at=timezone.now())
    record(
        actor,
        "invitation.revoked",
        "invitation",
        invitation.pk,
        parties=[invitation.party.slug],
    )


def accept_invitation(secret: str, *, name: str, password: str) -> Person:
    """Whoever holds the link signs in from now on, with that name and password.

    Raises InputError where the link is good no more, the name is empty or the password weak.
    """
    name = name.strip()
    if not name:
        raise InputError(_("A name is needed."))
    with transaction.atomic():
        invitation = _take(Invitation.objects.filter(digest=digest_of(secret)))
        check_password(password, email=invitation.email, name=name)
        return _join(invitation, name=name, password=password, way="password")


def accept_by_address(email: str, *, name: str) -> Person | None:
    """Whoever an identity provider says has that address is let in, where they are invited.

    They have no password then. None where no invitation of the address is open.
    """
    with transaction.atomic():
        try:
            invitation = _take(Invitation.objects.filter(email__iexact=email))
        except InputError:
            return None
        return _join(invitation, name=name.strip() or email, password=None, way="provider")


def _take(found: QuerySet[Invitation]) -> Invitation:
    """The open one of `found`, now accepted: of two who try at once, one gets it."""
    now = timezone.now()
    invitation = open_invitations(now).filter(pk__in=found.values("pk")).first()
    taken = invitation is not None and Invitation.objects.filter(
        pk=invitation.pk, accepted_at=None, revoked_at=None
    ).update(accepted_at=now)
    if invitation is None or not taken:
        raise InputError(_("This invitation is no longer good."), mend=_("Ask for a new one."))
    return invitation


def _join(invitation: Invitation, *, name: str, password: str | None, way: str) -> Person:
    if Person.objects.filter(email__iexact=invitation.email).exists():
        raise InputError(_("Somebody signs in with this address already."))
    person = Person.objects.create_user(
        email=invitation.email,
        password=password,
        name=name,
        person_id=invitation.person_id or evidence_id(invitation.email),
        language=invitation.language,
    )
    Membership.objects.create(
        person=person,
        party=invitation.party,
        role=invitation.role,
        customer=invitation.customer,
    )
    record(
        Actor(person, "page"),
        "invitation.accepted",
        "person",
        person.pk,
        parties=[invitation.party.slug],
        role=invitation.role,
        invitation=invitation.pk,
        way=way,
    )
    return person
