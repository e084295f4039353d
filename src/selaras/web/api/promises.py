"""Promises period by period, and what of them can still be saved, over the API."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status

from selaras.agreements.promise_sentence import promise_sentence
from selaras.errors import EvidenceError
from selaras.ledger.form import item_form
from selaras.ledger.together import Together, expected_misses
from selaras.web.api.access import scope
from selaras.web.api.errors import REFUSED, Problem
from selaras.web.api.pages import Asked, PageOf, page
from selaras.web.ledger_now import Promise, SeenLedger, seen_ledger
from selaras.web.pages.ledger.promise import open_verdicts, work_out_open
from selaras.web.place import workspace
from selaras.workspace.tracing import TracedItem, kept_trace, open_key

router = Router(tags=["ledger"])


class PeriodOut(Schema):
    """A promise's verdicts of one period as one.

    `value` is the share kept of all items, the ratio of all, or the mean of a subject (`is_mean`);
    `low` and `high` are its 90% interval, null where there is none. `n` counts items.
    """

    first: date
    last: date
    statuses: dict[str, int]
    subjects: int
    value: float | None
    low: float | None
    high: float | None
    n: int
    is_mean: bool


class MissesOut(Schema):
    """How many of the subjects are expected to end missed, with a 90% interval."""

    expected: float
    low: int
    high: int
    of: int


class PromiseOut(Schema):
    """One commitment and how it went, the newest period first.

    `misses` is the outlook of the newest one; null where it is over, or cannot be told yet.
    """

    agreement: str
    commitment: str
    promisor: str
    promisee: str
    per: str
    sentence: dict[str, str]
    periods: list[PeriodOut]
    misses: MissesOut | None


class OpenItem(Schema):
    """Something that is not decided yet: whose it is, and the item as a trace has it."""

    verdict: str
    subject: str | None
    item: dict[str, Any]


class OpenOut(Schema):
    """What can still be saved, first what is due next.

    `ready` is false while it is being worked out: ask again in a moment.
    """

    ready: bool
    as_of: datetime | None
    total: int
    next_offset: int | None
    items: list[OpenItem]


def period_out(one: Together) -> PeriodOut:
    return PeriodOut(
        first=one.period.first, last=one.period.last, subjects=one.subjects,
        statuses={status.value: count for status, count in one.counts.items() if count},
        value=None if one.value is None else float(one.value), low=one.low, high=one.high, n=one.n,
        is_mean=one.is_mean,
    )  # fmt: skip


def promise_out(one: Promise) -> PromiseOut:
    agreement, commitment = one.version.agreement, one.commitment
    misses = expected_misses([recorded.verdict for recorded in one.newest.recorded])
    return PromiseOut(
        agreement=agreement.name, commitment=commitment.name, promisor=commitment.promisor,
        promisee=commitment.promisee, per=str(commitment.per),
        sentence={"en": promise_sentence(commitment, "en"),
                  "id": promise_sentence(commitment, "id")},
        periods=[period_out(period) for period in one.periods],
        misses=None if misses is None else MissesOut(
            expected=misses.expected, low=misses.low, high=misses.high, of=misses.of),
    )  # fmt: skip


@router.get("/promises", response=PageOf[PromiseOut], summary="Promises")
def promises(
    request: HttpRequest, asked: Asked, agreement: str = "", party: str = ""
) -> dict[str, Any]:
    """Promises of one's agreements with their history; `party` promised or was promised."""
    found = [
        one
        for one in seen_ledger(scope(request)).promises
        if agreement in ("", one.version.agreement.name)
        and party in ("", one.commitment.promisor, one.commitment.promisee)
    ]
    return page(found, asked, promise_out)


@router.get("/promises/{agreement}/{commitment}", response={200: PromiseOut, **REFUSED},
            summary="A promise")  # fmt: skip
def promise(request: HttpRequest, agreement: str, commitment: str) -> PromiseOut:
    """How it went period by period, and how the newest one is likely to end."""
    return promise_out(_promise(seen_ledger(scope(request)), agreement, commitment))


@router.get(
    "/promises/{agreement}/{commitment}/open",
    response={200: OpenOut, 202: OpenOut, 409: Problem, **REFUSED},
    summary="What can still be saved",
)
def still_open(
    request: HttpRequest, agreement: str, commitment: str, asked: Asked
) -> Status[OpenOut]:
    """Items of the newest period that wait for something, whose rows one may see."""
    seen = seen_ledger(scope(request))
    found = _promise(seen, agreement, commitment)
    of = open_verdicts(request, seen, found)
    if not of:
        empty = OpenOut(ready=True, as_of=seen.as_of, total=0, next_offset=None, items=[])
        return Status(200, empty)
    state = work_out_open(seen, found)
    if state.problem:
        raise EvidenceError(state.problem)
    kept = kept_trace(workspace(), open_key(seen.whole, found.newest.recorded))
    if kept is None:
        waiting = OpenOut(ready=False, as_of=seen.as_of, total=0, next_offset=None, items=[])
        return Status(202, waiting)
    now = seen.as_of
    items = [
        one
        for one in kept.items(verdicts=frozenset(verdict.id for verdict in of))
        if one.item.due is None or now is None or one.item.due > now
    ]
    part = page(items, asked, _item_out)
    return Status(200, OpenOut(ready=True, as_of=now, **part))


def _item_out(one: TracedItem) -> OpenItem:
    return OpenItem(verdict=one.verdict, subject=one.subject, item=item_form(one.item))


def _promise(seen: SeenLedger, agreement: str, commitment: str) -> Promise:
    found = seen.promise(agreement, commitment)
    if found is None:
        raise Http404
    return found
