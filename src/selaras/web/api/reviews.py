"""Joint reviews, their decisions and actions, and kept answers, over the API."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, Field

from selaras.records.answers.keep import seen_answers
from selaras.records.answers.models import KeptAnswer
from selaras.records.people.models import Person
from selaras.records.reviews import agenda, meetings, outcomes
from selaras.records.reviews.members import owners
from selaras.records.reviews.models import Action, AgendaItem, Meeting
from selaras.web.api.access import actor, scope
from selaras.web.api.agreements import REFUSED
from selaras.web.api.pages import Asked, PageOf, page
from selaras.web.api.seen import one_of
from selaras.web.ledger_now import seen_ledger

router = Router(tags=["reviews"])


class PointOut(Schema):
    """A point of an agenda; `title` and `lines` by language."""

    id: int
    section: str
    title: dict[str, str]
    lines: list[Any]
    left_out: bool


class DecisionOut(Schema):
    id: int
    text: str
    decided_at: datetime


class ActionOut(Schema):
    """Who does what by when; `state` open, done or dropped."""

    id: int
    review: int
    agreement: str
    text: str
    owner: str
    due_on: date
    state: str
    said: str


class ReviewOut(Schema):
    """A joint review; `snapshot` is what it was held on, null before."""

    id: int
    agreement: str
    parties: list[str]
    title: str
    starts_at: datetime
    lasts_minutes: int
    place: str
    state: str
    minutes: str
    snapshot: int | None
    as_of: datetime | None


class ReviewWhole(ReviewOut):
    agenda: list[PointOut]
    decisions: list[DecisionOut]
    actions: list[ActionOut]


class ReviewIn(Schema):
    """A review to call, of an agreement of one's own."""

    agreement: str = Field(max_length=100)
    starts_at: AwareDatetime
    lasts_minutes: int = Field(60, ge=5, le=24 * 60)
    place: str = Field("", max_length=300)
    title: str = Field("", max_length=160)


class MoveIn(Schema):
    starts_at: AwareDatetime
    lasts_minutes: int = Field(60, ge=5, le=24 * 60)
    place: str = Field("", max_length=300)
    title: str = Field(max_length=160)


class PersonIds(Schema):
    """Ids of the people who were there."""

    present: list[int] = Field(default_factory=list, max_length=200)


class TextIn(Schema):
    text: str = Field(max_length=20_000)


class PointIn(Schema):
    """A point in words, or a kept answer by its id."""

    text: str | None = Field(None, max_length=4000)
    answer: int | None = None


class DecisionIn(Schema):
    text: str = Field(max_length=4000)
    point: int | None = None


class ActionIn(Schema):
    """The owner is given by their e-mail address."""

    text: str = Field(max_length=4000)
    owner: str = Field(max_length=254)
    due_on: date


class CloseIn(Schema):
    """Done, or dropped with a reason."""

    done: bool
    said: str = Field("", max_length=4000)


class PostponeIn(Schema):
    due_on: date


class AnswerOut(Schema):
    """An answer as it was kept: `body` never changes."""

    id: int
    kind: str
    title: dict[str, str]
    agreement: str
    snapshot: int | None
    as_of: datetime
    versions: dict[str, str]
    body: dict[str, Any]


def review_out(row: Meeting) -> dict[str, Any]:
    return {
        "id": row.pk, "agreement": row.agreement, "parties": row.slugs, "title": row.title,
        "starts_at": row.starts_at, "lasts_minutes": row.lasts_minutes, "place": row.place,
        "state": row.state, "minutes": row.minutes, "snapshot": row.snapshot, "as_of": row.as_of,
    }  # fmt: skip


def _whole(row: Meeting) -> dict[str, Any]:
    return review_out(row) | {
        "agenda": [_point_out(one) for one in row.items.all()],
        "decisions": [
            DecisionOut(id=one.pk, text=one.text, decided_at=one.decided_at)
            for one in row.decisions.all()
        ],
        "actions": [action_out(one) for one in row.actions.select_related("owner")],
    }


