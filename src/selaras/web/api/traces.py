"""What is behind a verdict, over the API."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status

from selaras.errors import EvidenceError
from selaras.ledger.form import item_form
from selaras.ledger.recorded import RecordedVerdict
from selaras.web.api.access import scope
from selaras.web.api.errors import Problem
from selaras.web.api.pages import Asked
from selaras.web.book import book
from selaras.web.desk import ask
from selaras.web.ledger_now import seen_ledger, sees, sees_items
from selaras.web.place import workspace
from selaras.workspace.tracing import KeptTrace, keep_trace, kept_trace

router = Router(tags=["ledger"])


class TraceOut(Schema):
    """Items behind a verdict, each as `selaras trace --format json` prints it.

    `ready` is false while they are being worked out: ask again in a moment.
    """

    ready: bool
    counts: dict[str, int]
    total: int
    next_offset: int | None
    items: list[dict[str, Any]]

    @classmethod
    def waiting(cls) -> TraceOut:
        return cls(ready=False, counts={}, total=0, next_offset=None, items=[])


def one_with_items(request: HttpRequest, verdict_id: str) -> RecordedVerdict:
    """A verdict whose rows the caller may see.

    Raises Http404 where they may not see the verdict, PermissionDenied where not its rows.
    """
    seen = seen_ledger(scope(request))
    one = seen.find(verdict_id) or seen.whole.find(verdict_id)
    if one is None or not sees(scope(request), seen.whole, one):
        raise Http404
    if not sees_items(scope(request), seen.whole, one):
        raise PermissionDenied("You see the figures of this verdict, and not its rows.")
    return one


def kept_or_asked(one: RecordedVerdict) -> KeptTrace | None:
    """What is behind a verdict; None while it is being worked out, which begins here."""
    place = workspace()
    kept = kept_trace(place, one.id)
    if kept is None:
        state = ask(
            f"trace-{one.id}", partial(keep_trace, place, book(), one), patience=1.0, pace="quick"
        )
        if state.problem:
            raise EvidenceError(state.problem)
        kept = kept_trace(place, one.id)
    return kept


@router.get(
    "/verdicts/{verdict_id}/trace",
    response={200: TraceOut, 202: TraceOut, 403: Problem, 404: Problem, 409: Problem},
    summary="What is behind a verdict",
)
def trace(
    request: HttpRequest, verdict_id: str, asked: Asked, judgement: str | None = None
) -> Status[TraceOut]:
    """The items a verdict rests on, down to the rows of the source."""
    kept = kept_or_asked(one_with_items(request, verdict_id))
    if kept is None:
        return Status(202, TraceOut.waiting())
    counts = kept.counts()
    total = sum(counts.values()) if judgement is None else counts.get(judgement, 0)
    rows = kept.items(judgement=judgement, start=asked.offset, most=asked.limit)
    end = asked.offset + asked.limit
    return Status(
        200,
        TraceOut(
            ready=True,
            counts=counts,
            total=total,
            next_offset=end if end < total else None,
            items=[item_form(traced.item) for traced in rows],
        ),
    )
