"""Agreements over the API: texts, versions, proposals, signatures, endings, history."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from selaras.records.agreements import ending as endings
from selaras.records.agreements.checking import check_text
from selaras.records.agreements.commenting import comment as say
from selaras.records.agreements.drafting import change_draft, discard_draft, start_draft
from selaras.records.agreements.history import Event, history_of
from selaras.records.agreements.models import Draft, Ending, Proposal, Version
from selaras.records.agreements.proposing import propose, withdraw
from selaras.records.agreements.reach import sees_draft
from selaras.records.agreements.signing import sign
from selaras.web.api.access import actor, scope
from selaras.web.api.errors import Problem
from selaras.web.api.pages import Asked, PageOf, page
from selaras.web.api.seen import seen_draft, seen_proposal, seen_version, seen_versions
from selaras.web.place import workspace

router = Router(tags=["agreements"])
REFUSED = {403: Problem, 404: Problem, 422: Problem}


class VersionOut(Schema):
    """A version: `hash` names what it promises, `force_from` is null until all have signed."""

    agreement: str
    number: int
    hash: str
    parties: list[str]
    effective_from: date
    effective_to: date | None
    force_from: date | None
    made_at: datetime
    text: str


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


class CommentOut(Schema):
    party: str
    commitment: str
    text: str
    written_at: datetime


class DraftOut(Schema):
    """A text being worked on: send `revision` along with what you change."""

    id: int
    name: str
    party: str | None
    revision: int
    text: str
    answers: int | None
    changed_at: datetime


class DraftIn(Schema):
    """A new draft. `answers` is the open proposal (its id) that it is to take the place of."""

    name: str = Field(max_length=80)
    party: str = Field(max_length=100)
    text: str = Field(max_length=500_000)
    answers: int | None = None


class TextIn(Schema):
    text: str = Field(max_length=500_000)
    revision: int


class NoteOut(Schema):
    level: str
    code: str
    line: int | None
    sentence: str
    mend: str | None


class Checked(Schema):
    """What is to be said of a text: `sound` where nothing in it is wrong."""

    sound: bool
    notes: list[NoteOut]


class CheckIn(Schema):
    text: str = Field(max_length=500_000)


class ProposeIn(Schema):
    """`party` is needed for a draft that came from a file alone."""

    revision: int
    party: str | None = Field(None, max_length=100)
    message: str = Field("", max_length=4000)


class SignIn(Schema):
    """For which party, and the hash of exactly the version that the signer has read."""

    party: str = Field(max_length=100)
    hash: str = Field(max_length=64)


class CommentIn(Schema):
    text: str = Field(max_length=5000)
    commitment: str = Field("", max_length=80)


class NoticeIn(Schema):
    party: str = Field(max_length=100)
    last_day: date
    reason: str = Field(max_length=4000)


class PartyIn(Schema):
    party: str = Field(max_length=100)


class EndingOut(Schema):
    """A notice: the agreement ends after `last_day`."""

    id: int
    party: str
    reason: str
    last_day: date
    agreed_at: datetime | None
    taken_back_at: datetime | None


class EventOut(Schema):
    id: int
    at: datetime
    action: str
    person: str
    via: str
    facts: dict[str, Any]


def version_out(row: Version) -> VersionOut:
    enacted = getattr(row, "enactment", None)
    return VersionOut(
        agreement=row.agreement.name, number=row.number, hash=row.hash,
        parties=list(row.party_slugs), effective_from=row.effective_from,
        effective_to=row.effective_to, force_from=enacted.force_from if enacted else None,
        made_at=row.made_at, text=row.text,
    )  # fmt: skip


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


def draft_out(row: Draft) -> DraftOut:
    return DraftOut(
        id=row.pk, name=row.name, party=row.party.slug if row.party else None,
        revision=row.revision, text=row.text, answers=row.answers_id, changed_at=row.changed_at,
    )  # fmt: skip


def ending_out(row: Ending) -> EndingOut:
    return EndingOut(
        id=row.pk, party=row.party.slug, reason=row.reason, last_day=row.last_day,
        agreed_at=row.agreed_at, taken_back_at=row.taken_back_at,
    )  # fmt: skip


@router.get("/agreements", response=PageOf[VersionOut], summary="Agreements")
def agreements(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """The newest version of every agreement of one's parties."""
    newest: dict[str, Version] = {}
    for row in Version.objects.select_related("agreement", "enactment").order_by("number"):
        if scope(request).sees_agreement(row.party_slugs):
            newest[row.agreement.name] = row
    return page([row for _, row in sorted(newest.items())], asked, version_out)


@router.get("/agreements/{name}/versions", response={200: PageOf[VersionOut], **REFUSED},
            summary="Versions of an agreement")  # fmt: skip
def versions(request: HttpRequest, name: str, asked: Asked) -> dict[str, Any]:
    """Every version, by number."""
    return page(seen_versions(name, scope(request)), asked, version_out)


@router.get("/agreements/{name}/versions/{number}", response={200: VersionOut, **REFUSED},
            summary="A version")  # fmt: skip
