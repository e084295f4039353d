"""How a count will stand when its period ends: a Gamma–Poisson forecast (methods.md §10)."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from selaras.statistics.amounts import AmountForecast, amount_forecast
from selaras.statistics.masses import (
    Mass,
    beta_binomial_pmf,
    mean_of,
    negative_binomial_pmf,
    poisson_binomial,
    probability_at_least,
    quantile,
    rest_given_at_least,
    sum_pmf,
)

__all__ = [
    "FORECAST_LEVEL",
    "MINIMUM_ITEMS",
    "AmountForecast",
    "CountForecast",
    "Gamma",
    "amount_forecast",
    "beta_binomial_pmf",
    "elapsed_share",
    "forecast",
    "gamma_prior",
    "poisson_binomial",
    "probability_at_least",
    "sum_pmf",
]

MINIMUM_ITEMS = 30
"""Fewer counted items than this make no prior (design.md §5, rule 6; a choice)."""
FORECAST_LEVEL = 0.8
"""Level of a forecast's interval (methods.md §10)."""
_LARGEST_DISPERSION = 1e4


@dataclass(frozen=True, slots=True)
class Gamma:
    """Gamma distribution of a count's mean per whole period: mean shape/rate, both above 0."""

    shape: float
    rate: float

    def __post_init__(self) -> None:
        if not (self.shape > 0 and self.rate > 0):
            raise ValueError(f"Gamma({self.shape}, {self.rate}) needs both above 0")

    @property
    def mean(self) -> float:
        return self.shape / self.rate


@dataclass(frozen=True, slots=True)
class CountForecast:
    """What a count will be at its period's end.

    `mean`, `low` and `high` are of the whole period's count, at `level`; `observed` is what
    there is already, `remainder` the mass of what is still to come.
    """

    mean: float
    low: int
    high: int
    level: float
    observed: int
    remainder: Mass

    def probability_at_least(self, target: float | Decimal) -> float:
        """P(count ≥ target)."""
        return probability_at_least(self.remainder, math.ceil(target) - self.observed)

    def probability_at_most(self, target: float | Decimal) -> float:
        """P(count ≤ target)."""
        below = math.floor(target) - self.observed + 1
        return 0.0 if below <= 0 else min(1.0, math.fsum(self.remainder[:below]))


def gamma_prior(history: Sequence[tuple[int, float]], minimum: int = MINIMUM_ITEMS) -> Gamma | None:
    """Gamma prior of the mean per period, from what earlier periods counted.

    `history` holds (count, exposure) of each closed period and subject; an exposure of 1 is a
    whole period and others are shares or multiples of it. None where the counts add up to fewer
    than `minimum`. The mean is that of maximum likelihood of the negative binomial, the shape
    that of the likelihood adjusted for estimating the mean (Cox and Reid 1987) and kept off the
    boundary, where three periods that happen to agree would claim certainty (Chung et al. 2013,
    Psychometrika 78). Without overdispersion all subjects share one mean, and the prior is what
    the history says of that, Gamma(Σ count + ½, Σ exposure); no prior is surer than this one.
    """
    counts, exposures = _history(history)
    total = int(counts.sum())
    if total < max(minimum, 1):
        return None
    common = Gamma(total + 0.5, float(exposures.sum()))
    if counts.size < 2:
        return common
    dispersion = _dispersion(counts, exposures)
    if 1 / dispersion >= common.shape:
        return common
    mean = _mean_at(dispersion, counts, exposures)
    return Gamma(1 / dispersion, 1 / dispersion / mean)


def forecast(
    prior: Gamma,
    observed: int,
    exposure: float,
    level: float = FORECAST_LEVEL,
    *,
    ahead: int = 0,
) -> CountForecast:
    """Forecast of a period's count from what came in during a share of it.

    `exposure` e is the share of the period's counts that has normally come in by now (see
    elapsed_share), 0 … 1. With prior Gamma(a, b) and y observed, the remainder is
    NB(a + y, (b + e)/(b + 1)). The interval runs between the (1 − level)/2 quantiles; at e = 1
    its width is zero. Raises ValueError outside these bounds.

    `ahead` are seen of the remainder already, perhaps not all that are there: it is no less than
    these, and they are `observed` in what is returned.
    """
    if observed < 0 or ahead < 0 or not 0 <= exposure <= 1:
        raise ValueError("a forecast needs a count of 0 or more and an exposure from 0 to 1")
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, not {level}")
    shape = prior.shape + observed
    rate = prior.rate + exposure
    remainder = negative_binomial_pmf(shape, rate / (prior.rate + 1))
    to_come = shape / rate * (1 - exposure)
    if ahead:
        remainder = rest_given_at_least(remainder, ahead)
        to_come = mean_of(remainder)
    tail, seen = (1 - level) / 2, observed + ahead
    return CountForecast(
        mean=seen + to_come,
        low=seen + quantile(remainder, tail),
        high=seen + quantile(remainder, 1 - tail),
        level=level,
        observed=seen,
        remainder=remainder,
    )


