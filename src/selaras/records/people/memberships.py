"""Who belongs to which party in what role, and the parties themselves."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from selaras.errors import InputError
from selaras.records.audit.actor import Actor
from selaras.records.audit.record import record
from selaras.records.people.models import Membership, Party, Person, Role
from selaras.records.people.permission import require_administrator

OVERSEERS = (Role.ADMINISTRATOR, Role.AUDITOR)


def check_role(party: Party, role: Role, customer: str = "") -> None:
    """Raise InputError where a party cannot have that role."""
    inside = party.home or (party.company is not None and party.company.home)
    if role in OVERSEERS and not party.home:
        raise InputError(
            _("Administrators and auditors belong to the home company."),
            mend=_("Choose it as the party."),
        )
    if role == Role.CUSTOMER and inside:
        raise InputError(_("A customer’s member belongs to the customer’s company."))
    if customer and inside:
        raise InputError(_("Only people of other companies are limited to one customer."))


@transaction.atomic
def add_membership(
    actor: Actor, person: Person, party: Party, role: Role, *, customer: str = ""
) -> Membership:
    """Give somebody a role in a party; the same one again changes nothing.

    Raises InputError for a role that the party cannot have, PermissionDenied unless an
    administrator gives it.
    """
    require_administrator(actor)
    check_role(party, role, customer)
    membership, new = Membership.objects.get_or_create(
        person=person, party=party, role=role, defaults={"customer": customer.strip()}
    )
    if new:
        record(actor, "membership.added", "person", person.pk, parties=[party.slug], role=str(role))
    return membership


@transaction.atomic
def remove_membership(actor: Actor, membership: Membership) -> None:
    """Take a role away. Raises InputError for the last administrator's."""
    require_administrator(actor)
    if membership.role == Role.ADMINISTRATOR:
        require_another_administrator(membership.person)
    record(
        actor,
        "membership.removed",
        "person",
        membership.person_id,
        parties=[membership.party.slug],
        role=membership.role,
    )
    membership.delete()


def require_another_administrator(person: Person) -> None:
    """Raise InputError where nobody but `person` administers."""
    # locked, so that two administrators cannot take each other's role at once
    others = Membership.objects.select_for_update().filter(
        ~Q(person=person), role=Role.ADMINISTRATOR, person__is_active=True
    )
    if not list(others):
        raise InputError(
            _("This is the only administrator."), mend=_("Make somebody else one first.")
        )


@transaction.atomic
def add_party(
    actor: Actor, *, name: str, slug: str = "", kind: str = Party.Kind.TEAM,
    company: Party | None = None,
) -> Party:  # fmt: skip
    """Make a team or a company; a team belongs to the home company unless another is named.

    `slug` is how agreements name it, made of the name where it is empty. Raises InputError for
    one that is taken, PermissionDenied unless an administrator makes it.
    """
    require_administrator(actor)
    name, slug = name.strip(), slugify(slug or name)
    if not name or not slug:
        raise InputError(_("A name is needed."))
    if Party.objects.filter(slug=slug).exists():
        raise InputError(_("There is a party called “%s” already.") % slug)
    if kind == Party.Kind.TEAM and company is None:
        company = Party.objects.filter(home=True).first()
    if kind == Party.Kind.COMPANY:
        company = None
    party = Party.objects.create(name=name, slug=slug, kind=kind, company=company)
    record(actor, "party.added", "party", slug, parties=[slug], party_kind=str(kind))
    return party


@transaction.atomic
def rename_party(actor: Actor, party: Party, name: str) -> None:
    """Give a party another name; how agreements name it stays. InputError for an empty one."""
    require_administrator(actor)
    if not name.strip():
        raise InputError(_("A name is needed."))
    party.name = name.strip()
    party.save(update_fields=["name"])
    record(actor, "party.renamed", "party", party.slug, parties=[party.slug])
