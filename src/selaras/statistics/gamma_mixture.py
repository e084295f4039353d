"""Mixtures of gamma distributions: a quantity of 0 or more whose mean and scatter are not known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammainc

from selaras.statistics.intervals import LEVEL, Interval

Floats = NDArray[np.float64]
_HALVINGS = 60
_FAR = 20.0
_LEAST = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class GammaMixture:
    """Components with means and variances of 0 or more, and weights that add up to 1.

    A component without a variance is its mean, exactly.
    """

    means: Floats
    variances: Floats
    weights: Floats

    @property
    def mean(self) -> float:
        return float(self.weights @ self.means)

    def below(self, x: ArrayLike) -> Floats:
        """P(X ≤ x)."""
        at = np.asarray(x, dtype=np.float64)[..., None]
        spread = np.maximum(self.variances, _LEAST * np.maximum(self.means, _LEAST) ** 2)
        mean = np.maximum(self.means, _LEAST)
        chance = gammainc(mean**2 / spread, np.maximum(at, 0.0) * mean / spread)
        return np.asarray(np.where(at < 0, 0.0, chance) @ self.weights)

    def quantiles(self, probability: ArrayLike) -> Floats:
        """x with P(X ≤ x) = probability, each between 0 and 1."""
        p = np.asarray(probability, dtype=np.float64)
        if np.any((p <= 0) | (p >= 1)):
            raise ValueError("a quantile needs probabilities between 0 and 1")
        low = np.zeros(p.shape)
        high = np.full(p.shape, float((self.means + _FAR * np.sqrt(self.variances)).max()) + 1e-9)
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            short = self.below(middle) < p
            low, high = np.where(short, middle, low), np.where(short, high, middle)
        return np.asarray((low + high) / 2)

    def interval(self, level: float = LEVEL) -> Interval:
        """Between its (1 − level)/2 quantiles."""
        tail = (1 - level) / 2
        low, high = self.quantiles([tail, 1 - tail])
        return Interval(float(low), float(high))
