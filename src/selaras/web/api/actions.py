"""What people took on in joint reviews, over the API."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from selaras.records.reviews import outcomes
from selaras.records.reviews.models import Action
from selaras.web.api.access import actor, scope
from selaras.web.api.errors import REFUSED
from selaras.web.api.pages import Asked, PageOf, page
from selaras.web.api.seen import one_of

router = Router(tags=["reviews"])


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


class CloseIn(Schema):
    """Done, or dropped with a reason."""

    done: bool
    said: str = Field("", max_length=4000)


class PostponeIn(Schema):
    due_on: date


def action_out(one: Action) -> ActionOut:
    return ActionOut(
        id=one.pk, review=one.meeting_id, agreement=one.agreement, text=one.text,
        owner=one.owner.name, due_on=one.due_on, state=one.state, said=one.said,
    )  # fmt: skip


def _action(request: HttpRequest, action_id: int) -> Action:
    found: Action = one_of(outcomes.seen_actions(scope(request)), action_id)
    return found


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
