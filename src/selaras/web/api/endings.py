"""Notices that end an agreement, over the API."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from selaras.records.agreements import ending as endings
from selaras.records.agreements.models import Ending
from selaras.web.api.access import actor, scope
from selaras.web.api.errors import REFUSED
from selaras.web.api.pages import Asked, PageOf, page
from selaras.web.api.seen import seen_versions
from selaras.web.place import workspace

router = Router(tags=["agreements"])


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


def ending_out(row: Ending) -> EndingOut:
    return EndingOut(
        id=row.pk, party=row.party.slug, reason=row.reason, last_day=row.last_day,
        agreed_at=row.agreed_at, taken_back_at=row.taken_back_at,
    )  # fmt: skip


@router.get("/agreements/{name}/endings", response={200: PageOf[EndingOut], **REFUSED},
            summary="Notices given")  # fmt: skip
def given(request: HttpRequest, name: str, asked: Asked) -> dict[str, Any]:
    """Notices that were given of an agreement, the newest first, taken back or not."""
    seen_versions(name, scope(request))
    rows = Ending.objects.filter(agreement__name=name).select_related("party").order_by("-id")
    return page(rows, asked, ending_out)


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
