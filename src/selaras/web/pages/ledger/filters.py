"""What of the ledger is looked at, as it stands in the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from django.http import QueryDict

from selaras.ledger.recorded import RecordedVerdict
from selaras.ledger.verdict import Status
from selaras.web.ledger_now import Promise


@dataclass(frozen=True, slots=True)
class Filters:
    """Empty texts do not filter. `period` is a period's days (`Period.days`) or their beginning,
    such as 2026-05.

    `view` is `promises` (how each promise goes, period by period) or `verdicts` (one by one).
    """

    agreement: str = ""
    commitment: str = ""
    party: str = ""
    status: str = ""
    period: str = ""
    subject: str = ""
    view: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> Filters:
        """From an address; what is no status is ignored."""
        found = cls(**{name.name: query.get(name.name, "").strip() for name in fields(cls)})
        known = found.status in Status.__members__.values() or not found.status
        return found if known else replace(found, status="")

    @property
    def lists_verdicts(self) -> bool:
        """Whether verdicts are listed one by one: asked for, or needed by what is filtered."""
        return self.view == "verdicts" or bool(self.status or self.period or self.subject)

    @property
    def are_set(self) -> bool:
        return self != Filters(view=self.view)

    def query(self, **changes: str) -> str:
        """The part of an address behind the question mark, only what filters."""
        other = replace(self, **changes)
        pairs = [(f.name, getattr(other, f.name)) for f in fields(other)]
        return urlencode([pair for pair in pairs if pair[1]])

    @property
    def promises_query(self) -> str:
        """The address of the same promises, one by one with their periods."""
        return self.query(view="", status="", period="", subject="")

    @property
    def verdicts_query(self) -> str:
        """The address of the same, verdict by verdict."""
        return self.query(view="verdicts")

    def holds_promise(self, promise: Promise) -> bool:
        """Whether a promise is looked at."""
        agreement, commitment = promise.key
        sides = (promise.commitment.promisor, promise.commitment.promisee)
        return (
            self.agreement in ("", agreement)
            and self.commitment in ("", commitment)
            and (not self.party or self.party in sides)
        )

    def chosen(self, recorded: Sequence[RecordedVerdict]) -> Sequence[RecordedVerdict]:
        """The verdicts looked at, in the order that they come in."""
        if not self.are_set:
            return recorded
        return [one for one in recorded if self._holds(one)]

    def _holds(self, one: RecordedVerdict) -> bool:
        verdict = one.verdict
        return (
            self.agreement in ("", verdict.agreement)
            and self.commitment in ("", verdict.commitment)
            and (not self.party or self.party in (verdict.promisor, verdict.promisee))
            and self.status in ("", verdict.status.value)
            and verdict.period.days.startswith(self.period)
            and self.subject in ("", verdict.subject)
        )
