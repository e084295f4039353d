"""People who are counted, and since when they are there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from selaras.ledger.period import Period
from selaras.ledger.target import Tenure


@dataclass(frozen=True, slots=True)
class Staff:
    """Who is there to be counted: reps and when they are active, and everybody's first day."""

    reps: tuple[tuple[str, date | None, date | None], ...] = ()
    tenure: Tenure = field(default_factory=lambda: Tenure({}))

    def active(self, period: Period) -> Iterable[str]:
        for person, since, until in self.reps:
            if (since is None or since <= period.last) and (until is None or until >= period.first):
                yield person