def _point_out(one: AgendaItem) -> PointOut:
    return PointOut(
        id=one.pk, section=one.section, title=one.title, lines=one.lines, left_out=one.left_out
    )


def action_out(one: Action) -> ActionOut:
    return ActionOut(
        id=one.pk, review=one.meeting_id, agreement=one.agreement, text=one.text,
        owner=one.owner.name, due_on=one.due_on, state=one.state, said=one.said,
    )  # fmt: skip


def answer_out(one: KeptAnswer) -> AnswerOut:
    return AnswerOut(
        id=one.pk, kind=one.kind, title=one.title, agreement=one.agreement, snapshot=one.snapshot,
        as_of=one.as_of, versions=one.versions, body=one.body,
    )  # fmt: skip


def _review(request: HttpRequest, review_id: int) -> Meeting:
    found: Meeting = one_of(meetings.seen_meetings(scope(request)), review_id)
    return found


def _action(request: HttpRequest, action_id: int) -> Action:
    found: Action = one_of(outcomes.seen_actions(scope(request)), action_id)
    return found


@router.get("/reviews", response=PageOf[ReviewOut], summary="Joint reviews")
def reviews(request: HttpRequest, asked: Asked, agreement: str | None = None) -> dict[str, Any]:
    """Joint reviews of one's agreements, the latest first."""
    rows = meetings.seen_meetings(scope(request))
    return page(rows.filter(agreement=agreement) if agreement else rows, asked, review_out)


@router.post("/reviews", response={201: ReviewWhole, **REFUSED}, summary="Call a review")
def call(request: HttpRequest, payload: ReviewIn) -> Status[dict[str, Any]]:
    """Call a joint review, with the agenda that the ledger makes today."""
    ledger = seen_ledger(scope(request))
    mine = [one for one in ledger.agreements if one.agreement.name == payload.agreement]
    if not mine:
        raise Http404
    fields = payload.dict(exclude={"agreement"})
    row = meetings.call_meeting(actor(request), scope(request), mine[-1], ledger.whole, **fields)
    return Status(201, _whole(row))


@router.get("/reviews/{review_id}", response={200: ReviewWhole, **REFUSED}, summary="A review")
def review(request: HttpRequest, review_id: int) -> dict[str, Any]:
    """A review with its agenda, decisions and actions."""
    return _whole(_review(request, review_id))


@router.put("/reviews/{review_id}", response={200: ReviewWhole, **REFUSED}, summary="Move a review")
def move(request: HttpRequest, review_id: int, payload: MoveIn) -> dict[str, Any]:
    row = _review(request, review_id)
    return _whole(meetings.move_meeting(actor(request), scope(request), row, **payload.dict()))


@router.post("/reviews/{review_id}/cancel", response={200: ReviewWhole, **REFUSED},
             summary="Call a review off")  # fmt: skip
def cancel(request: HttpRequest, review_id: int) -> dict[str, Any]:
    row = _review(request, review_id)
    return _whole(meetings.cancel_meeting(actor(request), scope(request), row))


@router.post("/reviews/{review_id}/hold", response={200: ReviewWhole, **REFUSED},
             summary="Hold a review")  # fmt: skip
def hold(request: HttpRequest, review_id: int, payload: PersonIds) -> dict[str, Any]:
    """Fix the agenda on the ledger as it stands now."""
    row = _review(request, review_id)
    there = owners(row.slugs).filter(pk__in=payload.present)
    whole = seen_ledger(scope(request)).whole
    return _whole(meetings.hold_meeting(actor(request), scope(request), row, whole, present=there))


@router.put("/reviews/{review_id}/minutes", response={200: ReviewWhole, **REFUSED},
            summary="Write minutes")  # fmt: skip
def minutes(request: HttpRequest, review_id: int, payload: TextIn) -> dict[str, Any]:
    row = _review(request, review_id)
    return _whole(meetings.write_minutes(actor(request), scope(request), row, payload.text))


