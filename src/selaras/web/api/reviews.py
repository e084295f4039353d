"""Joint reviews, over the API: called, moved, held, and written up."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, Field

from selaras.records.people.models import Person
from selaras.records.reviews import meetings, outcomes
from selaras.records.reviews.members import owners
from selaras.records.reviews.models import Meeting
from selaras.web.api.access import actor, scope
from selaras.web.api.actions import ActionOut, action_out
from selaras.web.api.agendas import PointOut, point_out
from selaras.web.api.errors import REFUSED
from selaras.web.api.pages import Asked, PageOf, page
from selaras.web.api.seen import one_of, seen_review
from selaras.web.ledger_now import seen_ledger

router = Router(tags=["reviews"])


class DecisionOut(Schema):
    id: int
    text: str
    decided_at: datetime


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


class DecisionIn(Schema):
    text: str = Field(max_length=4000)
    point: int | None = None


class ActionIn(Schema):
    """The owner is given by their e-mail address."""

    text: str = Field(max_length=4000)
    owner: str = Field(max_length=254)
    due_on: date


def review_out(row: Meeting) -> dict[str, Any]:
    return {
        "id": row.pk, "agreement": row.agreement, "parties": row.slugs, "title": row.title,
        "starts_at": row.starts_at, "lasts_minutes": row.lasts_minutes, "place": row.place,
        "state": row.state, "minutes": row.minutes, "snapshot": row.snapshot, "as_of": row.as_of,
    }  # fmt: skip


def _whole(row: Meeting) -> dict[str, Any]:
    return review_out(row) | {
        "agenda": [point_out(one) for one in row.items.all()],
        "decisions": [
            DecisionOut(id=one.pk, text=one.text, decided_at=one.decided_at)
            for one in row.decisions.all()
        ],
        "actions": [action_out(one) for one in row.actions.select_related("owner")],
    }


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
    return _whole(seen_review(review_id, scope(request)))


@router.put("/reviews/{review_id}", response={200: ReviewWhole, **REFUSED}, summary="Move a review")
def move(request: HttpRequest, review_id: int, payload: MoveIn) -> dict[str, Any]:
    row = seen_review(review_id, scope(request))
    return _whole(meetings.move_meeting(actor(request), scope(request), row, **payload.dict()))


@router.post("/reviews/{review_id}/cancel", response={200: ReviewWhole, **REFUSED},
             summary="Call a review off")  # fmt: skip
def cancel(request: HttpRequest, review_id: int) -> dict[str, Any]:
    row = seen_review(review_id, scope(request))
    return _whole(meetings.cancel_meeting(actor(request), scope(request), row))


@router.post("/reviews/{review_id}/hold", response={200: ReviewWhole, **REFUSED},
             summary="Hold a review")  # fmt: skip
def hold(request: HttpRequest, review_id: int, payload: PersonIds) -> dict[str, Any]:
    """Fix the agenda on the ledger as it stands now."""
    row = seen_review(review_id, scope(request))
    there = owners(row.slugs).filter(pk__in=payload.present)
    whole = seen_ledger(scope(request)).whole
    return _whole(meetings.hold_meeting(actor(request), scope(request), row, whole, present=there))


@router.put("/reviews/{review_id}/minutes", response={200: ReviewWhole, **REFUSED},
            summary="Write minutes")  # fmt: skip
def minutes(request: HttpRequest, review_id: int, payload: TextIn) -> dict[str, Any]:
    row = seen_review(review_id, scope(request))
    return _whole(meetings.write_minutes(actor(request), scope(request), row, payload.text))


@router.post("/reviews/{review_id}/decisions", response={201: DecisionOut, **REFUSED},
             summary="Note a decision")  # fmt: skip
def decide(request: HttpRequest, review_id: int, payload: DecisionIn) -> Status[DecisionOut]:
    row = seen_review(review_id, scope(request))
    item = None if payload.point is None else one_of(row.items.all(), payload.point)
    made = outcomes.decide(actor(request), scope(request), row, payload.text, item)
    return Status(201, DecisionOut(id=made.pk, text=made.text, decided_at=made.decided_at))


@router.post("/reviews/{review_id}/actions", response={201: ActionOut, **REFUSED},
             summary="Give an action")  # fmt: skip
def give(request: HttpRequest, review_id: int, payload: ActionIn) -> Status[ActionOut]:
    """Who does what by when; the owner belongs to one of the review's parties."""
    row = seen_review(review_id, scope(request))
    owner: Person | None = owners(row.slugs).filter(email__iexact=payload.owner).first()
    if owner is None:
        raise Http404
    made = outcomes.give_action(actor(request), scope(request), row, text=payload.text,
                                owner=owner, due_on=payload.due_on)  # fmt: skip
    return Status(201, action_out(made))
