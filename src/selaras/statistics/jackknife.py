"""Covariance of estimates by leaving out one cluster at a time (methods.md §3)."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from selaras.statistics.intervals import LEVEL, Interval

Floats = NDArray[np.float64]


def jackknife_covariance(deleted: Floats) -> Floats:
    """(G − 1)/G · Σ (θ₋g − mean)(θ₋g − mean)ᵀ over G deletions.

    Parameters
    ----------
    deleted
        Shape (G, p): the estimates without each cluster in turn; G ≥ 2, else ValueError.
    """
    values = np.asarray(deleted, np.float64)
    groups = len(values)
    if groups < 2:
        raise ValueError("a jackknife takes at least two clusters")
    apart = values - values.mean(axis=0)
    return np.asarray((groups - 1) / groups * (apart.T @ apart))


def t_quantile(degrees: float, level: float = LEVEL) -> float:
    """Half-width, in standard errors, of a two-sided t interval; `degrees` above 0."""
    from scipy.special import stdtrit  # noqa: PLC0415  (slow to import)

    return float(stdtrit(degrees, (1 + level) / 2))


def t_above(value: float, degrees: float) -> float:
    """P(T ≤ value) of Student's t: how sure it is that something `value` errors off is above 0."""
    from scipy.special import stdtr  # noqa: PLC0415  (slow to import)

    if math.isinf(value):
        return 1.0 if value > 0 else 0.0
    return float(stdtr(degrees, value))


def pooled_degrees(variances: Floats, degrees: Floats) -> float:
    """Degrees of freedom of a sum of independent variances (Satterthwaite 1946).

    A variance of infinite degrees adds nothing but its size; without any variance they are the
    least of the given ones.
    """
    parts = np.asarray(variances, np.float64)
    each = np.asarray(degrees, np.float64)
    total = parts.sum()
    if total <= 0:
        return float(each.min())
    # In shares, so that amounts in rupiah do not overflow when squared.
    shares = parts / total
    spread = float((shares**2 / each).sum())
    return math.inf if spread == 0 else 1 / spread


def t_interval(value: float, error: float, degrees: float, level: float = LEVEL) -> Interval:
    """value ± t(degrees)·error."""
    half = t_quantile(min(degrees, 1e6), level) * error
    return Interval(value - half, value + half)
