"""Drafts of agreements over the API: begun, changed, looked back with, put forward."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from selaras.errors import EvidenceError, InputError
from selaras.records.agreements.checking import check_text
from selaras.records.agreements.drafting import (
    change_draft,
    discard_draft,
    start_draft,
)
from selaras.records.agreements.models import Draft
from selaras.records.agreements.proposing import answer_open, propose
from selaras.records.agreements.reach import own_party, sees_draft
from selaras.records.people.scope import Scope
from selaras.web.api.access import ASKING, actor, person, scope
from selaras.web.api.errors import REFUSED, Problem
from selaras.web.api.pages import Asked, PageOf, page
from selaras.web.api.proposals import ProposalOut, proposal_out
from selaras.web.api.seen import seen_draft, seen_proposal, seen_versions
from selaras.web.jobs import enqueue
from selaras.web.pages.agreements.finding import newest_enacted, open_proposal_of
from selaras.web.pages.agreements.preview import preview_of, span_of
from selaras.web.place import workspace

router = Router(tags=["agreements"])


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


class WriterIn(Schema):
    """For which of one's parties; the first of one's own without it."""

    party: str = Field("", max_length=100)


class LookedBack(Schema):
    """What the promises of a draft would have come to from `first` to `last`.

    `ready` is false while it is being worked out: ask again in a moment. A promise has its counts
    by status, `n` verdicts over `items`, and the `share` kept in percent, null where none is held.
    """

    ready: bool
    first: date
    last: date
    commitments: list[dict[str, Any]]


def draft_out(row: Draft) -> DraftOut:
    return DraftOut(
        id=row.pk, name=row.name, party=row.party.slug if row.party else None,
        revision=row.revision, text=row.text, answers=row.answers_id, changed_at=row.changed_at,
    )  # fmt: skip


@router.post("/agreements/check", auth=ASKING, response=Checked, summary="Check a text")
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


@router.post("/agreements/{name}/amend", response={201: DraftOut, **REFUSED},
             summary="Begin an amendment")  # fmt: skip
def amend(request: HttpRequest, name: str, payload: WriterIn) -> Status[DraftOut]:
    """A draft from the version that was signed last, or from what is proposed now."""
    versions = seen_versions(name, scope(request))
    shown = newest_enacted(versions) or versions[-1]
    row = start_draft(
        actor(request), workspace(), name=name,
        party=_own_party(scope(request), shown.party_slugs, payload.party),
        text=shown.text, follows=shown, answers=open_proposal_of(shown.agreement),
    )  # fmt: skip
    return Status(201, draft_out(row))


@router.post("/proposals/{proposal_id}/answer", response={201: DraftOut, **REFUSED},
             summary="Answer a proposal with another text")  # fmt: skip
def counter(request: HttpRequest, proposal_id: int, payload: WriterIn) -> Status[DraftOut]:
    """A draft from what is proposed; once it is put forward it takes the proposal's place."""
    found = seen_proposal(proposal_id, scope(request))
    party = _own_party(
        scope(request), found.version.party_slugs, payload.party, but=found.party.slug
    )
    row = start_draft(
        actor(request), workspace(), name=found.agreement.name, party=party,
        text=found.version.text, follows=found.version, answers=found,
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


@router.post("/drafts/{draft_id}/answer-open", response={200: DraftOut, **REFUSED},
             summary="Let a draft answer what is proposed")  # fmt: skip
def answer(request: HttpRequest, draft_id: int) -> DraftOut:
    """Having read the open proposal, let the draft take its place once it is put forward."""
    seen_draft(draft_id, scope(request))
    answer_open(actor(request), draft_id)
    return draft_out(seen_draft(draft_id, scope(request)))


@router.post("/drafts/{draft_id}/preview",
             response={200: LookedBack, 202: LookedBack, 409: Problem, **REFUSED},
             summary="Look back on three months with a draft")  # fmt: skip
def preview(request: HttpRequest, draft_id: int) -> Status[LookedBack]:
    """What the draft, as it is kept, would have said about the last three whole months."""
    row = seen_draft(draft_id, scope(request))
    if scope(request).is_customer:
        raise PermissionDenied("A look back counts evidence of the whole house.")
    checked = check_text(row.text, workspace())
    if checked.version is None:
        raise InputError("The draft is not sound yet.", mend="Check it, and mend what is wrong.")
    known = preview_of(checked.version, workspace())
    if known is None:
        raise EvidenceError("There is no evidence yet to look back on.")
    first, last = span_of(workspace().today())
    if known.is_ready:
        rows = list(known.rows)
        return Status(200, LookedBack(ready=True, first=first, last=last, commitments=rows))
    if known.task is not None and known.task.state == "failed":
        raise EvidenceError(known.task.problem_sentence)
    if known.task is None:
        enqueue("agreements.preview", person=person(request), key=known.key, text=row.text)
    return Status(202, LookedBack(ready=False, first=first, last=last, commitments=[]))


@router.post("/drafts/{draft_id}/propose", response={201: ProposalOut, **REFUSED},
             summary="Propose a draft")  # fmt: skip
def put_forward(request: HttpRequest, draft_id: int, payload: ProposeIn) -> Status[ProposalOut]:
    """Put a draft before the other parties: it becomes a version, for good."""
    seen_draft(draft_id, scope(request))
    row = propose(actor(request), workspace(), draft_id, **payload.dict())
    return Status(201, proposal_out(row))


def _own_party(reach: Scope, parties: tuple[str, ...], wanted: str, *, but: str = "") -> str:
    """The party that one writes for: as wanted, else as `own_party` has it.

    Raises PermissionDenied for whoever acts for none of them, or not for the one that is wanted.
    """
    if not wanted:
        return own_party(reach, parties, but=but)
    if wanted not in parties or not reach.acts_for(wanted):
        raise PermissionDenied("Only a member of that party writes for it.")
    return wanted
