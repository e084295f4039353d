"""Quantiles by halving: of distributions that say what lies below a value, and no more."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from selaras.statistics.intervals import LEVEL, Interval

Floats = NDArray[np.float64]
_HALVINGS = 60


def quantiles(
    below: Callable[[Floats], Floats], probability: ArrayLike, low: float, high: float
) -> Floats:
    """x between `low` and `high` with below(x) = probability, each between 0 and 1.

    `below` is P(X ≤ x), value by value. Raises ValueError for a probability of 0 or 1.
    """
    p = np.asarray(probability, dtype=np.float64)
    if np.any((p <= 0) | (p >= 1)):
        raise ValueError("a quantile needs probabilities between 0 and 1")
    lows, highs = np.full(p.shape, low), np.full(p.shape, high)
    for _ in range(_HALVINGS):
        middle = (lows + highs) / 2
        short = below(middle) < p
        lows, highs = np.where(short, middle, lows), np.where(short, highs, middle)
    return np.asarray((lows + highs) / 2)


def central_interval(quantiles_of: Callable[[ArrayLike], Floats], level: float = LEVEL) -> Interval:
    """Between the (1 − level)/2 quantiles."""
    tail = (1 - level) / 2
    low, high = quantiles_of([tail, 1 - tail])
    return Interval(float(low), float(high))
