"""Where the ticks of an axis stand."""

from __future__ import annotations

import math
from collections.abc import Sequence

from selaras.reports.numbers import Figures


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


def tick_labels(marks: Sequence[float], figures: Figures) -> list[str]:
    """The ticks in figures; without decimals where none of them has any."""
    labels = [figures.text(mark) for mark in marks]
    point = "," if figures.language == "id" else "."
    parts = [label.rpartition(point) for label in labels]
    if all(whole and not decimals.strip("0") for whole, _, decimals in parts):
        return [whole for whole, _, _ in parts]
    return labels
