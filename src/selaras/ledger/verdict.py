"""A verdict: a commitment held against evidence for one subject and period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from selaras.agreements.values import Direction
from selaras.ledger.period import Period

METHOD_VERSION = "10"
"""Changes when a rule of judging changes, so that a replay says which rules it followed."""


class Status(StrEnum):
    KEPT = "kept"
    MISSED = "missed"
    AT_RISK = "at_risk"
    RUNNING = "running"
    EXCUSED = "excused"
    CANNOT_TELL = "cannot_tell"


DECIDED = frozenset({Status.KEPT, Status.MISSED, Status.EXCUSED})

Number = int | Decimal | Fraction


class Tally(NamedTuple):
    """Items of one subject and period by judgement.

    `total` is the sum of an amount, or None. `hanging` counts items whose working time ran over
    a holiday that is only estimated. A tuple, because they are made and looked up by the ten
    thousand.
    """

    kept: int = 0
    broken: int = 0
    open: int = 0
    unknown: int = 0
    exempt: int = 0
    hanging: int = 0
    total: Decimal | None = None

    @property
    def n(self) -> int:
        return self.kept + self.broken + self.open + self.unknown

    def plus(self, other: Tally) -> Tally:
        """Both together."""
        totals = [t for t in (self.total, other.total) if t is not None]
        return Tally(
            self.kept + other.kept,
            self.broken + other.broken,
            self.open + other.open,
            self.unknown + other.unknown,
            self.exempt + other.exempt,
            self.hanging + other.hanging,
            sum(totals, Decimal(0)) if totals else None,
        )


@dataclass(frozen=True)
class Verdict:
    """What the evidence says of one commitment, subject and period.

    `value` is the share kept of those decided for measures with items, the count, sum or ratio
    for the others; None where there is nothing to divide. `low` and `high` are its 90% interval
    (or its bounds, where rows are unknown). `estimate` is the share or number to expect once
    everything is decided. `probability_missed` is None once decided, and where fewer than 30
    earlier items are known. `horizon` is how far the evidence is complete; `final` means that
    nothing can change but by late evidence; `restates` is the id of the final verdict before it.
    `direction` says whether the target is the least that is asked (`at_least`) or the most
    (`at_most`); None in verdicts that were written before it was told.
    """

    agreement: str
    version: str
    standing: str
    commitment: str
    promisor: str
    promisee: str
    subject: str | None
    subject_kind: str | None
    period: Period
    status: Status
    unit: str
    target: Number | str | None
    asked: Fraction | None
    value: Number | None
    n: int
    kept: int
    broken: int
    open: int
    unknown: int
    exempt: int
    low: float | None
    high: float | None
    estimate: float | None
    probability_missed: float | None
    calendar_version: str
    horizon: datetime | None
    final: bool
    restates: str | None = None
    reason: str | None = None
    direction: str | None = None

    @classmethod
    def of(cls, subject: str | None, period: Period, figures: Mapping[str, Any]) -> Verdict:
        """The verdict on a subject and period with these other fields.

        Verdicts are made by the ten thousand, and a frozen one sets its fields one by one: this
        takes a tenth of the time. Every field is to be given, but those with a default.
        """
        verdict = object.__new__(cls)
        fields = verdict.__dict__
        fields.update(figures)
        fields["subject"], fields["period"] = subject, period
        return verdict

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """What a verdict is about: agreement, commitment, period and subject, sortable."""
        return (
            self.agreement,
            self.commitment,
            *self.period.span,
            "" if self.subject is None else f"={self.subject}",
        )

    @property
    def is_ceiling(self) -> bool:
        """Whether the target is the most that may be."""
        return self.direction == Direction.AT_MOST

    def but(self, **changes: object) -> Verdict:
        """The same verdict with some fields changed."""
        return replace(self, **changes)  # type: ignore[arg-type]


@lru_cache(maxsize=1024)
def as_written(value: float | None) -> Fraction | None:
    """A figure as the number that it is written as: 0.9 is nine tenths."""
    return None if value is None else Fraction(str(value))
