"""What was asked on a page, as a value that names its answer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import ClassVar
from urllib.parse import urlencode

from selaras.agreements.values import Book
from selaras.web.book import book
from selaras.web.place import workspace
from selaras.workspace.standing import StandingLedger, standing_ledger

_METHOD = 3
"""Part of every answer's name: goes up when answers are worked out or written otherwise."""


@dataclass(frozen=True, slots=True)
class Moment:
    """The evidence and the agreements that a question is put to."""

    as_of: datetime
    snapshot: int | None
    versions: tuple[tuple[str, str], ...]
    book: Book


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, in the words of the address; empty texts leave it to the answer."""

    kind: ClassVar[str] = ""

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What was asked, field by field, without what was left open."""
        return [pair for pair in self._asked().items() if pair[1]]

    @property
    def query(self) -> str:
        """The part of an address behind the question mark: only what differs from the usual."""
        usual = type(self)()._asked()
        return urlencode([(name, value) for name, value in self.pairs if value != usual[name]])

    def key(self, moment: Moment) -> str:
        """The name of the answer: the same for the same question to the same evidence."""
        text = json.dumps(
            [
                self.kind,
                self._asked(),
                moment.as_of.isoformat(),
                moment.snapshot,
                moment.versions,
                _METHOD,
            ],
            sort_keys=True,
        )
        return f"{self.kind}-{hashlib.sha256(text.encode()).hexdigest()[:24]}"

    def _asked(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class WhyAsked(Question):
    """Why revenue is not what it was, or what a plan said."""

    kind: ClassVar[str] = "diagnosis"
    first: str = ""
    last: str = ""
    base_first: str = ""
    base_last: str = ""
    plan: str = ""

    @property
    def period(self) -> str | None:
        return f"{self.first}/{self.last}" if self.first and self.last else None

    @property
    def base(self) -> str | None:
        return f"{self.base_first}/{self.base_last}" if self.base_first and self.base_last else None


@dataclass(frozen=True, slots=True)
class CreditAsked(Question):
    """What each channel brought."""

    kind: ClassVar[str] = "attribution"
    first: str = ""
    last: str = ""
    conversion: str = "won"

    @property
    def period(self) -> str | None:
        return f"{self.first}/{self.last}" if self.first and self.last else None


@dataclass(frozen=True, slots=True)
class EffortAsked(Question):
    """How often to try."""

    kind: ClassVar[str] = "followup"
    first: str = ""
    last: str = ""
    value: str = ""
    cost: str = ""
    attempts: str = ""
    by: str = "grade"

    @property
    def period(self) -> str | None:
        return f"{self.first}/{self.last}" if self.first and self.last else None


KINDS: Mapping[str, type[Question]] = {
    one.kind: one for one in (WhyAsked, CreditAsked, EffortAsked)
}


def read_question(kind: str, query: Mapping[str, str]) -> Question:
    """The question of a kind that an address asks; KeyError for a kind there is not."""
    of = KINDS[kind]
    asked = of()
    given = {
        one.name: query[one.name].strip()
        for one in fields(of)
        if one.name in query and query[one.name].strip()
    }
    return replace(asked, **given)


def this_moment() -> Moment:
    """What the ledger stands on, so that an answer and the ledger speak of the same evidence.

    Before anything was evaluated: the newest evidence, as of the workspace's midnight.
    """
    held = book()
    standing: StandingLedger = standing_ledger(workspace(), held)
    zone = workspace().time_zone
    if standing.as_of is not None:
        as_of = standing.as_of.astimezone(zone)
    else:
        now = workspace().now().astimezone(zone)
        as_of = now.replace(hour=0, minute=0, second=0, microsecond=0)
    versions = tuple(sorted((v.agreement.name, v.version) for v in held.versions))
    return Moment(as_of, standing.snapshot, versions, held)


def usual_spans(as_of: datetime) -> list[tuple[date, date]]:
    """The spans that one asks about most: the last two quarters and the last three months."""
    today = as_of.date()
    quarter = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    month = date(today.year, today.month, 1)
    quarters = [
        (_months_before(quarter, 3 * n), _months_before(quarter, 3 * n - 3)) for n in (1, 2)
    ]
    months = [(_months_before(month, n), _months_before(month, n - 1)) for n in (1, 2, 3)]
    return [(first, after - timedelta(days=1)) for first, after in quarters + months]


def _months_before(first: date, months: int) -> date:
    number = first.year * 12 + first.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)
