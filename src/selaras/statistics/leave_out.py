"""Intervals by leaving out one group of observations at a time (the jackknife)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from selaras.statistics.intervals import LEVEL, Interval
from selaras.statistics.jackknife import jackknife_covariance, t_interval

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Spreading:
    """An estimate (a number or a flat array of them) and what it becomes without each group.

    `without` has a row a group. `standard_error` is √((R − 1)/R · Σ(θ₍ᵢ₎ − θ̄)²) (Efron and Stein
    1981); intervals use t with R − 1 degrees of freedom (methods.md §3).
    """

    whole: Floats
    without: Floats

    @property
    def groups(self) -> int:
        return int(self.without.shape[0])

    @property
    def standard_error(self) -> Floats:
        return np.asarray(np.sqrt(np.diag(jackknife_covariance(self.without))))

    def interval(self, at: int = 0, level: float = LEVEL) -> Interval:
        """Of the number at that place of the estimate."""
        error = float(self.standard_error[at])
        return t_interval(float(self.whole[at]), error, self.groups - 1, level)

    def draws(self, many: int, seed: int = 0) -> Floats:
        """`many` draws of the whole estimate, t-distributed around it, one a row.

        They spread and hang together as the estimates without each group do; the same seed gives
        the same draws.
        """
        generator = np.random.Generator(np.random.PCG64(seed))
        freedom = self.groups - 1
        scale = np.sqrt(freedom / generator.chisquare(freedom, (many, 1)))
        noise = generator.standard_normal((many, self.groups))
        return np.asarray(self.whole + scale * (noise @ self._deviations))

    @property
    def _deviations(self) -> Floats:
        away = self.without - self.without.mean(axis=0)
        return np.asarray(away * math.sqrt((self.groups - 1) / self.groups))


def leave_out(
    counts: ArrayLike, estimate: Callable[[Floats], ArrayLike], most_groups: int | None = None
) -> Spreading:
    """Estimate from the sums of `counts`, and without each of their groups.

    Parameters
    ----------
    counts
        Additive counts, the groups on the first axis; at least two of them.
    estimate
        Gives a number or a flat array of them for counts summed over groups.
    most_groups
        Above so many, groups are left out several at a time: every so many-th together.
    """
    found = np.asarray(counts, dtype=np.float64)
    if found.shape[0] < 2:
        raise ValueError("leaving one group out takes at least two")
    if most_groups is not None and found.shape[0] > most_groups:
        found = np.stack([found[i::most_groups].sum(axis=0) for i in range(most_groups)])
    total = found.sum(axis=0)
    whole = np.atleast_1d(np.asarray(estimate(total), dtype=np.float64))
    without = [np.atleast_1d(np.asarray(estimate(total - group))) for group in found]
    return Spreading(whole, np.stack(without).astype(np.float64))
