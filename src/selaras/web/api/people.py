"""People who sign in, their roles and their access, over the API."""

from __future__ import annotations

from typing import Any, Literal

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from ninja import Router, Schema, Status
from pydantic import Field

from selaras.records.people.access import (
    end_access,
    give_access_back,
    make_password_key,
    remove_second_factor,
)
from selaras.records.people.evidence_id import set_evidence_id
from selaras.records.people.memberships import add_membership, remove_membership
from selaras.records.people.models import Membership, Person, Role
from selaras.web.api.access import actor, administers, oversees
from selaras.web.api.errors import REFUSED
from selaras.web.api.pages import Asked, PageOf, page
from selaras.web.api.seen import one_of, party_called

router = Router(tags=["people"])
RoleWord = Literal["member", "signer", "head", "customer", "auditor", "administrator"]


class MembershipOut(Schema):
    id: int
    party: str
    role: str
    customer: str


class PersonOut(Schema):
    """Somebody who signs in; `person_id` is who they are in the evidence, empty for nobody."""

    id: int
    name: str
    email: str
    language: str
    time_zone: str
    active: bool
    person_id: str
    memberships: list[MembershipOut]


class MembershipIn(Schema):
    party: str = Field(max_length=100)
    role: RoleWord
    customer: str = Field("", max_length=200)


class KnownAs(Schema):
    """The id that the source systems know somebody by; empty for nobody in the evidence."""

    known_as: str = Field("", max_length=200)


class PasswordLink(Schema):
    """Where a new password is set, once, within a few hours."""

    url: str


def person_out(row: Person) -> PersonOut:
    return PersonOut(
        id=row.pk, name=row.name, email=row.email, language=row.language, time_zone=row.time_zone,
        active=row.is_active, person_id=row.person_id,
        memberships=[
            MembershipOut(id=one.pk, party=one.party.slug, role=one.role, customer=one.customer)
            for one in row.memberships.all()
        ],
    )  # fmt: skip


def one_person(person_id: int) -> PersonOut:
    """Somebody by their number; Http404 where there is nobody."""
    return person_out(one_of(everybody(), person_id))


def everybody() -> Any:
    return Person.objects.prefetch_related("memberships__party").order_by("name", "id")


@router.get("/people", response={200: PageOf[PersonOut], **REFUSED}, summary="People")
def people(
    request: HttpRequest,
    asked: Asked,
    q: str = "",
    party: str = "",
    role: RoleWord | None = None,
) -> dict[str, Any]:
    """Everybody who signs in, by name or e-mail, party and role; overseers see them."""
    oversees(request)
    found = everybody()
    if q:
        found = found.filter(Q(name__icontains=q) | Q(email__icontains=q))
    if party:
        found = found.filter(memberships__party__slug=party)
    if role:
        found = found.filter(memberships__role=role)
    return page(found.distinct(), asked, person_out)


@router.get("/people/{person_id}", response={200: PersonOut, **REFUSED}, summary="A person")
def one(request: HttpRequest, person_id: int) -> PersonOut:
    oversees(request)
    return one_person(person_id)


@router.post("/people/{person_id}/memberships", response={201: PersonOut, **REFUSED},
             summary="Give somebody a role")  # fmt: skip
def join(request: HttpRequest, person_id: int, payload: MembershipIn) -> Status[PersonOut]:
    administers(request)
    row = one_of(Person.objects.all(), person_id)
    add_membership(actor(request), row, party_called(payload.party), Role(payload.role),
                   customer=payload.customer)  # fmt: skip
    return Status(201, one_person(person_id))


@router.delete("/memberships/{membership_id}", response={204: None, **REFUSED},
               summary="Take a role away")  # fmt: skip
def leave(request: HttpRequest, membership_id: int) -> Status[None]:
    administers(request)
    remove_membership(actor(request), one_of(Membership.objects.all(), membership_id))
    return Status(204, None)


@router.post("/people/{person_id}/end-access", response={200: PersonOut, **REFUSED},
             summary="End somebody's access")  # fmt: skip
def end(request: HttpRequest, person_id: int) -> PersonOut:
    """They sign in no more; sessions and tokens end at once, what they did stays."""
    administers(request)
    end_access(actor(request), one_of(Person.objects.all(), person_id))
    return one_person(person_id)


@router.post("/people/{person_id}/give-access-back", response={200: PersonOut, **REFUSED},
             summary="Give somebody's access back")  # fmt: skip
def give_back(request: HttpRequest, person_id: int) -> PersonOut:
    administers(request)
    give_access_back(actor(request), one_of(Person.objects.all(), person_id))
    return one_person(person_id)


@router.put("/people/{person_id}/evidence", response={200: PersonOut, **REFUSED},
            summary="Say who somebody is in the evidence")  # fmt: skip
def known_as(request: HttpRequest, person_id: int, payload: KnownAs) -> PersonOut:
    administers(request)
    set_evidence_id(actor(request), one_of(Person.objects.all(), person_id), payload.known_as)
    return one_person(person_id)


@router.delete("/people/{person_id}/second-factor", response={204: None, **REFUSED},
               summary="Remove a second factor")  # fmt: skip
def second_factor(request: HttpRequest, person_id: int) -> Status[None]:
    """Let somebody who lost their telephone or key in with the password alone, once more."""
    administers(request)
    remove_second_factor(actor(request), one_of(Person.objects.all(), person_id))
    return Status(204, None)


@router.post("/people/{person_id}/password-link", response={201: PasswordLink, **REFUSED},
             summary="Make a link to a new password")  # fmt: skip
def password_link(request: HttpRequest, person_id: int) -> Status[PasswordLink]:
    """To be given by hand, where no e-mail goes out."""
    administers(request)
    made = make_password_key(actor(request), one_of(Person.objects.all(), person_id))
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": made.uid, "key": made.key})
    return Status(201, PasswordLink(url=request.build_absolute_uri(path)))
