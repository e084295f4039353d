"""Probability masses of whole numbers: arrays whose element i is P(X = i)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Mass = NDArray[np.float64]
Wholes = NDArray[np.int64]
_DIRECT = 2048
"""Longer masses than this are multiplied by Fourier transform, whose error of about 1e-16 is
absolute and so would hide the small tails of short ones."""
_MOST_PLACES = 256
"""Of a mass with more places than this, as many of its quantiles stand for it."""
_NEGLIGIBLE = 1e-15
_SMALL, _TOGETHER = 512, 64
"""Groups of so few trials are reckoned so many at a time: more would leave the cache."""


def poisson_binomial(probabilities: Sequence[float] | Mass) -> Mass:
    """Mass of how many of independent trials succeed, each with its own probability.

    Exact, by convolution of halves; the result has one element more than there are trials and
    does not depend on their order. Raises ValueError for a probability outside 0 … 1.
    """
    p = np.sort(np.asarray(probabilities, dtype=np.float64).ravel())
    if p.size and not (p[0] >= 0 and p[-1] <= 1):
        raise ValueError("probabilities must lie between 0 and 1")
    masses = [np.array([1 - x, x]) for x in p] or [np.ones(1)]
    while len(masses) > 1:
        paired = [sum_pmf(a, b) for a, b in zip(masses[::2], masses[1::2], strict=False)]
        masses = paired + masses[len(paired) * 2 :]
    return masses[0]


def poisson_binomials(groups: Sequence[Sequence[float] | Mass]) -> list[Mass]:
    """`poisson_binomial` of each group, reckoned for many small ones at a time.

    The same up to rounding: here the trials of a group come in one by one, the least likely first.
    """
    trials = [np.sort(np.asarray(group, dtype=np.float64).ravel()) for group in groups]
    masses: list[Mass] = [np.ones(1)] * len(trials)
    order = sorted(range(len(trials)), key=lambda one: trials[one].size)
    while order:
        together = [one for one in order[:_TOGETHER] if trials[one].size <= _SMALL]
        if not together:
            masses[order[0]] = poisson_binomial(trials[order[0]])
        for one, mass in zip(together, _row_by_row([trials[i] for i in together]), strict=True):
            masses[one] = mass
        order = order[max(len(together), 1) :]
    return masses


def _row_by_row(trials: Sequence[Mass]) -> list[Mass]:
    most = max((row.size for row in trials), default=0)
    # What a shorter row lacks are trials that never succeed, and come first.
    p = np.zeros((len(trials), most))
    for number, row in enumerate(trials):
        if row.size and not (row[0] >= 0 and row[-1] <= 1):
            raise ValueError("probabilities must lie between 0 and 1")
        p[number, most - row.size :] = row
    mass = np.zeros((len(trials), most + 1))
    mass[:, 0] = 1.0
    for trial in range(most):
        chance = p[:, trial : trial + 1]
        succeeded = mass[:, : trial + 1] * chance
        mass[:, : trial + 1] *= 1 - chance
        mass[:, 1 : trial + 2] += succeeded
    return [mass[number, : row.size + 1].copy() for number, row in enumerate(trials)]


def sum_pmf(a: Mass, b: Mass) -> Mass:
    """Mass of the sum of two independent numbers with the masses a and b."""
    if min(a.size, b.size) <= _DIRECT:
        return np.convolve(a, b)
    size = a.size + b.size - 1
    both = np.fft.irfft(np.fft.rfft(a, size) * np.fft.rfft(b, size), size)
    clipped = np.clip(both, 0.0, None)
    return np.asarray(clipped / clipped.sum() * (a.sum() * b.sum()))


def beta_binomial_pmf(n: int, a: float, b: float) -> Mass:
    """Mass of successes in n trials whose common probability is Beta(a, b), a and b above 0."""
    if n < 0 or not (a > 0 and b > 0):
        raise ValueError("a beta-binomial needs n ≥ 0, a > 0 and b > 0")
    k = np.arange(n)
    steps = np.log((n - k) / (k + 1)) + np.log((a + k) / (b + n - 1 - k))
    logs = np.concatenate(([0.0], np.cumsum(steps)))
    mass = np.exp(logs - logs.max())
    return np.asarray(mass / mass.sum())


def negative_binomial_pmf(shape: float, keep: float) -> Mass:
    """Mass of NB(shape, p = keep): mean shape·(1 − keep)/keep; cut where under 1e-15 is left.

    `shape` is above 0 and need not be whole; `keep` lies in (0, 1].
    """
    if not shape > 0 or not 0 < keep <= 1:
        raise ValueError("a negative binomial needs shape > 0 and 0 < p ≤ 1")
    if keep == 1:
        return np.ones(1)
    size = _reach(shape, keep)
    k = np.arange(size)
    logs = np.concatenate(([0.0], np.cumsum(np.log((shape + k) / (k + 1)) + math.log1p(-keep))))
    mass = np.exp(logs + shape * math.log(keep))
    if mass[0] == 0 or shape * math.log(keep) < -600:
        mass = np.exp(logs - logs.max())
    return np.asarray(mass / mass.sum())


def _reach(shape: float, keep: float) -> int:
    """A number that NB(shape, keep) exceeds with probability under 1e-15, by Chernoff's bound."""
    mean = shape * (1 - keep) / keep
    high = mean + 10.0
    while _log_tail(high, shape, keep) > math.log(1e-15):
        high = mean + 1.3 * (high - mean)
    return math.ceil(high)