def version(request: HttpRequest, name: str, number: int) -> VersionOut:
    """One version with its text: what `selaras export` gives."""
    return version_out(seen_version(name, number, scope(request)))


@router.get("/agreements/{name}/history", response={200: PageOf[EventOut], **REFUSED},
            summary="Who did what with an agreement")  # fmt: skip
def history(request: HttpRequest, name: str, asked: Asked) -> dict[str, Any]:
    """Everything that was done with it, as far as one may know of it, the newest first."""
    seen_versions(name, scope(request))

    def form(event: Event) -> EventOut:
        return EventOut(id=event.id, at=event.at, action=event.action, person=event.person,
                        via=event.via, facts=event.facts)  # fmt: skip

    return page(history_of(name, scope(request)), asked, form)


@router.post("/agreements/check", response=Checked, summary="Check a text")
def check(request: HttpRequest, payload: CheckIn) -> Checked:
    """Lint a text as the form does; nothing is kept."""
    del request
    found = check_text(payload.text, workspace())
    notes = [
        NoteOut(
            level=note.level.value,
            code=note.code,
            line=note.line,
            sentence=note.sentence,
            mend=note.mend,
        )
        for note in found.notes
    ]
    return Checked(sound=found.is_sound, notes=notes)


@router.get("/drafts", response=PageOf[DraftOut], summary="Drafts")
def drafts(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """Texts that one's own parties work on."""
    rows = Draft.objects.select_related("party")
    return page([row for row in rows if sees_draft(scope(request), row)], asked, draft_out)


@router.post("/drafts", response={201: DraftOut, **REFUSED}, summary="Begin a draft")
def begin(request: HttpRequest, payload: DraftIn) -> Status[DraftOut]:
    """A party's draft, made where it has none of that agreement yet."""
    answers = None if payload.answers is None else seen_proposal(payload.answers, scope(request))
    row = start_draft(
        actor(request), workspace(), name=payload.name, party=payload.party, text=payload.text,
        answers=answers, follows=answers.version if answers else None,
    )  # fmt: skip
    return Status(201, draft_out(row))


@router.get("/drafts/{draft_id}", response={200: DraftOut, **REFUSED}, summary="A draft")
def draft(request: HttpRequest, draft_id: int) -> DraftOut:
    return draft_out(seen_draft(draft_id, scope(request)))


@router.put("/drafts/{draft_id}", response={200: DraftOut, **REFUSED}, summary="Change a draft")
def change(request: HttpRequest, draft_id: int, payload: TextIn) -> DraftOut:
    """The draft with another text, right or wrong."""
    seen_draft(draft_id, scope(request))
    row = change_draft(
        actor(request), workspace(), draft_id, text=payload.text, revision=payload.revision
    )
    return draft_out(row)


@router.delete("/drafts/{draft_id}", response={204: None, **REFUSED}, summary="Discard a draft")
def discard(request: HttpRequest, draft_id: int) -> Status[None]:
    seen_draft(draft_id, scope(request))
    discard_draft(actor(request), draft_id)
    return Status(204, None)


@router.post("/drafts/{draft_id}/propose", response={201: ProposalOut, **REFUSED},
             summary="Propose a draft")  # fmt: skip
def put_forward(request: HttpRequest, draft_id: int, payload: ProposeIn) -> Status[ProposalOut]:
    """Put a draft before the other parties: it becomes a version, for good."""
    seen_draft(draft_id, scope(request))
    row = propose(actor(request), workspace(), draft_id, **payload.dict())
    return Status(201, proposal_out(row))


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


@router.post("/agreements/{name}/notice", response={201: EndingOut, **REFUSED},
             summary="Give notice")  # fmt: skip
def notice(request: HttpRequest, name: str, payload: NoticeIn) -> Status[EndingOut]:
    """A party's signer gives notice that the agreement is to end."""
    seen_versions(name, scope(request))
    row = endings.give_notice(actor(request), workspace(), name, **payload.dict())
    return Status(201, ending_out(row))


@router.post("/endings/{ending_id}/agree", response={200: EndingOut, **REFUSED},
             summary="Agree to an ending")  # fmt: skip
def agree(request: HttpRequest, ending_id: int, payload: PartyIn) -> EndingOut:
    _seen_ending(request, ending_id)
    return ending_out(
        endings.agree_to_end(actor(request), workspace(), ending_id, party=payload.party)
    )


@router.post("/endings/{ending_id}/take-back", response={200: EndingOut, **REFUSED},
             summary="Take a notice back")  # fmt: skip
def take_notice_back(request: HttpRequest, ending_id: int) -> EndingOut:
    _seen_ending(request, ending_id)
    return ending_out(endings.take_notice_back(actor(request), workspace(), ending_id))


def _seen_ending(request: HttpRequest, ending_id: int) -> None:
    row = Ending.objects.select_related("agreement").get(pk=ending_id)
    seen_versions(row.agreement.name, scope(request))


ProposalOut.model_rebuild()
