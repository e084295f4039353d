"""Proposals over the API: read, signed, commented on, taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from selaras.records.agreements.commenting import comment as say
from selaras.records.agreements.models import Proposal
from selaras.records.agreements.proposing import withdraw
from selaras.records.agreements.signing import sign
from selaras.web.api.access import actor, scope
from selaras.web.api.errors import REFUSED
from selaras.web.api.pages import Asked, PageOf, page
from selaras.web.api.seen import seen_proposal
from selaras.web.place import workspace

router = Router(tags=["agreements"])


class CommentOut(Schema):
    party: str
    commitment: str
    text: str
    written_at: datetime


class ProposalOut(Schema):
    """A proposal, and which parties have signed it."""

    id: int
    agreement: str
    version: int
    hash: str
    party: str
    state: str
    message: str
    proposed_at: datetime
    signed_by: list[str]
    comments: list[CommentOut]


class SignIn(Schema):
    """For which party, and the hash of exactly the version that the signer has read."""

    party: str = Field(max_length=100)
    hash: str = Field(max_length=64)


class CommentIn(Schema):
    text: str = Field(max_length=5000)
    commitment: str = Field("", max_length=80)


def proposal_out(row: Proposal) -> ProposalOut:
    return ProposalOut(
        id=row.pk, agreement=row.agreement.name, version=row.version.number, hash=row.version.hash,
        party=row.party.slug, state=row.state, message=row.message, proposed_at=row.proposed_at,
        signed_by=[one.party.slug for one in row.signatures.all()],
        comments=[
            CommentOut(party=one.party.slug, commitment=one.commitment, text=one.text,
                       written_at=one.written_at)
            for one in row.comments.all()
        ],
    )  # fmt: skip


@router.get("/proposals", response=PageOf[ProposalOut], summary="Proposals")
def proposals(request: HttpRequest, asked: Asked, state: str | None = None) -> dict[str, Any]:
    """Proposals of one's agreements, the newest first."""
    rows = Proposal.objects.select_related("agreement", "version", "party").prefetch_related(
        "signatures__party", "comments__party"
    )
    found = [
        row
        for row in rows
        if scope(request).sees_agreement(row.version.party_slugs) and state in (None, row.state)
    ]
    return page(found, asked, proposal_out)


@router.get("/proposals/{proposal_id}", response={200: ProposalOut, **REFUSED},
            summary="A proposal")  # fmt: skip
def proposal(request: HttpRequest, proposal_id: int) -> ProposalOut:
    return proposal_out(seen_proposal(proposal_id, scope(request)))


@router.post("/proposals/{proposal_id}/signatures", response={201: ProposalOut, **REFUSED},
             summary="Sign a proposal")  # fmt: skip
def signature(request: HttpRequest, proposal_id: int, payload: SignIn) -> Status[ProposalOut]:
    """A party's signature under exactly the version whose hash is sent."""
    seen_proposal(proposal_id, scope(request))
    sign(actor(request), workspace(), proposal_id, party=payload.party, hash=payload.hash)
    return Status(201, proposal_out(seen_proposal(proposal_id, scope(request))))


@router.post("/proposals/{proposal_id}/comments", response={201: ProposalOut, **REFUSED},
             summary="Comment on a proposal")  # fmt: skip
def comment(request: HttpRequest, proposal_id: int, payload: CommentIn) -> Status[ProposalOut]:
    """Say something on an open proposal, or on one promise of it."""
    seen_proposal(proposal_id, scope(request))
    say(actor(request), workspace(), proposal_id, text=payload.text, commitment=payload.commitment)
    return Status(201, proposal_out(seen_proposal(proposal_id, scope(request))))


@router.post("/proposals/{proposal_id}/withdraw", response={200: ProposalOut, **REFUSED},
             summary="Take a proposal back")  # fmt: skip
def take_back(request: HttpRequest, proposal_id: int) -> ProposalOut:
    seen_proposal(proposal_id, scope(request))
    withdraw(actor(request), workspace(), proposal_id)
    return proposal_out(seen_proposal(proposal_id, scope(request)))
