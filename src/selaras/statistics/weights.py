"""Inverse-probability weights: what each observation has to count for to stand for the others."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

TRUNCATED_AT = 0.01
"""Share of weights cut off at either end (methods.md §3)."""


def stabilised(marginal: ArrayLike, conditional: ArrayLike) -> Floats:
    """P(treatment)/P(treatment | covariates), of the treatment each observation had.

    Stabilised by the marginal probability (Robins, Hernán and Brumback 2000): around 1, and
    exactly 1 where treatment did not hang on the covariates. NaN where `conditional` is 0.
    """
    above, below = np.broadcast_arrays(
        np.asarray(marginal, dtype=np.float64), np.asarray(conditional, dtype=np.float64)
    )
    weights = np.full(above.shape, np.nan)
    np.divide(above, below, out=weights, where=below > 0)
    return weights


def truncated(weights: ArrayLike, counts: ArrayLike, at: float = TRUNCATED_AT) -> Floats:
    """Weights held within their own `at` and 1 − `at` quantiles (Cole and Hernán 2008).

    `counts` says how many observations carry each weight; those that nobody carries, and NaN,
    do not move the quantiles. Shapes are kept.
    """
    found, many = np.asarray(weights, dtype=np.float64), np.asarray(counts, dtype=np.float64)
    carried = (many > 0) & np.isfinite(found)
    if not np.any(carried):
        return np.array(found)
    order = np.argsort(found[carried], kind="stable")
    values = found[carried][order]
    share = np.cumsum(many[carried][order]) / many[carried].sum()
    low = values[int(np.searchsorted(share, at, side="left"))]
    high = values[min(int(np.searchsorted(share, 1 - at, side="left")), values.size - 1)]
    return np.clip(found, low, high)


def effective_size(weights: ArrayLike, counts: ArrayLike) -> float:
    """(Σw)²/Σw²: how many equally weighted observations would say as much (Kish 1965)."""
    found, many = np.asarray(weights, dtype=np.float64), np.asarray(counts, dtype=np.float64)
    carried = many > 0
    total = float((found[carried] * many[carried]).sum())
    squares = float((found[carried] ** 2 * many[carried]).sum())
    return total * total / squares if squares > 0 else 0.0
