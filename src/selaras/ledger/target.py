"""What is asked of a subject in a period, where it differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from selaras.agreements.values import Schedule, Varies
from selaras.ledger.period import Period

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Tenure:
    """Since when people are active, to count the periods that somebody has been in the role."""

    active_from: Mapping[str, date]

    def nth(self, subject: str | None, periods: Sequence[Period], index: int) -> int | None:
        """Which period of the person this is, from 1; None where the first day is not known."""
        since = self.active_from.get(subject or "")
        if since is None:
            return None
        return max(1, periods[index].number_since(since))


def target_of(
    schedule: Schedule[T],
    subject: str | None,
    periods: Sequence[Period],
    index: int,
    tenure: Tenure,
) -> T | None:
    """The target for one subject and period; None where nothing is asked."""
    cases = dict(schedule.cases)
    if schedule.varies is Varies.PERIOD:
        for key in periods[index].keys:
            if key in cases:
                return cases[key]
    elif schedule.varies is Varies.SUBJECT:
        if subject in cases:
            return cases[subject]
    elif schedule.varies is Varies.TENURE:
        nth = tenure.nth(subject, periods, index)
        if nth is not None and str(nth) in cases:
            return cases[str(nth)]
    return schedule.otherwise
