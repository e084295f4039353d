"""The house that the access matrix is tried in: a small company, people of every kind, and one
object of every kind that an address can name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.web.conftest import person

from selaras.records.audit.actor import Actor
from selaras.records.people.invitations import invite
from selaras.records.people.models import Membership, Party, Person, Role
from selaras.records.people.tokens import make_token
from selaras.workspace import Workspace

ROLES = (
    "stranger",
    "member",
    "head",
    "signer",
    "other",
    "administrator",
    "auditor",
    "customer",
    "inactive",
)
"""Who tries: nobody signed in; a member, the head and a signer of Sales or Marketing, which the
agreement is between; a member of Network, a team that it is not; those who oversee; a customer's
member; and somebody whose access has ended while they were signed in."""


@dataclass
class World:
    """People by role, and the arguments that addresses take, by kind of object."""

    people: dict[str, Person | None]
    objects: dict[str, dict[str, Any]] = field(default_factory=dict)


def make_world(home: Party, place: Workspace) -> World:
    """People of every role, and objects between Marketing and Sales."""
    people: dict[str, Person | None] = {
        "stranger": None,
        "member": person("sari", ("sales", Role.MEMBER)),
        "head": person("rahmat", ("sales", Role.HEAD)),
        "signer": person("maya", ("marketing", Role.SIGNER)),
        "other": person("bayu", ("network", Role.MEMBER)),
        "administrator": person("ratna", (home.slug, Role.ADMINISTRATOR)),
        "auditor": person("dian", (home.slug, Role.AUDITOR)),
        "customer": person("fajar", ("hotel-nirwana", Role.CUSTOMER)),
        "inactive": person("joko", ("sales", Role.MEMBER)),
    }
    world = World(people)
    _add_people(world, home)
    return world


def _add_people(world: World, home: Party) -> None:
    administrator = Actor(world.people["administrator"], "page")
    subject = person("citra", ("network", Role.MEMBER))
    role = Membership.objects.get(person=subject)
    invited = invite(administrator, email="new@example.org", party=home, role=Role.HEAD)
    member = world.people["member"]
    assert member is not None
    token = make_token(
        Actor(member, "page"), member, name="CRM", scopes=frozenset({"read"}), days=1
    )
    world.objects |= {
        "someone": {"pk": subject.pk},
        "role": {"pk": subject.pk, "role": role.pk},
        "party": {"slug": "sales"},
        "invitation": {"pk": invited.invitation.pk},
        "link": {"secret": invited.secret},
        "token": {"pk": token.token.pk},
        "key": {"pk": 1},
        "reset": {"uidb36": "1", "key": "set-password"},
        "provider": {"provider_id": "company"},
    }
