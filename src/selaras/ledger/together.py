"""Verdicts on one commitment and period taken together: how its promises go as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from selaras.ledger.items.subject import UNASSIGNED
from selaras.ledger.period import Period
from selaras.ledger.recorded import RecordedVerdict
from selaras.ledger.verdict import Number, Status, Verdict
from selaras.statistics.intervals import poisson_exact, wilson
from selaras.statistics.masses import poisson_binomial

FEWEST = 3
"""Of fewer subjects a sum says too much of each (*choice*): it is not shown to whoever may not see
them one by one."""
_TAIL = 0.05


@dataclass(frozen=True, slots=True)
class Together:
    """All verdicts of one commitment in one period.

    `value` is the share kept of all items decided, the ratio of all, or the mean count or amount
    of a subject; `low` and `high` are its 90% interval, None where there is none. `n` counts
    items. `is_mean` says that the value is one of a subject's and not of all.
    """

    recorded: tuple[RecordedVerdict, ...]
    counts: Counter[Status]
    value: Number | None
    low: float | None
    high: float | None
    n: int
    is_mean: bool

    @property
    def first(self) -> Verdict:
        """Any one of them: what they have in common can be read off it."""
        return self.recorded[0].verdict

    @property
    def owed(self) -> tuple[Verdict, ...]:
        """Those that somebody can be held to, which a mean is of."""
        return _owed([one.verdict for one in self.recorded])

    @property
    def period(self) -> Period:
        return self.first.period

    @property
    def subjects(self) -> int:
        return len(self.recorded)

    @property
    def decided(self) -> int:
        """Kept or missed; what was excused stands beside."""
        return self.counts[Status.KEPT] + self.counts[Status.MISSED]

    @property
    def kept_count(self) -> int:
        return self.counts[Status.KEPT]

    @property
    def is_over(self) -> bool:
        """Whether nothing runs any more."""
        return not (self.counts[Status.RUNNING] or self.counts[Status.AT_RISK])

    @property
    def worst(self) -> Status:
        """The status that asks for the most attention."""
        return next(status for status in WORST_FIRST if self.counts[status])


WORST_FIRST = (
    Status.MISSED, Status.AT_RISK, Status.CANNOT_TELL, Status.EXCUSED, Status.RUNNING, Status.KEPT,
)  # fmt: skip
"""Statuses by how much they ask for attention."""


@dataclass(frozen=True, slots=True)
class Misses:
    """How many subjects are expected to end missed, with a 90% interval."""

    expected: float
    low: int
    high: int
    of: int


def together(recorded: Iterable[RecordedVerdict]) -> Together:
    """Verdicts on one commitment and period as one; there is at least one."""
    found = tuple(recorded)
    verdicts = [one.verdict for one in found]
    value, low, high, is_mean = _value(verdicts)
    return Together(
        recorded=found,
        counts=Counter(v.status for v in verdicts),
        value=value,
        low=low,
        high=high,
        n=sum(v.n for v in verdicts),
        is_mean=is_mean,
    )


def expected_misses(verdicts: Sequence[Verdict]) -> Misses | None:
    """From each one's own probability; None where something runs and has none.

    The sum of independent chances (methods.md §2): what subjects share, such as a bad week of a
    channel, makes the true interval wider.
    """
    running = [v for v in verdicts if v.status in (Status.RUNNING, Status.AT_RISK)]
    if not running or any(v.probability_missed is None for v in running):
        return None
    missed = sum(1 for v in verdicts if v.status is Status.MISSED)
    chances = [float(v.probability_missed or 0.0) for v in running]
    masses = poisson_binomial(chances).cumsum()
    low, high = (int((masses < tail).sum()) for tail in (_TAIL, 1 - _TAIL))
    return Misses(missed + sum(chances), missed + low, missed + high, len(verdicts))


def _value(verdicts: Sequence[Verdict]) -> tuple[Number | None, float | None, float | None, bool]:
    if len(verdicts) == 1:
        only = verdicts[0]
        return only.value, only.low, only.high, False
    unit = verdicts[0].unit
    kept = sum(v.kept for v in verdicts)
    if unit in ("share", "ratio"):
        of = sum(v.kept + v.broken if unit == "share" else v.n for v in verdicts)
        if not of:
            return None, None, None, False
        interval = wilson(kept, of) if kept <= of else None
        ends = (None, None) if interval is None else (interval.low, interval.high)
        return Fraction(kept, of), *ends, False
    return *_mean(_owed(verdicts)), True


def _owed(verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
    return tuple(v for v in verdicts if v.subject != UNASSIGNED)


def _mean(verdicts: Sequence[Verdict]) -> tuple[Number | None, float | None, float | None]:
    known = [v.value for v in verdicts if v.value is not None]
    if not known or len(known) < len(verdicts):
        return None, None, None
    total = sum((Fraction(value) for value in known), Fraction(0))
    mean = total / len(known)
    if all(isinstance(value, int) for value in known) and not any(v.unknown for v in verdicts):
        exact = poisson_exact(int(total))
        return mean, exact.low / len(known), exact.high / len(known)
    return Decimal(mean.numerator) / Decimal(mean.denominator), None, None
