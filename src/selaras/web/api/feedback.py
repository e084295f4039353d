"""Feedback and small wins, over the API."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, Field

from selaras.records.feedback.give import (
    answer_feedback,
    give_feedback,
    seen_feedback,
    withdraw_feedback,
)
from selaras.records.feedback.models import Feedback, SmallWin
from selaras.records.feedback.wins import seen_wins, tell_win
from selaras.web.api.access import actor, scope
from selaras.web.api.errors import REFUSED
from selaras.web.api.pages import Asked, PageOf, page
from selaras.web.api.seen import one_of
from selaras.web.ledger_now import seen_ledger
from selaras.web.place import workspace

router = Router(tags=["feedback"])


class FeedbackOut(Schema):
    """What one party said to another, and the answer; `about_id` names the thing."""

    id: int
    about: str
    about_id: str
    agreement: str
    from_party: str
    to_party: str
    text: str
    written_at: datetime
    due_at: datetime
    state: str
    answer: str
    answered_at: datetime | None


class FeedbackIn(Schema):
    """Something to say; an answer is expected by `due_at`."""

    about: Literal["lead", "source", "asset", "promise"]
    about_id: str = Field(max_length=300)
    from_party: str = Field(max_length=100)
    to_party: str = Field(max_length=100)
    text: str = Field(max_length=4000)
    due_at: AwareDatetime
    agreement: str = Field("", max_length=100)


class AnswerIn(Schema):
    text: str = Field(max_length=4000)


class WinOut(Schema):
    """Something that went well; `sentence` by language."""

    id: int
    sentence: dict[str, str]
    agreement: str
    parties: list[str]
    happened_on: date


class WinIn(Schema):
    """Something that went well between the parties of an agreement of one's own."""

    text: str = Field(max_length=1000)
    happened_on: date
    agreement: str = Field(max_length=100)
    of_party: str = Field("", max_length=100)


def feedback_out(row: Feedback) -> FeedbackOut:
    return FeedbackOut(
        id=row.pk, about=row.about, about_id=row.about_id, agreement=row.agreement,
        from_party=row.from_party, to_party=row.to_party, text=row.text, written_at=row.written_at,
        due_at=row.due_at, state=row.state, answer=row.answer, answered_at=row.answered_at,
    )  # fmt: skip


def win_out(row: SmallWin) -> WinOut:
    return WinOut(
        id=row.pk, sentence=row.sentence, agreement=row.agreement, parties=row.parties.split(),
        happened_on=row.happened_on,
    )  # fmt: skip


@router.get("/feedback", response=PageOf[FeedbackOut], summary="Feedback")
def feedback(request: HttpRequest, asked: Asked, state: str | None = None) -> dict[str, Any]:
    """Feedback of and to one's parties, the newest first."""
    rows = seen_feedback(scope(request))
    return page(rows.filter(state=state) if state else rows, asked, feedback_out)


@router.post("/feedback", response={201: FeedbackOut, **REFUSED}, summary="Give feedback")
def give(request: HttpRequest, payload: FeedbackIn) -> Status[FeedbackOut]:
    """Say something to another party about a lead, a source, an asset or a promise."""
    row = give_feedback(actor(request), scope(request), now=workspace().now(), **payload.dict())
    return Status(201, feedback_out(row))


@router.get("/feedback/{feedback_id}", response={200: FeedbackOut, **REFUSED},
            summary="One piece of feedback")  # fmt: skip
def one(request: HttpRequest, feedback_id: int) -> FeedbackOut:
    return feedback_out(one_of(seen_feedback(scope(request)), feedback_id))


@router.post("/feedback/{feedback_id}/answer", response={200: FeedbackOut, **REFUSED},
             summary="Answer feedback")  # fmt: skip
def answer(request: HttpRequest, feedback_id: int, payload: AnswerIn) -> FeedbackOut:
    row = one_of(seen_feedback(scope(request)), feedback_id)
    now = workspace().now()
    return feedback_out(answer_feedback(actor(request), scope(request), row, payload.text, now=now))


@router.post("/feedback/{feedback_id}/withdraw", response={200: FeedbackOut, **REFUSED},
             summary="Take feedback back")  # fmt: skip
def withdraw(request: HttpRequest, feedback_id: int) -> FeedbackOut:
    row = one_of(seen_feedback(scope(request)), feedback_id)
    return feedback_out(withdraw_feedback(actor(request), scope(request), row))


@router.get("/wins", response=PageOf[WinOut], summary="Small wins")
def wins(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """What went well between one's parties, the newest first."""
    return page(seen_wins(scope(request)), asked, win_out)


@router.post("/wins", response={201: WinOut, **REFUSED}, summary="Tell of a small win")
def tell(request: HttpRequest, payload: WinIn) -> Status[WinOut]:
    """It is on the agenda of the agreement's next joint review."""
    mine = {one.agreement.name: one.agreement for one in seen_ledger(scope(request)).agreements}
    agreement = mine.get(payload.agreement)
    if agreement is None:
        raise Http404
    win = tell_win(actor(request), scope(request), parties=agreement.parties, **payload.dict())
    return Status(201, win_out(win))
