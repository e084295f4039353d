"""Counts that a ceiling cut off: how many there would have been."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from selaras.statistics.intervals import LEVEL, Interval, normal_quantile
from selaras.statistics.negative_binomial import exceeds, log_mass, quantile

Floats = NDArray[np.float64]
_ROUNDS = 10_000
_SETTLED = 1e-11
_HALVINGS = 60
_NEVER = 1e-300
_RARE = 1e-9


@dataclass(frozen=True, slots=True)
class CensoredMean:
    """Mean per unit of exposure by maximum likelihood, and its interval; None where every count
    was cut off, so that nothing bounds it from above."""

    mean: float
    interval: Interval | None


def censored_mean(
    counts: ArrayLike,
    cut_off: ArrayLike,
    exposure: ArrayLike | None = None,
    dispersion: float = 0.0,
    level: float = LEVEL,
) -> CensoredMean | None:
    """The mean behind counts of which some were at least what they are (methods.md §6).

    A Poisson distribution, or a negative binomial of size 1/dispersion; the maximum by EM
    (Dempster, Laird and Rubin 1977), the interval by likelihood ratio. Sales 8, 12*, 10, 12*, 12*,
    7, 12*, 9, cut off where starred, have the mean 11.3905. None without a count that was not cut
    off. Raises ValueError for counts below 0, exposures of 0 or less or no counts.
    """
    y, cut, e = _checked(counts, cut_off, exposure)
    if np.all(cut):
        return None
    mean = _maximum(y, cut, e, dispersion)
    return CensoredMean(mean, _interval(y, cut, e, dispersion, mean, level))


def expected_at_least(mean: ArrayLike, least: ArrayLike, dispersion: float = 0.0) -> Floats:
    """E(D | D ≥ least): what a cut-off count was expected to have been."""
    mu, c = np.broadcast_arrays(np.asarray(mean, np.float64), np.asarray(least, np.float64))
    size = 1 / dispersion if dispersion > 0 else np.inf
    grown = mu * (1 + dispersion)
    larger = size + 1 if dispersion > 0 else np.inf
    at_least = exceeds(mu, size, c - 1)
    beyond = mu * exceeds(np.where(dispersion > 0, grown, mu), larger, c - 2)
    found = np.where(at_least > _NEVER, beyond / np.maximum(at_least, _NEVER), c)
    return np.asarray(np.maximum(found, c))


def variance_at_least(mean: ArrayLike, least: ArrayLike, dispersion: float = 0.0) -> Floats:
    """Var(D | D ≥ least): how far what a cut-off count may have been scatters.

    By k(k − 1)·p(k; r) = μ²(1 + 1/r)·p(k − 2; r + 2), the same distribution two sizes larger.
    """
    mu, c = np.broadcast_arrays(np.asarray(mean, np.float64), np.asarray(least, np.float64))
    size = 1 / dispersion if dispersion > 0 else np.inf
    at_least = exceeds(mu, size, c - 1)
    far = exceeds(mu * (1 + 2 * dispersion), size + 2, c - 3)
    pairs = mu**2 * (1 + dispersion) * far / np.maximum(at_least, _NEVER)
    centre = expected_at_least(mu, c, dispersion)
    spread = pairs + centre - centre**2
    # Far beyond what is likely the difference is lost in rounding: there it is nearly geometric.
    beyond = (centre - c) * (centre - c + 1)
    sure = (at_least > _RARE) & (spread > 0)
    return np.asarray(np.where(sure, spread, beyond))


def interval_at_least(
    mean: float, least: float, dispersion: float = 0.0, level: float = LEVEL
) -> Interval:
    """Between the (1 − level)/2 quantiles of D given D ≥ least."""
    size = 1 / dispersion if dispersion > 0 else np.inf
    below = 1 - float(exceeds(mean, size, least - 1))
    tail = (1 - level) / 2
    if below >= 1 - 1e-12:
        return Interval(least, least)
    places = below + (1 - below) * np.array([tail, 1 - tail])
    low, high = quantile(mean, size, np.minimum(places, 1 - 1e-12))
    return Interval(max(float(low), least), max(float(high), least))


def _checked(
    counts: ArrayLike, cut_off: ArrayLike, exposure: ArrayLike | None
) -> tuple[Floats, NDArray[np.bool_], Floats]:
    y = np.asarray(counts, dtype=np.float64)
    cut = np.asarray(cut_off, dtype=bool)
    e = np.ones(y.shape) if exposure is None else np.asarray(exposure, dtype=np.float64)
    if not y.size or y.shape != cut.shape or np.any(~(y >= 0)) or np.any(~(e > 0)):
        raise ValueError("counts of 0 or more are needed, each with an exposure above 0")
    return y, cut, e


def _maximum(y: Floats, cut: NDArray[np.bool_], e: Floats, dispersion: float) -> float:
    mean = max(float(y.sum()), 0.5) / float(e.sum())
    for _ in range(_ROUNDS):
        filled = np.where(cut, expected_at_least(mean * e, y, dispersion), y)
        if dispersion > 0:
            weight = 1 / (1 + dispersion * mean * e)
            after = float((weight * filled).sum() / (weight * e).sum())
        else:
            after = float(filled.sum() / e.sum())
        if abs(after - mean) <= _SETTLED * max(mean, 1e-12):
            return after
        mean = after
    return mean


def _log_likelihood(
    mean: float, y: Floats, cut: NDArray[np.bool_], e: Floats, dispersion: float
) -> float:
    size = 1 / dispersion if dispersion > 0 else np.inf
    mu = np.maximum(mean * e, 1e-12)
    seen = log_mass(y, mu, size)
    beyond = np.log(np.maximum(exceeds(mu, size, y - 1), _NEVER))
    return float(np.where(cut, beyond, seen).sum())


def _interval(
    y: Floats, cut: NDArray[np.bool_], e: Floats, dispersion: float, mean: float, level: float
) -> Interval:
    """Where the log-likelihood lies z²/2 below its maximum."""
    bound = _log_likelihood(mean, y, cut, e, dispersion) - normal_quantile(level) ** 2 / 2

    def lies_below(at: float) -> bool:
        return _log_likelihood(at, y, cut, e, dispersion) < bound

    high = mean + 1 / float(e.sum())
    while not lies_below(high):
        high *= 2
    return Interval(_edge(0.0, mean, lies_below), _edge(high, mean, lies_below))


def _edge(outside: float, inside: float, lies_below: Callable[[float], bool]) -> float:
    for _ in range(_HALVINGS):
        middle = (outside + inside) / 2
        outside, inside = (middle, inside) if lies_below(middle) else (outside, middle)
    return inside
