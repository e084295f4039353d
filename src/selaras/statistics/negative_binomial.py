"""Demand that is a negative binomial (Gamma–Poisson), held against capacity: arrays in, arrays out.

A negative binomial of mean μ and size r has variance μ + μ²/r; size ∞ is the Poisson distribution
(methods.md §6). Capacity may be a fraction: a demand of whole units exceeds 4.7 from 5 on. Where
`certain` is set, demand is its mean exactly, as it is of what is ordered already.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, gammainc, gammaln

Floats = NDArray[np.float64]
_ROUNDING = 1e-9
_LARGEST_SIZE = 1e9
"""Above it a negative binomial is the Poisson distribution to every digit that is shown."""
_STEPS = 60


def exceeds(
    mean: ArrayLike, size: ArrayLike, capacity: ArrayLike, *, certain: bool = False
) -> Floats:
    """P(D > C). Arguments broadcast; a mean of 0 or more, a size above 0, any capacity.

    Raises ValueError outside these bounds. methods.md: NB(120, 20) over 120 is .463.
    """
    mu, r, c = _checked(mean, size, capacity)
    if certain:
        return np.asarray((mu > c * (1 + _ROUNDING) + _ROUNDING).astype(np.float64))
    return _above(mu, r, np.floor(c + _ROUNDING))


def expected_min(
    mean: ArrayLike, size: ArrayLike, capacity: ArrayLike, *, certain: bool = False
) -> Floats:
    """E min(D, C): what is served of a demand; capacity below 0 serves nothing.

    By k·p(k; r) = μ·p(k − 1; r + 1), the same distribution one size larger.
    """
    mu, r, c = _checked(mean, size, capacity)
    c = np.maximum(c, 0.0)
    if certain:
        return np.minimum(mu, c)
    k = np.floor(c + _ROUNDING)
    over = _above(mu, r, k)
    # The larger distribution keeps p, so that its mean grows with its size.
    poisson = r >= _LARGEST_SIZE
    grown = np.where(poisson, mu, mu * (1 + 1 / r))
    below = 1 - _above(grown, np.where(poisson, r, r + 1), k - 1)
    return np.asarray(np.minimum(mu * below + c * over, np.minimum(mu, c)))


def fill_rate(mean: ArrayLike, size: ArrayLike, capacity: ArrayLike) -> Floats:
    """E min(D, C)/E D; 1 where nothing is wanted. NB(120, 20), C = 120: .904."""
    mu, r, c = _checked(mean, size, capacity)
    served = expected_min(mu, r, c)
    return np.asarray(np.where(mu > 0, served / np.where(mu > 0, mu, 1.0), 1.0))


def quantile(
    mean: ArrayLike, size: ArrayLike, probability: ArrayLike, *, certain: bool = False
) -> Floats:
    """The smallest whole number x with P(D ≤ x) ≥ probability, in [0, 1). NB(120, 20), .95: 171."""
    mu, r, p = (np.array(a) for a in np.broadcast_arrays(*map(_floats, (mean, size, probability))))
    _checked(mu, r, 0.0)
    if np.any((p < 0) | (p >= 1)):
        raise ValueError("a quantile needs probabilities from 0 to below 1")
    if certain:
        return mu
    shape = mu.shape
    mu, r, p = mu.ravel(), r.ravel(), p.ravel()
    low, high = _bracket(mu, r, p)
    open_ = np.flatnonzero(high - low > 1)
    for _ in range(_STEPS):
        if not open_.size:
            break
        middle = np.floor((low[open_] + high[open_]) / 2)
        enough = 1 - _above(mu[open_], r[open_], middle) >= p[open_]
        high[open_] = np.where(enough, middle, high[open_])
        low[open_] = np.where(enough, low[open_], middle)
        open_ = open_[high[open_] - low[open_] > 1]
    return np.asarray(high.reshape(shape))


def log_mass(count: ArrayLike, mean: ArrayLike, size: ArrayLike) -> Floats:
    """log P(D = count) for counts of 0 or more, means above 0."""
    y, mu, r = np.broadcast_arrays(_floats(count), _floats(mean), _floats(size))
    safe = np.minimum(r, _LARGEST_SIZE)
    mixed = (
        gammaln(y + safe)
        - gammaln(safe)
        - gammaln(y + 1)
        - safe * np.log1p(mu / safe)
        + y * (np.log(mu) - np.log(safe + mu))
    )
    poisson = y * np.log(mu) - mu - gammaln(y + 1)
    return np.asarray(np.where(r >= _LARGEST_SIZE, poisson, mixed))


def size_of(mean: ArrayLike, variance: ArrayLike) -> Floats:
    """The size at which that mean has that variance; ∞ where it is no larger than the mean."""
    mu, v = np.broadcast_arrays(_floats(mean), _floats(variance))
    spread = v - mu
    safe = np.where(spread > 0, spread, 1.0)
    return np.asarray(np.where((spread > 0) & (mu > 0), mu * mu / safe, np.inf))


def _above(mu: Floats, r: Floats, k: Floats) -> Floats:
    """P(D > k) for whole k, which may be below 0."""
    mu, r, k = np.broadcast_arrays(mu, r, k)
    inside = np.maximum(k, 0.0) + 1
    finite = np.where(r >= _LARGEST_SIZE, 1.0, r)
    above = betainc(inside, finite, mu / (mu + finite))
    poisson = r >= _LARGEST_SIZE
    if np.any(poisson):
        above = np.where(poisson, gammainc(inside, mu), above)
    return np.asarray(np.where(k < 0, 1.0, above))


def _bracket(mu: Floats, r: Floats, p: Floats) -> tuple[Floats, Floats]:
    """Whole numbers around each quantile: P(D ≤ low) < p ≤ P(D ≤ high)."""
    spread = np.sqrt(mu + mu * mu / r) + 1
    low = np.full(mu.shape, -1.0)
    high = np.ceil(mu + spread)
    todo = np.arange(mu.size)
    for _ in range(_STEPS):
        short = 1 - _above(mu[todo], r[todo], high[todo]) < p[todo]
        todo = todo[short]
        if not todo.size:
            break
        low[todo] = high[todo]
        high[todo] = np.ceil(mu[todo] + 2 * (high[todo] - mu[todo]))
    return low, high


def _floats(value: ArrayLike) -> Floats:
    return np.asarray(value, dtype=np.float64)


def _checked(
    mean: ArrayLike, size: ArrayLike, capacity: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    mu, r, c = _floats(mean), _floats(size), _floats(capacity)
    if np.any(~(mu >= 0)) or np.any(~(r > 0)) or np.any(np.isnan(c)):
        raise ValueError("demand needs a mean of 0 or more, a size above 0 and a known capacity")
    return mu, r, c
