"""From a tally to a status: integers and exact fractions only, no evidence, no clock.

Rules 2, 4 and 5 of docs/verdicts.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from selaras.agreements.values import Direction
from selaras.ledger.verdict import Status, Tally


@dataclass(frozen=True, slots=True)
class Judgement:
    """A status with why it cannot be told, where it cannot."""

    status: Status
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the period has come.

    `ended` is true when the horizon has reached the period's end; `known` is false when the
    evidence is complete only up to a time before the period began, and `begun` where it is
    complete only from a time after that.
    """

    ended: bool
    known: bool = True
    begun: bool = True

    @property
    def unseen(self) -> Judgement | None:
        """Why the period cannot be told from what is loaded; None where it can."""
        if self.begun and self.known:
            return None
        return Judgement(Status.CANNOT_TELL, "stale" if self.begun else "begins_later")


# Shares are judged by the thousand, to one of these.
_BY_NAME = {status: Judgement(status) for status in (Status.KEPT, Status.MISSED, Status.RUNNING)}


def judge_share(tally: Tally, asked: Fraction, progress: Progress) -> Judgement:
    """Items that are kept or broken, against the share asked (rule 4)."""
    n, kept = tally.n, tally.kept
    if not (progress.begun and progress.ended):
        if asked == 1 and tally.broken > 0:
            return _BY_NAME[Status.MISSED]
        return progress.unseen or _BY_NAME[Status.RUNNING]
    if n == 0:
        return Judgement(Status.CANNOT_TELL, "nothing_due")
    if kept * asked.denominator >= asked.numerator * n:
        return _BY_NAME[Status.KEPT]
    if (n - tally.broken) * asked.denominator < asked.numerator * n:
        return _BY_NAME[Status.MISSED]
    if tally.open > 0:
        return _BY_NAME[Status.RUNNING]
    return Judgement(Status.CANNOT_TELL, "unknown_items")


def judge_bounds(
    low: Fraction,
    high: Fraction | None,
    direction: Direction,
    target: Fraction,
    progress: Progress,
    *,
    grows: bool = True,
) -> Judgement:
    """A count, an amount or a ratio that lies between `low` and `high` (None: no bound), rule 5.

    `grows` says that the value can only rise while the period runs, so that it may be decided
    before the end; ratios may not.
    """
    reached = low >= target if direction is Direction.AT_LEAST else low > target
    early = Status.KEPT if direction is Direction.AT_LEAST else Status.MISSED
    if grows and reached:
        return Judgement(early)
    if not (progress.begun and progress.ended):
        return progress.unseen or Judgement(Status.RUNNING)
    if direction is Direction.AT_LEAST:
        kept, missed = low >= target, high is not None and high < target
    else:
        kept, missed = high is not None and high <= target, low > target
    if kept:
        return Judgement(Status.KEPT)
    if missed:
        return Judgement(Status.MISSED)
    return Judgement(Status.CANNOT_TELL, "unknown_items")


def exact(value: Decimal | int | Fraction) -> Fraction:
    """The same number as a fraction."""
    return Fraction(value)
