"""Verdicts, over the API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema

from selaras.ledger import Status
from selaras.ledger.form import verdict_form
from selaras.ledger.recorded import RecordedVerdict
from selaras.web.api.access import scope
from selaras.web.api.errors import Problem
from selaras.web.api.pages import Asked, PageOf, page
from selaras.web.ledger_now import seen_ledger
from selaras.web.pages.ledger.filters import Filters

router = Router(tags=["ledger"])


class VerdictOut(Schema):
    """A verdict on record: `verdict` has the keys that `selaras evaluate --format json` prints."""

    id: str
    snapshot: int
    as_of: datetime
    verdict: dict[str, Any]


class Standing(Schema):
    """How the promises between one's parties stand."""

    as_of: datetime | None
    snapshot: int | None
    statuses: dict[str, int]


class LedgerAsked(Schema):
    """Which verdicts: what is empty does not limit them.

    `party` promised or was promised, `period` is how its first day begins, such as 2026-05.
    """

    agreement: str = ""
    commitment: str = ""
    party: str = ""
    status: Status | None = None
    period: str = ""
    subject: str = ""


def verdict_out(one: RecordedVerdict) -> VerdictOut:
    return VerdictOut(
        id=one.id, snapshot=one.snapshot, as_of=one.as_of, verdict=verdict_form(one.verdict)
    )


@router.get("/ledger", response=Standing, summary="How promises stand")
def standing(request: HttpRequest) -> dict[str, Any]:
    """Verdicts by status, of everything one may see."""
    ledger = seen_ledger(scope(request))
    statuses = [one.verdict.status for one in ledger.recorded]
    return {
        "as_of": ledger.as_of,
        "snapshot": ledger.snapshot,
        "statuses": {status.value: statuses.count(status) for status in Status},
    }


@router.get("/verdicts", response=PageOf[VerdictOut], summary="Verdicts")
def verdicts(
    request: HttpRequest, asked: Asked, chosen: Annotated[LedgerAsked, Query()]
) -> dict[str, Any]:
    """Verdicts that stand, in the ledger's order."""
    filters = Filters(
        **{name: str(value) for name, value in chosen.dict(exclude_none=True).items()}
    )
    return page(filters.chosen(seen_ledger(scope(request)).recorded), asked, verdict_out)


@router.get("/verdicts/{verdict_id}", response={200: VerdictOut, 404: Problem}, summary="A verdict")
def verdict(request: HttpRequest, verdict_id: str) -> VerdictOut:
    """One verdict that stands."""
    found = seen_ledger(scope(request)).find(verdict_id)
    if found is None:
        raise Http404
    return verdict_out(found)
