"""Stated probabilities held against what came of them: Brier's score and its parts."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from selaras.statistics.intervals import LEVEL, Interval, binomial_exact

Floats = NDArray[np.float64]
MOST_VALUES = 20
"""More distinct probabilities than this are taken together by tenths (*choice*)."""


@dataclass(frozen=True, slots=True)
class Bin:
    """What was stated alike: its mean probability, and `kept` of `n` with an exact interval."""

    stated: float
    kept: int
    n: int
    interval: Interval

    @property
    def rate(self) -> float:
        return self.kept / self.n

    @property
    def holds_stated(self) -> bool:
        """Whether the stated probability lies within the interval of what came of it."""
        return self.interval.low <= self.stated <= self.interval.high


@dataclass(frozen=True, slots=True)
class Brier:
    """Mean (p − o)² = reliability − resolution + uncertainty + within.

    `reliability` is how far stated probabilities lie from what came of them, `resolution` how well
    they tell cases apart, `uncertainty` what cannot be known beforehand (Murphy 1973). `within` is
    what taking unlike probabilities together leaves over; 0 where each has a bin of its own.
    `z` is Spiegelhalter's (1986): beyond ±1.64 the probabilities are not those of what happened.
    """

    score: float
    reliability: float
    resolution: float
    uncertainty: float
    within: float
    z: float | None
    bins: tuple[Bin, ...]
    n: int

    @property
    def p_value(self) -> float | None:
        """How likely so large a z would be, were the probabilities right; two-sided."""
        return None if self.z is None else float(2 * ndtr(-abs(self.z)))


def brier(stated: ArrayLike, kept: ArrayLike, level: float = LEVEL) -> Brier:
    """The score of probabilities in [0, 1] of what was kept (true) or not.

    Raises ValueError without any, or outside the bounds.
    """
    p, o = np.asarray(stated, dtype=np.float64), np.asarray(kept, dtype=np.float64)
    if p.shape != o.shape or p.ndim != 1 or not p.size:
        raise ValueError("a score needs a probability and an outcome for each case")
    if np.any(~((p >= 0) & (p <= 1))) or np.any((o != 0) & (o != 1)):
        raise ValueError("probabilities lie between 0 and 1, and outcomes are 0 or 1")
    values, place = np.unique(np.round(p, 9), return_inverse=True)
    if values.size > MOST_VALUES:
        _, place = np.unique(np.minimum((p * 10).astype(np.int64), 9), return_inverse=True)
    many = np.bincount(place).astype(np.float64)
    means, rates = np.bincount(place, p) / many, np.bincount(place, o) / many
    overall = float(o.mean())
    score = float(np.mean((p - o) ** 2))
    reliability = float((many * (means - rates) ** 2).sum() / p.size)
    resolution = float((many * (rates - overall) ** 2).sum() / p.size)
    uncertainty = overall * (1 - overall)
    bins = tuple(
        Bin(
            float(m),
            round(float(r * k)),
            int(k),
            binomial_exact(round(float(r * k)), int(k), level),
        )
        for m, r, k in zip(means, rates, many, strict=True)
    )
    within = score - reliability + resolution - uncertainty
    return Brier(
        score,
        reliability,
        resolution,
        uncertainty,
        0.0 if abs(within) < 1e-12 else within,
        spiegelhalter_z(p, o),
        bins,
        int(p.size),
    )


def spiegelhalter_z(stated: ArrayLike, kept: ArrayLike) -> float | None:
    """Σ (o − p)(1 − 2p) / √Σ (1 − 2p)²p(1 − p); None where every p is 0, ½ or 1."""
    p, o = np.asarray(stated, dtype=np.float64), np.asarray(kept, dtype=np.float64)
    variance = float(((1 - 2 * p) ** 2 * p * (1 - p)).sum())
    if variance <= 0:
        return None
    return float(((o - p) * (1 - 2 * p)).sum()) / math.sqrt(variance)
