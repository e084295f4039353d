"""How a sum of money will stand when its period ends: simulated from earlier deals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from selaras.statistics.masses import mean_of, negative_binomial_pmf, rest_given_at_least

if TYPE_CHECKING:
    from selaras.statistics.counts import Gamma

DRAWS = 10_000
"""Simulated period ends (a choice): P(hit) is known to within a percentage point."""
_MOST_DEALS = 20_000_000
"""Above so many simulated deals, sums are drawn by the central limit theorem instead."""


@dataclass(frozen=True, slots=True, eq=False)
class AmountForecast:
    """What an amount will be at its period's end, in its currency.

    `mean` is exact; `low` and `high` bound `level` of the simulated ends, which `draws` holds in
    ascending order.
    """

    mean: float
    low: float
    high: float
    level: float
    draws: NDArray[np.float64]

    def probability_at_least(self, target: float | Decimal) -> float:
        """Share of simulated ends at or above the target."""
        reached = self.draws.size - np.searchsorted(self.draws, float(target), side="left")
        return float(reached / self.draws.size)


def amount_forecast(
    prior: Gamma,
    sizes: Sequence[float | Decimal],
    *,
    observed_count: int,
    observed_amount: float | Decimal,
    exposure: float,
    level: float = 0.8,
    seed: int = 0,
    draws: int = DRAWS,
    ahead: int = 0,
) -> AmountForecast:
    """Forecast of a period's amount: how many deals are still to come, times what deals bring.

    The number to come is drawn from NB(a + y, (b + e)/(b + 1)) as in counts.forecast; each of
    them takes the size of an earlier deal at random (`sizes`, at least one). The same seed and
    the same sizes in any order give the same answer. Raises ValueError without sizes, or where
    exposure lies outside 0 … 1.

    `ahead` deals are seen of those to come already, perhaps not all that are there; what they
    bring is in `observed_amount`, and they are not in `observed_count`.
    """
    if not sizes:
        raise ValueError("no earlier deals to draw sizes from")
    if observed_count < 0 or ahead < 0 or not 0 <= exposure <= 1 or not 0 < level < 1 or draws < 1:
        raise ValueError("an amount forecast needs counts of 0 or more and shares within 0 and 1")
    pool = np.sort(np.asarray([float(size) for size in sizes]))
    shape, rate = prior.shape + observed_count, prior.rate + exposure
    generator = np.random.Generator(np.random.PCG64(seed))
    keep = rate / (prior.rate + 1)
    if ahead:
        rest = rest_given_at_least(negative_binomial_pmf(shape, keep), ahead)
        deals, to_come = generator.choice(rest.size, draws, p=rest), mean_of(rest)
    else:
        deals = generator.negative_binomial(shape, keep, draws)
        to_come = shape / rate * (1 - exposure)
    ends = np.sort(float(observed_amount) + _sums(generator, pool, deals))
    tail = (1 - level) / 2
    low, high = np.quantile(ends, [tail, 1 - tail])
    return AmountForecast(
        mean=float(observed_amount) + to_come * math.fsum(pool) / pool.size,
        low=float(low),
        high=float(high),
        level=level,
        draws=ends,
    )


def _sums(
    generator: np.random.Generator, pool: NDArray[np.float64], deals: NDArray[np.int64]
) -> NDArray[np.float64]:
    """One sum of randomly drawn sizes for each number of deals."""
    if deals.sum() > _MOST_DEALS:
        noise = generator.standard_normal(deals.size)
        return np.asarray(deals * pool.mean() + np.sqrt(deals) * pool.std() * noise)
    sizes = generator.choice(pool, int(deals.sum()))
    running = np.concatenate(([0.0], np.cumsum(sizes)))
    ends = np.cumsum(deals)
    return np.asarray(running[ends] - running[ends - deals])
