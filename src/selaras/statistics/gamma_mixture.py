"""Mixtures of gamma distributions: a quantity of 0 or more whose mean and scatter are not known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammainc

from selaras.statistics.halving import central_interval, quantiles
from selaras.statistics.intervals import LEVEL, Interval

Floats = NDArray[np.float64]
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
        high = float((self.means + _FAR * np.sqrt(self.variances)).max()) + 1e-9
        return quantiles(self.below, probability, 0.0, high)

    def interval(self, level: float = LEVEL) -> Interval:
        """Between its (1 − level)/2 quantiles."""
        return central_interval(self.quantiles, level)
