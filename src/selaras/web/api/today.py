"""What waits for somebody and what changed since they last looked, over the API."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import AwareDatetime

from selaras.web.api.access import person, scope
from selaras.web.ledger_now import seen_ledger
from selaras.web.naming import party_names
from selaras.web.pages.ledger.pairs import Side, pairs_of
from selaras.web.pages.ledger.sentences import side_sentence
from selaras.web.pages.today.changes import Change, changes_since
from selaras.web.pages.today.waiting import what_waits
from selaras.web.place import workspace

router = Router(tags=["today"])


class SideOut(Schema):
    """What one party promises another: verdicts of running periods by status, and of the last."""

    promisor: str
    promisee: str
    sentence: str
    now: dict[str, int]
    last: dict[str, int]


class WaitingOut(Schema):
    """One thing that waits; `link` is the page where it is done."""

    kind: str
    title: str
    link: str
    due: datetime | date | None
    overdue: bool
    of: str


class ChangeOut(Schema):
    """So many verdicts of a promise and period came to stand so."""

    agreement: str
    commitment: str
    first: date
    last: date
    status: str
    count: int
    recorded_at: datetime


class TodayOut(Schema):
    """How promises stand between one's parties, in one's own language."""

    as_of: datetime | None
    since: datetime | None
    sides: list[SideOut]
    waiting: list[WaitingOut]
    changes: list[ChangeOut]


@router.get("/today", response=TodayOut, summary="Today")
def today(request: HttpRequest, since: AwareDatetime | None = None) -> TodayOut:
    """What waits for me, and what changed `since` then, or since I last looked at the pages."""
    reach = scope(request)
    seen, names = seen_ledger(reach), party_names()
    then = since or person(request).visited_at
    sides = [side for pair in pairs_of(seen.promises) for side in pair.sides]
    return TodayOut(
        as_of=seen.as_of,
        since=then,
        sides=[] if seen.as_of is None else [_side(one, names, seen.as_of) for one in sides],
        waiting=[
            WaitingOut(kind=one.kind, title=str(one.title), link=one.url, due=one.due,
                       overdue=one.overdue, of=one.of)
            for one in what_waits(reach, seen, workspace().now())
        ],
        changes=[_change(one) for one in changes_since(seen, then)],
    )  # fmt: skip


def _side(one: Side, names: dict[str, str], as_of: datetime) -> SideOut:
    return SideOut(
        promisor=one.promisor,
        promisee=one.promisee,
        sentence=side_sentence(one, names, as_of),
        now={status.value: count for status, count in one.running(as_of).items() if count},
        last={status.value: count for status, count in one.last_counts.items() if count},
    )


def _change(one: Change) -> ChangeOut:
    agreement, commitment = one.promise.key
    return ChangeOut(
        agreement=agreement, commitment=commitment, first=one.period.first, last=one.period.last,
        status=one.status.value, count=one.count, recorded_at=one.recorded_at,
    )  # fmt: skip
