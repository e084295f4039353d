"""How strong a hidden confounder would have to be: the E-value (VanderWeele and Ding 2017)."""

from __future__ import annotations

import math

from selaras.statistics.intervals import Interval


def e_value(ratio: float) -> float:
    """RR + √(RR(RR − 1)) of a risk ratio above 0; below 1, of its inverse.

    The risk ratio that something unseen would need with both the exposure and the outcome to
    explain the association away; 1 where there is none. Raises ValueError unless ratio > 0.
    """
    if not ratio > 0 or math.isinf(ratio):
        raise ValueError(f"a risk ratio must be above 0 and finite, not {ratio}")
    away = ratio if ratio >= 1 else 1 / ratio
    return away + math.sqrt(away * (away - 1))


def e_value_of_interval(interval: Interval) -> float:
    """The E-value of the end that lies nearest to 1; 1 where the interval holds 1."""
    if interval.low > 1:
        return e_value(interval.low)
    if interval.high < 1:
        return e_value(interval.high)
    return 1.0
