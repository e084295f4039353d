"""Verdicts, over the API."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema

from selaras.ledger import Status
from selaras.ledger.form import verdict_form
from selaras.ledger.recorded import RecordedVerdict
from selaras.web.api.access import scope
from selaras.web.api.errors import Problem
from selaras.web.api.pages import Asked, PageOf, page
from selaras.web.ledger_now import seen_ledger

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
    request: HttpRequest,
    asked: Asked,
    agreement: str | None = None,
    commitment: str | None = None,
    status: Status | None = None,
    party: str | None = None,
    subject: str | None = None,
) -> dict[str, Any]:
    """Verdicts that stand, in the ledger's order; `party` promised or was promised."""
    found = [
        one
        for one in seen_ledger(scope(request)).recorded
        if (agreement is None or one.verdict.agreement == agreement)
        and (commitment is None or one.verdict.commitment == commitment)
        and (status is None or one.verdict.status is status)
        and (party is None or party in (one.verdict.promisor, one.verdict.promisee))
        and (subject is None or one.verdict.subject == subject)
    ]
    return page(found, asked, verdict_out)


@router.get("/verdicts/{verdict_id}", response={200: VerdictOut, 404: Problem}, summary="A verdict")
def verdict(request: HttpRequest, verdict_id: str) -> VerdictOut:
    """One verdict that stands."""
    found = seen_ledger(scope(request)).find(verdict_id)
    if found is None:
        raise Http404
    return verdict_out(found)