def elapsed_share(
    positions: Sequence[float], now: float, items: Sequence[int] | None = None
) -> float:
    """Share of a period's counts that has normally come in by `now`.

    `positions` are where in their period earlier items came, as shares of its working time (0 at
    its start, 1 at its end), `now` is the same of the present; `items` how many came at each, one
    where it is left out. The straight line counts as one more item, so that the answer is `now`
    itself without a history and never 0 or 1 before time.
    """
    if not 0 <= now <= 1:
        raise ValueError(f"now must lie between 0 and 1, not {now}")
    if now in (0, 1):
        return float(now)
    many = [1] * len(positions) if items is None else items
    before = sum(n for position, n in zip(positions, many, strict=True) if position <= now)
    return (before + now) / (sum(many) + 1)


def _history(
    history: Sequence[tuple[int, float]],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    pairs = sorted((int(count), float(exposure)) for count, exposure in history)
    counts = np.array([count for count, _ in pairs], dtype=np.float64)
    exposures = np.array([exposure for _, exposure in pairs], dtype=np.float64)
    if np.any(counts < 0) or np.any(exposures <= 0) or not np.all(np.isfinite(exposures)):
        raise ValueError("a history needs counts of 0 or more and exposures above 0")
    return counts, exposures


def _mean_at(
    dispersion: float, counts: NDArray[np.float64], exposures: NDArray[np.float64]
) -> float:
    """The mean per exposure that is most likely at that dispersion (0 is Poisson)."""

    def slope(mean: float) -> float:
        return float(((counts - mean * exposures) / (1 + dispersion * mean * exposures)).sum())

    rates = counts / exposures
    return _root(slope, max(float(rates.min()), 1e-300), float(rates.max()))


def _dispersion(counts: NDArray[np.float64], exposures: NDArray[np.float64]) -> float:
    """1/shape where the adjusted likelihood is highest, in 1/(Σ count + ½) … 10⁴.

    By the likelihood's derivative: of Σ_y Σ_{j<y} log(1 + j·d), taken as Σ_j #{y > j} so that no
    difference of large logarithms arises; of the rest of it; of −½ log of the information on the
    mean; and of ½ log d, which keeps it off 0.
    """
    above = counts.size - np.searchsorted(np.sort(counts), np.arange(counts.max()), side="right")
    j = np.arange(counts.max())

    def slope(log_dispersion: float) -> float:
        d = math.exp(log_dispersion)
        mean = _mean_at(d, counts, exposures)
        fitted = mean * exposures
        gained = float((above * j / (1 + d * j)).sum())
        lost = float(
            (np.log1p(d * fitted) / d**2 - (counts + 1 / d) * fitted / (1 + d * fitted)).sum()
        )
        known = exposures / (1 + d * fitted)
        ratio = float((known * known).sum() / known.sum())
        # Where exposures differ, the mean that is most likely moves with the dispersion.
        moved = _mean_moves(d, mean, counts, exposures) * (d * ratio + 1 / mean) / 2
        return gained + lost + ratio * mean / 2 + moved + 0.5 / d

    low, high = math.log(1 / (counts.sum() + 0.5)), math.log(_LARGEST_DISPERSION)
    return math.exp(_root(slope, low, high))


def _mean_moves(
    dispersion: float, mean: float, counts: NDArray[np.float64], exposures: NDArray[np.float64]
) -> float:
    """How `_mean_at` changes with the dispersion: 0 where all exposures are alike."""
    fitted = mean * exposures
    square = (1 + dispersion * fitted) ** 2
    by_dispersion = ((counts - fitted) * fitted / square).sum()
    by_mean = (exposures * (1 + dispersion * counts) / square).sum()
    return -float(by_dispersion / by_mean)


def _root(slope: Callable[[float], float], low: float, high: float) -> float:
    """Where a slope falls from above 0 to below it; the nearer end where it does not."""
    if slope(low) <= 0:
        return low
    if slope(high) >= 0:
        return high
    while True:
        middle = (low + high) / 2
        if middle in (low, high) or abs(high - low) <= 1e-13 * abs(middle):
            return middle
        if slope(middle) > 0:
            low = middle
        else:
            high = middle
