"""Mixtures of normal distributions: what is believed of a figure whose spread is not known."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from selaras.statistics.halving import central_interval, quantiles
from selaras.statistics.intervals import LEVEL, Interval

Floats = NDArray[np.float64]
_FAR = 12.0
_OUTMOST = 3.5
"""Standard deviations from the middle that slices reach to, the outmost ones beyond."""


@dataclass(frozen=True, slots=True, eq=False)
class NormalMixture:
    """Components with means, standard deviations (0 or more) and weights that add up to 1."""

    means: Floats
    deviations: Floats
    weights: Floats

    @property
    def mean(self) -> float:
        return float(self.weights @ self.means)

    @property
    def deviation(self) -> float:
        """Standard deviation of the whole."""
        second = self.weights @ (self.deviations**2 + self.means**2)
        return math.sqrt(max(float(second) - self.mean**2, 0.0))

    def below(self, x: ArrayLike) -> Floats:
        """P(X ≤ x)."""
        at = np.asarray(x, dtype=np.float64)[..., None]
        spread: Floats = np.maximum(self.deviations, 1e-12)
        places: Floats = (at - self.means) / spread
        return np.asarray(ndtr(places) @ self.weights)

    def quantiles(self, probability: ArrayLike) -> Floats:
        """x with P(X ≤ x) = probability, each between 0 and 1."""
        low = float((self.means - _FAR * self.deviations).min()) - 1e-9
        high = float((self.means + _FAR * self.deviations).max()) + 1e-9
        return quantiles(self.below, probability, low, high)

    def interval(self, level: float = LEVEL) -> Interval:
        """Between its (1 − level)/2 quantiles."""
        return central_interval(self.quantiles, level)

    def slices(self, count: int) -> tuple[Floats, Floats]:
        """`count` values that stand for it, and the share that each stands for.

        Medians of slices as wide as equal steps of a normal distribution are: slices of equal
        shares would stop short of what seldom comes. The values have the mixture's mean and
        standard deviation.
        """
        edges = ndtr(np.linspace(-_OUTMOST, _OUTMOST, count + 1))
        edges[0], edges[-1] = 0.0, 1.0
        shares = np.diff(edges)
        values = self.quantiles((edges[:-1] + edges[1:]) / 2)
        mean = float(shares @ values)
        spread = math.sqrt(float(shares @ (values - mean) ** 2))
        if spread > 0:
            values = self.mean + (values - mean) * (self.deviation / spread)
        return values, shares

    def widened(self, variance: float) -> NormalMixture:
        """The same with a normal error of that variance added."""
        return NormalMixture(self.means, np.sqrt(self.deviations**2 + variance), self.weights)

    def mixed_with(self, other: NormalMixture, share: float) -> NormalMixture:
        """This one with weight 1 − share, the other with weight share."""
        return NormalMixture(
            np.concatenate([self.means, other.means]),
            np.concatenate([self.deviations, other.deviations]),
            np.concatenate([(1 - share) * self.weights, share * other.weights]),
        )
