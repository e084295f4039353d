"""What is likely of items that are still open, and of periods that still run.

Sources: methods.md §2 (Kaplan–Meier, Aalen–Johansen) and §10 (forecast of a count).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from selaras.statistics.counts import Gamma, forecast
from selaras.statistics.masses import poisson_binomial, probability_at_least
from selaras.statistics.survival import IncidenceCurves, aalen_johansen

MINIMUM_ITEMS = 30
"""Fewer earlier items than this say nothing about the next one (*choice*, rule 6)."""
AT_RISK = 0.5
"""P(miss) from which an undecided verdict is at risk (*choice*, rule 6)."""
MOST_COMING = 5000
"""More items to come than this are scaled down: the answer does not change in its digits."""


Wholes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Waits:
    """Items on their own time axis, grouped: of one subject and period, or of a whole period.

    `times`, `causes` (0 open, 1 kept, 2 exempt) and `weights` (how many) are parallel. A broken
    item is open beyond `due`: nothing happened to it in time. `due` is the allowance on the axis.
    """

    times: Wholes
    causes: Wholes
    weights: Wholes
    due: int

    @classmethod
    def of(cls, columns: Sequence[Sequence[int]], due: int) -> Waits:
        """From what `columns` gave."""
        times, causes, weights = np.array(columns, dtype=np.int64).reshape(3, -1)
        return cls(times, causes, weights, due)

    @property
    def columns(self) -> list[list[int]]:
        """Times, causes and weights as plain lists, to be kept as JSON."""
        return [self.times.tolist(), self.causes.tolist(), self.weights.tolist()]

    @property
    def items(self) -> int:
        return int(self.weights.sum())

    @property
    def open_ages(self) -> Wholes:
        """Ages of the open items, each as often as there are items of it, oldest last."""
        open_now = (self.causes == 0) & (self.times <= self.due)
        return np.sort(np.repeat(self.times[open_now], self.weights[open_now]))

    def curves(self) -> IncidenceCurves:
        return aalen_johansen(self.times, self.causes, weights=self.weights)


def pooled(waits: Iterable[Waits], due: int) -> Waits:
    """Items of several subjects or periods as one sample, each time and cause once."""
    parts = [np.stack([w.times, w.causes, w.weights]) for w in waits]
    if not parts:
        return Waits.of([[], [], []], due)
    times, causes, weights = np.concatenate(parts, axis=1)
    distinct, place = np.unique(np.stack([times, causes]), axis=1, return_inverse=True)
    together = np.bincount(place.reshape(-1), weights=weights, minlength=distinct.shape[1])
    return Waits(distinct[0], distinct[1], together.astype(np.int64), due)


def share_in_time(waits: Waits) -> float | None:
    """F_kept(due) by Aalen–Johansen: the share answered in time, open items censored."""
    return float(waits.curves().at(1, float(waits.due))) if waits.items else None


def keep_probabilities(
    curves: IncidenceCurves, ages: Sequence[int] | Wholes, due: int
) -> np.ndarray:
    """P(kept | open at each age and not exempt), from the curves of earlier items."""
    age = np.asarray(ages, dtype=float)
    alive = curves.survival_at(age)
    kept = curves.at(1, float(due)) - curves.at(1, age)
    exempt = curves.at(2, float(due)) - curves.at(2, age) if curves.causes >= 2 else 0.0 * age
    remaining = alive - exempt
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(remaining > 0, kept / remaining, 0.0)
    return np.clip(share, 0.0, 1.0)


def miss_of_share(
    curves: IncidenceCurves,
    open_ages: Sequence[int] | Wholes,
    due: int,
    *,
    kept: int,
    lost: int,
    coming: float,
    asked: Fraction,
) -> float:
    """P(the share kept ends below what is asked).

    Parameters
    ----------
    open_ages
        Ages of the open items on the axis of the curves.
    kept, lost
        Items that are kept, and those that are broken or unknown.
    coming
        Items expected in the rest of the period; each is kept as an item of age 0 is.
    """
    probabilities = keep_probabilities(curves, open_ages, due)
    more = round(min(coming, MOST_COMING))
    if more:
        (fresh,) = keep_probabilities(curves, [0], due)
        probabilities = np.concatenate([probabilities, np.full(more, fresh)])
    n = kept + lost + len(probabilities)
    need = -(-asked.numerator * n // asked.denominator) - kept
    return 1.0 - float(probability_at_least(poisson_binomial(probabilities), need))


def miss_of_count(
    prior: Gamma, observed: int, exposure: float, target: float, *, at_least: bool
) -> tuple[float, float]:
    """Expected count at the period's end, and P(the target is missed)."""
    outlook = forecast(prior, observed, min(max(exposure, 0.0), 1.0))
    hit = outlook.probability_at_least(target) if at_least else outlook.probability_at_most(target)
    return outlook.mean, 1.0 - hit
