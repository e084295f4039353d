"""Moves that seldom happen, and may never have been seen: what they add to a forecast."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_LEAST = 1e-6


def with_rare_moves(
    scale: Floats, degrees: Floats, second: Floats, fourth: Floats
) -> tuple[Floats, Floats]:
    """Scale and degrees of freedom of a Student t, once rare moves are added to it.

    `second` and `fourth` are the cumulants of what these add up to (of a compound Poisson: expected
    number of moves times E J² and E J⁴). The moves are summed up as a t of the same variance and
    kurtosis (6/(ν − 4) over that of the normal); its tails and those of the forecast are as long as
    both together. Where the scale is 0 nothing varies, and stays so. Arrays of one shape.
    """
    variance = scale**2 + second
    excess = fourth / np.maximum(variance**2, np.finfo(np.float64).tiny)
    moves = 4 + 6 / np.maximum(excess, _LEAST)
    wider = np.sqrt(variance * (moves - 2) / moves)
    varies = scale > 0
    return (
        np.where(varies, wider, scale),
        np.where(varies, 1 / (1 / degrees + 1 / moves), degrees),
    )
