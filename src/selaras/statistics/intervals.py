"""Intervals for a proportion and for a count."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist

LEVEL = 0.9
"""Level of every interval unless said otherwise (methods.md, rules for every figure)."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Both ends of an interval, in the unit of what it is about."""

    low: float
    high: float


@cache
def normal_quantile(level: float) -> float:
    """Half-width, in standard errors, of a two-sided normal interval of that level in (0, 1)."""
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, not {level}")
    return NormalDist().inv_cdf((1 + level) / 2)


def wilson(k: int, n: int, level: float = LEVEL) -> Interval:
    """Score interval for a proportion of k out of n (Wilson 1927).

    Raises ValueError unless 0 ≤ k ≤ n and n ≥ 1: without trials there is no proportion.
    """
    _check_share(k, n)
    z2 = normal_quantile(level) ** 2
    share = k / n
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = math.sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    # At the ends the interval touches 0 or 1 exactly; rounding alone would keep it off.
    return Interval(
        0.0 if k == 0 else max(0.0, centre - half), 1.0 if k == n else min(1.0, centre + half)
    )


def binomial_exact(k: int, n: int, level: float = LEVEL) -> Interval:
    """Exact interval for a proportion of k out of n (Clopper and Pearson 1934).

    Raises ValueError unless 0 ≤ k ≤ n and n ≥ 1.
    """
    from scipy.special import betaincinv  # noqa: PLC0415  (slow to import, and seldom needed)

    _check_share(k, n)
    normal_quantile(level)
    tail = (1 - level) / 2
    low = 0.0 if k == 0 else float(betaincinv(k, n - k + 1, tail))
    high = 1.0 if k == n else float(betaincinv(k + 1, n - k, 1 - tail))
    return Interval(low, high)


def poisson_exact(count: int, level: float = LEVEL) -> Interval:
    """Exact interval for the mean behind one observed count (Garwood 1936).

    The low end is where a count this high has the tail probability (1 − level)/2, the high end
    where a count this low has; 0 has the low end 0. Raises ValueError for a count below 0.
    """
    if count < 0:
        raise ValueError(f"a count cannot be {count}")
    z = normal_quantile(level)
    tail = (1 - level) / 2
    low = 0.0 if count == 0 else _gamma_quantile(count, tail, -z)
    return Interval(low, _gamma_quantile(count + 1, 1 - tail, z))


def _check_share(k: int, n: int) -> None:
    if n < 1 or not 0 <= k <= n:
        raise ValueError(f"{k} of {n} is not a share")


def _gamma_quantile(shape: float, probability: float, z: float) -> float:
    """x with P(Gamma(shape, 1) ≤ x) = probability; z is that probability's normal quantile.

    Starts at Wilson and Hilferty's approximation and halves a bracket around it. Written out
    because importing scipy costs more than all that the ledger asks of this.
    """
    guess = shape * max(1e-9, 1 - 1 / (9 * shape) + z / (3 * math.sqrt(shape))) ** 3
    low, high = guess, guess
    while _gamma_below(shape, low) > probability:
        low *= 0.9
    while _gamma_below(shape, high) < probability:
        high = high * 1.1 + 1e-9
    while True:
        middle = (low + high) / 2
        if middle in (low, high) or high - low < 1e-14 * high:
            return middle
        if _gamma_below(shape, middle) < probability:
            low = middle
        else:
            high = middle


def _gamma_below(shape: float, x: float) -> float:
    """Regularised lower incomplete gamma function: series below the mean, fraction above it."""
    if x <= 0:
        return 0.0
    scale = math.exp(shape * math.log(x) - x - math.lgamma(shape))
    if x < shape + 1:
        term = total = 1 / shape
        step = shape
        while term > total * 1e-17:
            step += 1
            term *= x / step
            total += term
        return scale * total
    return 1 - scale * _upper_fraction(shape, x)


def _upper_fraction(shape: float, x: float) -> float:
    """Continued fraction of the upper incomplete gamma function, by Lentz's method."""
    b = x + 1 - shape
    c = math.inf
    d = 1 / b
    fraction = d
    for i in range(1, 100_000):
        a = -i * (i - shape)
        b += 2
        d = 1 / (a * d + b)
        c = b + a / c
        fraction *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return fraction
