"""Rates that are a product of levels, fitted to counts: events ~ Poisson(exposure · Π levels).

The maximum of the likelihood is found by fitting one set of levels at a time (iterative
proportional fitting; Deming and Stephan 1940), which needs no matrix and takes thousands of levels.
Each set may be drawn towards 1 by a Gamma prior, worth so many events.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Levels:
    """One set of levels.

    Parameters
    ----------
    of
        Which level each row has, shape (rows,); −1 for rows that the set does not concern.
    many
        How many levels there are.
    prior
        Events that the belief in 1 is worth; 0 for none.
    """

    of: Codes
    many: int
    prior: float = 0.0


@dataclass(frozen=True, slots=True)
class Fit:
    """`levels` holds the multipliers of each set, `expected` the events that they make of each row.

    A level without exposure and without prior is 1.
    """

    levels: tuple[Floats, ...]
    expected: Floats


def fit_levels(
    events: Floats,
    exposure: Floats,
    sets: Sequence[Levels],
    *,
    start: Sequence[Floats] | None = None,
    tolerance: float = 1e-6,
    most_rounds: int = 200,
) -> Fit:
    """Fit all sets of levels.

    Parameters
    ----------
    events, exposure
        Shape (rows,), not negative.
    start
        Multipliers to begin at, as a former fit gave them.
    tolerance
        Ends once no multiplier moves by more than this share.
    """
    levels = [np.ones(s.many) for s in sets] if start is None else [v.copy() for v in start]
    expected = np.asarray(exposure, np.float64).copy()
    slots = [np.where(s.of < 0, s.many, s.of) for s in sets]
    for slot, multipliers in zip(slots, levels, strict=True):
        expected *= np.append(multipliers, 1.0)[slot]
    observed = [
        np.bincount(slot, events, s.many + 1)[:-1] for slot, s in zip(slots, sets, strict=True)
    ]
    for _round in range(most_rounds):
        moved = 0.0
        for n, s in enumerate(sets):
            made = np.bincount(slots[n], expected, s.many + 1)[:-1]
            # With a Gamma(prior, prior) belief about each multiplier m: m = (k + prior)/(e + prior),
            # where e is what would be expected at m = 1.
            at_one = np.where(levels[n] > 0, made / np.where(levels[n] > 0, levels[n], 1), 0.0)
            above, below = observed[n] + s.prior, at_one + s.prior
            fresh = np.where(below > 0, above / np.where(below > 0, below, 1.0), 1.0)
            change = np.where(levels[n] > 0, fresh / np.where(levels[n] > 0, levels[n], 1), 1.0)
            expected *= np.append(change, 1.0)[slots[n]]
            levels[n] = fresh
            moved = max(moved, float(np.abs(change - 1).max(initial=0.0)))
        if moved < tolerance:
            break
    return Fit(tuple(levels), expected)
