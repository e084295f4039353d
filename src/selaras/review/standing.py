"""How one promise stands: its newest closed period, the one that runs, and what came before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from selaras.ledger.verdict import Status, Verdict

OPEN = frozenset({Status.RUNNING, Status.AT_RISK})


@dataclass(frozen=True, slots=True)
class Told:
    """A verdict with the id it is on record under."""

    id: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class PeriodStanding:
    """All verdicts of one commitment in one period.

    `first` and `last` are its local days, both included; `told` is ordered by subject.
    """

    first: date
    last: date
    told: tuple[Told, ...]

    @property
    def counts(self) -> Mapping[Status, int]:
        """How many subjects have each status."""
        return Counter(one.verdict.status for one in self.told)

    @property
    def is_closed(self) -> bool:
        """Whether nothing in it is open any more."""
        return not any(one.verdict.status in OPEN for one in self.told)

    @property
    def is_kept(self) -> bool:
        """Whether every subject that could be told kept it (or was excused), one of them at least.

        Where nothing can be told it is not kept.
        """
        counts = self.counts
        bad = counts[Status.MISSED] + sum(counts[status] for status in OPEN)
        return bad == 0 and counts[Status.KEPT] > 0

    @property
    def is_missed(self) -> bool:
        return self.counts[Status.MISSED] > 0

    def with_status(self, *statuses: Status) -> tuple[Told, ...]:
        return tuple(one for one in self.told if one.verdict.status in statuses)


@dataclass(frozen=True, slots=True)
class CommitmentStanding:
    """The periods of one commitment, the newest first."""

    commitment: str
    periods: tuple[PeriodStanding, ...]

    @property
    def closed(self) -> PeriodStanding | None:
        """The newest period in which nothing is open."""
        return next((one for one in self.periods if one.is_closed), None)

    @property
    def open(self) -> tuple[PeriodStanding, ...]:
        """Periods in which something is open, the newest first: an earlier one may wait still."""
        return tuple(one for one in self.periods if not one.is_closed)

    def run(self, wanted: str) -> int:
        """How many closed periods in a row, back from the newest, were `kept` or `missed`."""
        count = 0
        for one in self.periods:
            if not one.is_closed:
                continue
            if not (one.is_kept if wanted == "kept" else one.is_missed):
                break
            count += 1
        return count


def standing_of(commitment: str, told: Iterable[Told]) -> CommitmentStanding:
    """How `commitment` stands, from any verdicts; those of other commitments are left out.

    Of rolling windows, which overlap from day to day, only those that do not overlap count.
    """
    by_period: dict[tuple[date, date], list[Told]] = {}
    for one in told:
        if one.verdict.commitment == commitment:
            span = (one.verdict.period.first, one.verdict.period.last)
            by_period.setdefault(span, []).append(one)
    periods: list[PeriodStanding] = []
    for (first, last), found in sorted(by_period.items(), reverse=True):
        if periods and last >= periods[-1].first:
            continue
        ordered = sorted(found, key=lambda t: t.verdict.subject or "")
        periods.append(PeriodStanding(first, last, tuple(ordered)))
    return CommitmentStanding(commitment, tuple(periods))