def _log_tail(x: float, shape: float, keep: float) -> float:
    """Chernoff: log P(X ≥ x) ≤ this, for x above the mean."""
    share = x / (x + shape)
    return x * math.log((1 - keep) / share) + shape * math.log(keep / (1 - share))


def probability_at_least(mass: Mass, need: int) -> float:
    """P(X ≥ need); 1 for a need of 0 or less."""
    if need <= 0:
        return 1.0
    return min(1.0, float(mass[need:].sum()))


def spread(mass: Mass) -> tuple[list[int], Mass]:
    """Numbers that a mass is on, and how likely each is: all of them, or quantiles of a wide one.

    These are the middles of 256 parts that are equally likely; a mean over them is that over the
    whole to about the third digit.
    """
    places = np.flatnonzero(mass > _NEGLIGIBLE)
    if places.size <= _MOST_PLACES:
        return places.tolist(), mass[places] / mass[places].sum()
    middles = (np.arange(_MOST_PLACES) + 0.5) / _MOST_PLACES
    numbers = np.searchsorted(np.cumsum(mass), middles * mass.sum())
    distinct, times = np.unique(numbers, return_counts=True)
    return distinct.tolist(), times / _MOST_PLACES


@dataclass(frozen=True, slots=True, eq=False)
class BinomialsBelow:
    """P(X ≤ x) for binomial numbers X of one probability and several numbers of trials.

    `trials` are these, ascending. Of each, `share` holds P(X ≤ x) from the place `begins` on, for
    `size` numbers x from `first` on; as good as 0 and 1 beside.
    """

    trials: Wholes
    first: Wholes
    size: Wholes
    begins: Wholes
    share: Mass

    @classmethod
    def of(cls, trials: Iterable[int], p: float) -> BinomialsBelow:
        numbers = sorted(set(trials))
        rows = [_binomial_below(n, p) for n in numbers]
        first, size = (
            np.array(column, dtype=np.int64)
            for column in ([low for low, _share in rows], [share.size for _low, share in rows])
        )
        share = np.concatenate([share for _low, share in rows]) if rows else np.zeros(0)
        return cls(np.array(numbers, dtype=np.int64), first, size, np.cumsum(size) - size, share)

    def at(self, trials: Wholes, x: Wholes) -> Mass:
        """P(X ≤ x): a row of `x` for each of the numbers of `trials`."""
        which = np.searchsorted(self.trials, trials)[:, np.newaxis]
        beyond = x - self.first[which]
        place = np.clip(beyond, 0, self.size[which] - 1)
        found = self.share[self.begins[which] + place]
        return np.where(beyond < 0, 0.0, np.where(beyond >= self.size[which] - 1, 1.0, found))


def _binomial_below(n: int, p: float) -> tuple[int, Mass]:
    """P(X ≤ x) from some x on, from 9 standard errors below the mean to 9 above it."""
    if not 0 < p < 1:
        return n if p >= 1 else 0, np.ones(1)
    reach = 9 * math.sqrt(n * p * (1 - p)) + 40
    first, last = max(0, math.floor(n * p - reach)), min(n, math.ceil(n * p + reach))
    k = np.arange(first + 1, last + 1)
    steps = np.log((n - k + 1) / k) + math.log(p / (1 - p))
    logs = np.concatenate(([0.0], np.cumsum(steps)))
    mass = np.exp(logs - logs.max())
    return first, np.cumsum(mass / mass.sum())


def probability_of_fewer(
    mass: Mass, others: BinomialsBelow, trials: Sequence[int], chances: Mass, need: Sequence[int]
) -> float:
    """P(X + Y < need), where X has the mass and Y is binomial, of a number of trials that varies.

    `chances` say how likely each number of `trials` is, and `need` what is needed then.
    """
    short = np.asarray(need, dtype=np.int64)[:, np.newaxis] - 1 - np.arange(mass.size)
    below = others.at(np.asarray(trials, dtype=np.int64), short)
    return min(1.0, float(chances @ below @ mass))


def rest_given_at_least(mass: Mass, least: int) -> Mass:
    """Mass of X − least, given that X is `least` or more; 0 for sure where that could not be."""
    if least <= 0:
        return mass
    rest = mass[least:]
    whole = float(rest.sum())
    return rest / whole if whole > 0 else np.ones(1)


def mean_of(mass: Mass) -> float:
    """E X."""
    return float((np.arange(mass.size) * mass).sum())


def quantile(mass: Mass, probability: float) -> int:
    """The smallest number x with P(X ≤ x) ≥ probability."""
    if not 0 <= probability <= 1:
        raise ValueError(f"{probability} is not a probability")
    place = int(np.searchsorted(np.cumsum(mass), probability))
    return min(place, mass.size - 1)
