"""People, parties, invitations and the audit, over the API."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from selaras.records.audit.models import AuditRow
from selaras.records.audit.reading import AuditFilter, audit_rows
from selaras.records.people.access import end_access, give_access_back
from selaras.records.people.invitations import invite, open_invitations, revoke_invitation
from selaras.records.people.memberships import (
    add_membership,
    add_party,
    remove_membership,
    rename_party,
)
from selaras.records.people.models import Invitation, Membership, Party, Person, Role
from selaras.records.people.profile import change_profile
from selaras.web.api.access import actor, administers, scope
from selaras.web.api.access import person as caller
from selaras.web.api.agreements import REFUSED
from selaras.web.api.pages import Asked, PageOf, page
from selaras.web.api.seen import one_of

router = Router(tags=["people"])
RoleWord = Literal["member", "signer", "head", "customer", "auditor", "administrator"]


class MembershipOut(Schema):
    id: int
    party: str
    role: str
    customer: str


class PersonOut(Schema):
    """Somebody who signs in."""

    id: int
    name: str
    email: str
    language: str
    time_zone: str
    active: bool
    memberships: list[MembershipOut]


class ProfileIn(Schema):
    name: str = Field(min_length=1, max_length=120)
    language: Literal["en", "id"]
    time_zone: str = Field(max_length=64)


class PartyOut(Schema):
    slug: str
    name: str
    kind: str
    company: str | None
    home: bool


class PartyIn(Schema):
    """A team (of a company) or a company."""

    name: str = Field(min_length=1, max_length=120)
    slug: str = Field("", max_length=100)
    kind: Literal["team", "company"] = "team"
    company: str | None = Field(None, max_length=100)


class NameIn(Schema):
    name: str = Field(min_length=1, max_length=120)


class MembershipIn(Schema):
    party: str = Field(max_length=100)
    role: RoleWord
    customer: str = Field("", max_length=200)


class InvitationIn(MembershipIn):
    email: str = Field(max_length=254)
    person_id: str = Field("", max_length=200)
    language: Literal["en", "id"] = "en"


class InvitationOut(Schema):
    """An invitation. `secret` is told once, when it is made: /invitation/<secret>/."""

    id: int
    email: str
    party: str
    role: str
    expires_at: datetime
    secret: str | None = None


class AuditOut(Schema):
    """Who did what when."""

    id: int
    happened_at: datetime
    person: str
    via: str
    action: str
    object_kind: str
    object_id: str
    parties: list[str]
    facts: dict[str, Any]


class AuditAsked(Schema):
    """Which rows: what is empty does not limit them. Days are in UTC, both included."""

    action: str = ""
    object_kind: str = ""
    object_id: str = ""
    party: str = ""
    since: date | None = None
    until: date | None = None


def person_out(row: Person) -> PersonOut:
    return PersonOut(
        id=row.pk, name=row.name, email=row.email, language=row.language, time_zone=row.time_zone,
        active=row.is_active,
        memberships=[
            MembershipOut(id=one.pk, party=one.party.slug, role=one.role, customer=one.customer)
            for one in row.memberships.all()
        ],
    )  # fmt: skip


def party_out(row: Party) -> PartyOut:
    company = row.company.slug if row.company else None
    return PartyOut(slug=row.slug, name=row.name, kind=row.kind, company=company, home=row.home)


def invitation_out(row: Invitation, secret: str | None = None) -> InvitationOut:
    return InvitationOut(
        id=row.pk, email=row.email, party=row.party.slug, role=row.role,
        expires_at=row.expires_at, secret=secret,
    )  # fmt: skip


def _audit_out(row: AuditRow) -> AuditOut:
    return AuditOut(
        id=row.pk, happened_at=row.happened_at, person=row.person.name if row.person else "",
        via=row.via, action=row.action, object_kind=row.object_kind, object_id=row.object_id,
        parties=row.parties.split(), facts=row.facts,
    )  # fmt: skip


def _people() -> Any:
    return Person.objects.prefetch_related("memberships__party").order_by("name", "id")


def _party(slug: str) -> Party:
    found = Party.objects.filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


@router.get("/me", response=PersonOut, summary="Me")
def me(request: HttpRequest) -> PersonOut:
    """Whoever calls."""
    return person_out(_people().get(pk=caller(request).pk))


@router.put("/me", response={200: PersonOut, **REFUSED}, summary="Change my profile")
def change_me(request: HttpRequest, payload: ProfileIn) -> PersonOut:
    change_profile(actor(request), caller(request), **payload.dict())
    return person_out(_people().get(pk=caller(request).pk))


@router.get("/parties", response=PageOf[PartyOut], summary="Parties")
def parties(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """Teams and companies that one may see."""
    rows = [
        row
        for row in Party.objects.select_related("company")
        if scope(request).sees_party(row.slug)
    ]
    return page(rows, asked, party_out)


@router.post("/parties", response={201: PartyOut, **REFUSED}, summary="Add a party")
def new_party(request: HttpRequest, payload: PartyIn) -> Status[PartyOut]:
    administers(request)
    company = _party(payload.company) if payload.company else None
    row = add_party(actor(request), name=payload.name, slug=payload.slug, kind=payload.kind,
                    company=company)  # fmt: skip
    return Status(201, party_out(row))


@router.put("/parties/{slug}", response={200: PartyOut, **REFUSED}, summary="Rename a party")
def rename(request: HttpRequest, slug: str, payload: NameIn) -> PartyOut:
    administers(request)
    row = _party(slug)
    rename_party(actor(request), row, payload.name)
    row.refresh_from_db()
    return party_out(row)


@router.get("/people", response={200: PageOf[PersonOut], **REFUSED}, summary="People")
def people(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """Everybody who signs in; administrators see them."""
    administers(request)
    return page(_people(), asked, person_out)


@router.post("/people/{person_id}/memberships", response={201: PersonOut, **REFUSED},
             summary="Give somebody a role")  # fmt: skip
def join(request: HttpRequest, person_id: int, payload: MembershipIn) -> Status[PersonOut]:
    administers(request)
    row = one_of(Person.objects.all(), person_id)
    add_membership(actor(request), row, _party(payload.party), Role(payload.role),
                   customer=payload.customer)  # fmt: skip
    return Status(201, person_out(_people().get(pk=person_id)))


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
    return person_out(_people().get(pk=person_id))


@router.post("/people/{person_id}/give-access-back", response={200: PersonOut, **REFUSED},
             summary="Give somebody's access back")  # fmt: skip
def give_back(request: HttpRequest, person_id: int) -> PersonOut:
    administers(request)
    give_access_back(actor(request), one_of(Person.objects.all(), person_id))
    return person_out(_people().get(pk=person_id))


@router.get("/invitations", response={200: PageOf[InvitationOut], **REFUSED},
            summary="Open invitations")  # fmt: skip
def invitations(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    administers(request)
    return page(open_invitations().select_related("party"), asked, invitation_out)


@router.post("/invitations", response={201: InvitationOut, **REFUSED}, summary="Invite somebody")
def ask_in(request: HttpRequest, payload: InvitationIn) -> Status[InvitationOut]:
    """Invite somebody to a party in a role."""
    administers(request)
    fields = payload.dict(exclude={"party", "role"})
    made = invite(actor(request), party=_party(payload.party), role=Role(payload.role), **fields)
    return Status(201, invitation_out(made.invitation, made.secret))


@router.delete("/invitations/{invitation_id}", response={204: None, **REFUSED},
               summary="Revoke an invitation")  # fmt: skip
def revoke(request: HttpRequest, invitation_id: int) -> Status[None]:
    administers(request)
    revoke_invitation(actor(request), one_of(Invitation.objects.all(), invitation_id))
    return Status(204, None)


@router.get("/audit", response={200: PageOf[AuditOut], **REFUSED}, summary="Who did what when")
def audit(request: HttpRequest, asked: Asked, chosen: Annotated[AuditAsked, Query()]) -> Any:
    """Audit rows, the newest first; administrators and auditors read them."""
    rows = audit_rows(scope(request), AuditFilter(**chosen.dict()))
    return page(rows, asked, _audit_out)
