"""What stands on the agenda of a joint review, over the API."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from selaras.records.answers.keep import seen_answers
from selaras.records.reviews import agenda
from selaras.records.reviews.models import AgendaItem
from selaras.web.api.access import actor, scope
from selaras.web.api.errors import REFUSED
from selaras.web.api.seen import one_of, seen_review
from selaras.web.ledger_now import seen_ledger

router = Router(tags=["reviews"])


class PointOut(Schema):
    """A point of an agenda; `title` and `lines` by language."""

    id: int
    section: str
    title: dict[str, str]
    lines: list[Any]
    left_out: bool


class PointIn(Schema):
    """A point in words, or a kept answer by its id."""

    text: str | None = Field(None, max_length=4000)
    answer: int | None = None


class PointChange(Schema):
    """Moved a place `up` (or down, where false), or `left_out` of the agenda (or put back)."""

    up: bool | None = None
    left_out: bool | None = None


def point_out(one: AgendaItem) -> PointOut:
    return PointOut(
        id=one.pk, section=one.section, title=one.title, lines=one.lines, left_out=one.left_out
    )


@router.post("/reviews/{review_id}/draw", response={200: list[PointOut], **REFUSED},
             summary="Draw the agenda anew")  # fmt: skip
def draw(request: HttpRequest, review_id: int) -> list[PointOut]:
    """Bring the agenda up to date with the ledger as it stands now."""
    row = seen_review(review_id, scope(request))
    agenda.draw_anew(actor(request), scope(request), row, seen_ledger(scope(request)).whole)
    return [point_out(one) for one in row.items.all()]


@router.post("/reviews/{review_id}/points", response={201: PointOut, **REFUSED},
             summary="Put something on the agenda")  # fmt: skip
def point(request: HttpRequest, review_id: int, payload: PointIn) -> Status[PointOut]:
    """A point of one's own, or a kept answer."""
    row = seen_review(review_id, scope(request))
    if payload.answer is not None:
        answer = one_of(seen_answers(scope(request)), payload.answer)
        return Status(201, point_out(
            agenda.put_on_agenda(actor(request), scope(request), row, answer)))  # fmt: skip
    text = payload.text or ""
    return Status(201, point_out(agenda.add_point(actor(request), scope(request), row, text)))


@router.patch("/reviews/{review_id}/points/{point_id}", response={200: PointOut, **REFUSED},
              summary="Move a point, or leave it out")  # fmt: skip
def change(request: HttpRequest, review_id: int, point_id: int, payload: PointChange) -> PointOut:
    """What is not named stays as it is."""
    review = seen_review(review_id, scope(request))
    item = one_of(review.items.select_related("meeting"), point_id)
    if payload.left_out is not None:
        agenda.leave_out(actor(request), scope(request), item, out=payload.left_out)
    if payload.up is not None:
        agenda.move_point(actor(request), scope(request), item, up=payload.up)
    return point_out(one_of(review.items.all(), point_id))
