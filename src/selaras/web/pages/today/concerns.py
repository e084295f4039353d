"""What asks for attention: whose sentence comes first, and which promises are in trouble now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from selaras.ledger.together import Together
from selaras.ledger.verdict import Status
from selaras.records.people.scope import Scope
from selaras.web.ledger_now import Promise, SeenLedger, is_current
from selaras.web.pages.ledger.pairs import Side


@dataclass(frozen=True)
class Concern:
    """A promise of a period that has not ended, with something missed or at risk in it."""

    promise: Promise
    now: Together

    @property
    def weight(self) -> tuple[float, int]:
        counts = self.now.counts
        troubled = counts[Status.MISSED] + counts[Status.AT_RISK]
        return troubled / self.now.subjects, troubled


def by_weight(sides: Iterable[Side], reach: Scope, as_of: datetime) -> list[Side]:
    """What one's own parties owe first, and of that what asks for most attention."""

    def weight(side: Side) -> tuple[bool, int, int]:
        now = side.running(as_of)
        return (
            side.promisor in reach.members_of,
            now[Status.MISSED] + now[Status.AT_RISK],
            side.last_counts[Status.MISSED],
        )

    return sorted(sides, key=weight, reverse=True)


def concerns_of(seen: SeenLedger) -> list[Concern]:
    """Promises that run with something missed or at risk, the most troubled first."""
    if seen.as_of is None:
        return []
    found = [
        Concern(promise, promise.newest)
        for promise in seen.promises
        if is_current(promise.newest.period, seen.as_of)
    ]
    troubled = [one for one in found if one.weight[1]]
    return sorted(troubled, key=lambda one: one.weight, reverse=True)
