"""How many times likelier something is with a thing than without it, strata held equal."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from selaras.statistics.intervals import LEVEL, Interval, normal_quantile

Counts = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RiskRatio:
    """A ratio of two shares, above 0, and the standard error of its logarithm."""

    value: float
    log_error: float

    def interval(self, level: float = LEVEL) -> Interval:
        """The interval on the logarithm, brought back."""
        reach = normal_quantile(level) * self.log_error
        return Interval(self.value * math.exp(-reach), self.value * math.exp(reach))


def risk_ratio(events: Counts, n: Counts, other_events: Counts, other_n: Counts) -> RiskRatio:
    """The common ratio of two shares over strata.

    Each argument has one number for each stratum: events and trials with the thing, and without
    it. Mantel and Haenszel's estimator with the variance of Greenland and Robins 1985. Raises
    ValueError where the ratio is 0 or not defined: one side has no events where it could be
    compared.
    """
    whole = n + other_n
    used = whole > 0
    a, n1, b, n0, t = (x[used] for x in (events, n, other_events, other_n, whole))
    above, below = float((a * n0 / t).sum()), float((b * n1 / t).sum())
    if above <= 0 or below <= 0:
        raise ValueError("there are no events to compare")
    spread = float(((n1 * n0 * (a + b) - a * b * t) / t**2).sum())
    return RiskRatio(above / below, math.sqrt(max(0.0, spread / (above * below))))
