"""Where the ticks of an axis stand."""

from __future__ import annotations

import math


def ticks(low: float, high: float, most: int = 5) -> tuple[float, ...]:
    """Round values from `low` to `high`, at most about that many: steps of 1, 2 or 5 × 10ⁿ."""
    if not high > low:
        return (low,)
    raw = (high - low) / most
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= raw * (1 - 1e-9))
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return tuple(number * step for number in range(first, last + 1))