@router.post("/reviews/{review_id}/points", response={201: PointOut, **REFUSED},
             summary="Put something on the agenda")  # fmt: skip
def point(request: HttpRequest, review_id: int, payload: PointIn) -> Status[PointOut]:
    """A point of one's own, or a kept answer."""
    row = _review(request, review_id)
    if payload.answer is not None:
        answer = one_of(seen_answers(scope(request)), payload.answer)
        return Status(201, _point_out(
            agenda.put_on_agenda(actor(request), scope(request), row, answer)))  # fmt: skip
    text = payload.text or ""
    return Status(201, _point_out(agenda.add_point(actor(request), scope(request), row, text)))


@router.post("/reviews/{review_id}/decisions", response={201: DecisionOut, **REFUSED},
             summary="Note a decision")  # fmt: skip
def decide(request: HttpRequest, review_id: int, payload: DecisionIn) -> Status[DecisionOut]:
    row = _review(request, review_id)
    item = None if payload.point is None else one_of(row.items.all(), payload.point)
    made = outcomes.decide(actor(request), scope(request), row, payload.text, item)
    return Status(201, DecisionOut(id=made.pk, text=made.text, decided_at=made.decided_at))


@router.post("/reviews/{review_id}/actions", response={201: ActionOut, **REFUSED},
             summary="Give an action")  # fmt: skip
def give(request: HttpRequest, review_id: int, payload: ActionIn) -> Status[ActionOut]:
    """Who does what by when; the owner belongs to one of the review's parties."""
    row = _review(request, review_id)
    owner: Person | None = owners(row.slugs).filter(email__iexact=payload.owner).first()
    if owner is None:
        raise Http404
    made = outcomes.give_action(actor(request), scope(request), row, text=payload.text,
                                owner=owner, due_on=payload.due_on)  # fmt: skip
    return Status(201, action_out(made))


@router.get("/actions", response=PageOf[ActionOut], summary="Actions")
def actions(request: HttpRequest, asked: Asked, state: str | None = None) -> dict[str, Any]:
    """Actions of one's agreements, the soonest first."""
    rows = outcomes.seen_actions(scope(request)).select_related("owner")
    return page(rows.filter(state=state) if state else rows, asked, action_out)


@router.post("/actions/{action_id}/close", response={200: ActionOut, **REFUSED},
             summary="Close an action")  # fmt: skip
def close(request: HttpRequest, action_id: int, payload: CloseIn) -> ActionOut:
    row = _action(request, action_id)
    return action_out(outcomes.close_action(actor(request), scope(request), row, **payload.dict()))


@router.post("/actions/{action_id}/reopen", response={200: ActionOut, **REFUSED},
             summary="Open an action again")  # fmt: skip
def reopen(request: HttpRequest, action_id: int) -> ActionOut:
    row = _action(request, action_id)
    return action_out(outcomes.reopen_action(actor(request), scope(request), row))


@router.post("/actions/{action_id}/postpone", response={200: ActionOut, **REFUSED},
             summary="Give an action another day")  # fmt: skip
def postpone(request: HttpRequest, action_id: int, payload: PostponeIn) -> ActionOut:
    row = _action(request, action_id)
    return action_out(outcomes.postpone_action(actor(request), scope(request), row, payload.due_on))


@router.get("/answers", response=PageOf[AnswerOut], summary="Kept answers")
def answers(request: HttpRequest, asked: Asked, kind: str | None = None) -> dict[str, Any]:
    """Answers that one's parties have kept, the newest first."""
    rows = seen_answers(scope(request))
    return page(rows.filter(kind=kind) if kind else rows, asked, answer_out)


@router.get("/answers/{answer_id}", response={200: AnswerOut, **REFUSED}, summary="A kept answer")
def answer(request: HttpRequest, answer_id: int) -> AnswerOut:
    return answer_out(one_of(seen_answers(scope(request)), answer_id))
