"""How likely a site runs short of hours in any week, when its weeks have something in common."""

from __future__ import annotations

import numpy as np

from selaras.capacity.programmes.values import Floats
from selaras.statistics.negative_binomial import exceeds, size_of

Steps = tuple[Floats, Floats]

FINE: Steps = np.polynomial.hermite_e.hermegauss(5)
COARSE: Steps = np.polynomial.hermite_e.hermegauss(3)
"""Steps and chances of what the weeks of one site have in common, and fewer of them."""


def short_in_any_week(
    levels: Floats,
    dispersion: float | Floats,
    shared: Floats,
    capacity: Floats,
    short: Floats,
    steps: Steps,
) -> Floats:
    """P(hours run short in any week) by site, at levels of demand; weeks are the last axis.

    A site that sells more than was expected does so in all weeks: weeks scatter by themselves only
    around a level that they `shared`, the variance of it, lognormal. To take that for chance of
    each week would count it once a week. `short` is P(short) of each week alone, which the whole
    never falls below.
    """
    least = short.max(axis=-1, initial=0.0)
    if short.shape[-1] == 1:
        return np.asarray(least)
    if not np.any(shared > 0):
        return np.asarray(1 - np.prod(1 - short, axis=-1))
    spread = np.sqrt(np.log1p(shared))
    found = np.zeros(least.shape)
    places, chances = steps
    for place, chance in zip(places, chances / chances.sum(), strict=True):
        level = levels * np.exp(spread * place - spread**2 / 2)[..., None]
        over = exceeds(level, size_of(level, level + dispersion * level**2), capacity)
        found += chance * (1 - np.prod(1 - over, axis=-1))
    return np.asarray(np.maximum(found, least))
