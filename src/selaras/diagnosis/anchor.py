"""What most of them did: the shift that sources, or reps, have in common."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def weighted_median(values: Floats, weights: Floats) -> float:
    """The value below and above which lie equal weights (linear between neighbours)."""
    order = np.argsort(values, kind="stable")
    ranked, weight = values[order], weights[order]
    middle = np.cumsum(weight) - weight / 2
    return float(np.interp(weight.sum() / 2, middle, ranked))


def common_shift(values: Floats, errors: Floats, weights: Floats, reach: float) -> float:
    """Location of the majority: Tukey's biweight, begun at the weighted median.

    Parameters
    ----------
    values, errors
        Shifts and their standard errors, shape (n,); those far from the others, in their own
        standard errors, count for nothing.
    weights
        How much each counts at the start (shares of leads).
    reach
        Standard errors from which on a value counts for nothing.
    """
    if len(values) == 0 or weights.sum() <= 0:
        return 0.0
    place = weighted_median(values, weights)
    information = 1 / errors**2
    for _round in range(30):
        away = (values - place) / (reach * errors)
        pull = information * np.where(np.abs(away) < 1, (1 - away**2) ** 2, 0.0)
        if pull.sum() <= 0:
            return place
        fresh = float((pull * values).sum() / pull.sum())
        if abs(fresh - place) < 1e-9:
            return fresh
        place = fresh
    return place
