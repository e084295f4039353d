"""What a further attempt brings and costs: discrete-time hazards (methods.md §4).

Hazards h_k are P(contact at attempt k | attempt k is made and nobody was reached before), for
k = 1 … n, each in 0 … 1. Those not attempted further are censored, so S_k = Π_{j≤k}(1 − h_j).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
_ROUNDING = 1e-9
"""Share of the largest value that sums in another order may move a value by."""


def hazards_of(contacts: ArrayLike, attempted: ArrayLike) -> Floats:
    """contacts_k/attempted_k; NaN where nothing was attempted. Any shape."""
    made, reached = _counts(attempted), _counts(contacts)
    if np.any(reached > made):
        raise ValueError("more contacts than attempts")
    rates = np.full(made.shape, np.nan)
    np.divide(reached, made, out=rates, where=made > 0)
    return rates


def survival(hazards: ArrayLike) -> Floats:
    """S_0 … S_{n−1} along the last axis: P(attempt k + 1 is needed), 1 for the first."""
    h = _hazards(hazards)
    ones = np.ones((*h.shape[:-1], 1))
    return np.concatenate([ones, np.cumprod(1 - h, axis=-1)[..., :-1]], axis=-1)


def contact_by(hazards: ArrayLike) -> Floats:
    """P(contact within K attempts) for K = 1 … n, along the last axis."""
    return np.asarray(1 - np.cumprod(1 - _hazards(hazards), axis=-1))


def expected_attempts(hazards: ArrayLike) -> Floats:
    """E[attempts made] under a stop after K, for K = 1 … n, along the last axis."""
    return np.asarray(np.cumsum(survival(hazards), axis=-1))


def net_value(hazards: ArrayLike, value: float, cost: float) -> Floats:
    """V(K) per lead for K = 1 … n: value × P(contact) − cost × E[attempts], in their unit."""
    return np.asarray(value * contact_by(hazards) - cost * expected_attempts(hazards))


def best_number(net: ArrayLike) -> int:
    """The K with the highest V(K), the smallest of those alike; 0 where no V(K) is above 0.

    Over the whole curve, so that a dip before a better attempt does not end it. Values that differ
    by rounding alone are alike: where an attempt costs what it brings, as the last ones do at their
    shadow price, more of them are worth the same.
    """
    values = np.asarray(net, dtype=np.float64)
    if values.ndim != 1 or not values.size:
        raise ValueError("a curve is flat and has at least one attempt")
    curve = np.concatenate([[0.0], values])
    return int(np.argmax(curve >= curve.max() - _ROUNDING * np.abs(curve).max()))


def ended_at(attempted: ArrayLike, contacts: ArrayLike) -> tuple[Floats, Floats]:
    """How many leads ended with exactly k attempts, and which share of them was reached.

    What a table by final number of attempts shows: a share of those who *stopped* at k, which
    is no chance of anything. NaN where none ended.
    """
    made, reached = _counts(attempted), _counts(contacts)
    ended = made - np.concatenate([made[1:], [0.0]])
    if np.any(ended < 0):
        raise ValueError("attempt k + 1 cannot be made more often than attempt k")
    shares = np.full(made.shape, np.nan)
    np.divide(reached, ended, out=shares, where=ended > 0)
    return ended, shares


def _hazards(hazards: ArrayLike) -> Floats:
    h = np.asarray(hazards, dtype=np.float64)
    if h.ndim < 1 or not h.shape[-1] or not np.all((h >= 0) & (h <= 1)):
        raise ValueError("hazards must be known and lie between 0 and 1")
    return h


def _counts(counts: ArrayLike) -> Floats:
    found = np.asarray(counts, dtype=np.float64)
    if np.any(found < 0):
        raise ValueError("counts must be 0 or more")
    return found
