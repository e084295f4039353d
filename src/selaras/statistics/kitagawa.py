"""The change of a rate split into composition and rates (Kitagawa 1955)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Split:
    """`composition` is what the mix did, `rate` what the rates did; they sum to the change."""

    composition: float
    rate: float


def kitagawa(
    base_mix: Floats, base_rates: Floats, actual_mix: Floats, actual_rates: Floats
) -> Split:
    """Split Σ m·r between two times, each part at the other's mean (methods.md §3).

    All have shape (segments,). It is the Shapley value of the two factors. ValueError where the
    shapes differ.
    """
    first, last = np.asarray(base_mix, float), np.asarray(actual_mix, float)
    before, after = np.asarray(base_rates, float), np.asarray(actual_rates, float)
    if not first.shape == last.shape == before.shape == after.shape:
        raise ValueError("mix and rates are not of the same segments")
    return Split(
        composition=float(((last - first) * (before + after) / 2).sum()),
        rate=float(((after - before) * (first + last) / 2).sum()),
    )


def standardised_rate(rates: Floats, standard: Floats) -> float:
    """The rate that a standard mix would have: Σ m·r; `standard` need not sum to 1."""
    weights = np.asarray(standard, float)
    return float((np.asarray(rates, float) * weights).sum() / weights.sum())
