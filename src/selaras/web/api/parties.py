"""Teams and companies, and who is asked into them, over the API."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.urls import reverse
from ninja import Router, Schema, Status
from pydantic import Field

from selaras.records.people.invitations import invite, open_invitations, revoke_invitation
from selaras.records.people.memberships import add_party, rename_party
from selaras.records.people.models import Invitation, Party, Role
from selaras.web.api.access import actor, administers, oversees, person, scope
from selaras.web.api.errors import REFUSED
from selaras.web.api.pages import Asked, PageOf, page
from selaras.web.api.people import MembershipIn
from selaras.web.api.seen import one_of, party_called
from selaras.web.invitation_mail import send_invitation

router = Router(tags=["people"])


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


class InvitationIn(MembershipIn):
    email: str = Field(max_length=254)
    person_id: str = Field("", max_length=200)
    language: Literal["en", "id"] = "en"


class InvitationOut(Schema):
    """An invitation. `url` is told once, when it is made; `sent` says whether it went by e-mail."""

    id: int
    email: str
    party: str
    role: str
    expires_at: datetime
    url: str | None = None
    sent: bool = False


def party_out(row: Party) -> PartyOut:
    company = row.company.slug if row.company else None
    return PartyOut(slug=row.slug, name=row.name, kind=row.kind, company=company, home=row.home)


def invitation_out(row: Invitation, url: str | None = None, *, sent: bool = False) -> InvitationOut:
    return InvitationOut(
        id=row.pk, email=row.email, party=row.party.slug, role=row.role,
        expires_at=row.expires_at, url=url, sent=sent,
    )  # fmt: skip


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
    company = party_called(payload.company) if payload.company else None
    row = add_party(actor(request), name=payload.name, slug=payload.slug, kind=payload.kind,
                    company=company)  # fmt: skip
    return Status(201, party_out(row))


@router.put("/parties/{slug}", response={200: PartyOut, **REFUSED}, summary="Rename a party")
def rename(request: HttpRequest, slug: str, payload: NameIn) -> PartyOut:
    administers(request)
    row = party_called(slug)
    rename_party(actor(request), row, payload.name)
    row.refresh_from_db()
    return party_out(row)


@router.get("/invitations", response={200: PageOf[InvitationOut], **REFUSED},
            summary="Open invitations")  # fmt: skip
def invitations(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    oversees(request)
    return page(open_invitations().select_related("party"), asked, invitation_out)


@router.post("/invitations", response={201: InvitationOut, **REFUSED}, summary="Invite somebody")
def ask_in(request: HttpRequest, payload: InvitationIn) -> Status[InvitationOut]:
    """Invite somebody to a party in a role; by e-mail too, where the house sends any."""
    administers(request)
    fields = payload.dict(exclude={"party", "role"})
    made = invite(
        actor(request), party=party_called(payload.party), role=Role(payload.role), **fields
    )
    link = request.build_absolute_uri(reverse("invitation", args=[made.secret]))
    sent = send_invitation(made.invitation, link, person(request))
    return Status(201, invitation_out(made.invitation, link, sent=sent))


@router.delete("/invitations/{invitation_id}", response={204: None, **REFUSED},
               summary="Revoke an invitation")  # fmt: skip
def revoke(request: HttpRequest, invitation_id: int) -> Status[None]:
    administers(request)
    revoke_invitation(actor(request), one_of(Invitation.objects.all(), invitation_id))
    return Status(204, None)
