"""Counts of many groups, each with a mean of its own and one common overdispersion."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincc, gammaln

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
_COARSE = np.geomspace(1e-4, 10.0, 21)
_FINE = 21
_ROUNDS = 30
_SETTLED = 1e-4
_DISPERSION_EVERY = 6
"""Rounds of EM between two looks at the dispersion, which moves little and takes long."""


@dataclass(frozen=True, slots=True, eq=False)
class CountGroups:
    """Means of groups, drawn towards each other, and how far counts scatter around them.

    Parameters
    ----------
    means
        Mean per unit of exposure, one a group; a group without counts has the pooled mean.
    variances
        Of those means, as estimates.
    shape, pooled
        Groups' true means are Gamma(shape) around `pooled`; shape ∞: they are all the same.
    dispersion, weights
        Values of 1/size of the negative binomial with the weight that the counts give to each.
    """

    means: Floats
    variances: Floats
    shape: float
    pooled: float
    dispersion: Floats
    weights: Floats

    @property
    def spread(self) -> float:
        """The dispersion 1/size that is expected."""
        return float(self.dispersion @ self.weights)

    def draw_dispersion(self, random: Generator, count: int) -> Floats:
        """`count` draws of the dispersion."""
        return np.asarray(random.choice(self.dispersion, count, p=self.weights))


def fit_count_groups(
    counts: ArrayLike,
    group: ArrayLike,
    groups: int,
    exposure: ArrayLike | None = None,
    cut_off: ArrayLike | None = None,
) -> CountGroups:
    """Groups' means and a common dispersion from counts, some of them cut off by a ceiling.

    Parameters
    ----------
    counts, group
        Counts of 0 or more and the group (0 … groups − 1) of each; whole numbers or not.
    exposure
        What each count's mean is multiplied by; 1 each without it.
    cut_off
        Where true, the count is only the least that it can have been (a week that was sold out):
        it enters with what is expected above it (EM, Dempster et al. 1977).

    The dispersion's weights follow the likelihood adjusted for the groups' means (Cox and Reid
    1987), flat on its square root. Raises ValueError without a single count.
    """
    y = np.asarray(counts, dtype=np.float64)
    g = np.asarray(group, dtype=np.int64)
    e = np.ones(y.shape) if exposure is None else np.asarray(exposure, dtype=np.float64)
    cut = np.zeros(y.shape, bool) if cut_off is None else np.asarray(cut_off, dtype=bool)
    if not y.size or y.shape != g.shape or np.any(~(y >= 0)) or np.any(~(e > 0)):
        raise ValueError("groups need counts of 0 or more, each with an exposure above 0")
    seen, own = y, _ratios(y, g, e, groups)
    grid, weights = _dispersion(seen, g, e, own, groups)
    for number in range(_ROUNDS if np.any(cut) else 0):
        if number % _DISPERSION_EVERY == 1:
            grid, weights = _dispersion(seen, g, e, own, groups)
        seen = np.where(cut, _expected_above(y, own[g] * e, float(grid @ weights)), y)
        former, own = own, _ratios(seen, g, e, groups)
        if np.max(np.abs(own - former) / former) < _SETTLED:
            break
    return _pooled(seen, g, e, groups, (grid, weights))


def _ratios(y: Floats, g: Codes, e: Floats, groups: int) -> Floats:
    """Σ counts / Σ exposure by group; the overall one where a group has none, never 0."""
    sums, exposures = np.bincount(g, y, groups), np.bincount(g, e, groups)
    overall = max(float(sums.sum()), 0.5) / float(exposures.sum())
    shrunk = (sums + 0.5 * (sums == 0)) / np.where(exposures > 0, exposures, 1.0)
    return np.asarray(np.where(exposures > 0, shrunk, overall))


def _dispersion(y: Floats, g: Codes, e: Floats, own: Floats, groups: int) -> tuple[Floats, Floats]:
    """Dispersions around the likeliest one, and the weight of each."""
    coarse = _log_weights(_COARSE, y, g, e, own, groups)
    at = int(np.argmax(coarse))
    likely = np.flatnonzero(coarse > coarse[at] - 12)
    low, high = max(likely[0] - 1, 0), min(likely[-1] + 1, _COARSE.size - 1)
    fine = np.geomspace(_COARSE[low], _COARSE[high], _FINE)
    logs = _log_weights(fine, y, g, e, own, groups)
    weights = np.exp(logs - logs.max())
    return fine, np.asarray(weights / weights.sum())


def _log_weights(grid: Floats, y: Floats, g: Codes, e: Floats, own: Floats, groups: int) -> Floats:
    """Adjusted profile likelihood at each dispersion, on a scale that is flat on its root."""
    mu = own[g] * e
    there = np.bincount(g, minlength=groups) > 0
    values, times = np.unique(y, return_counts=True)
    logs = np.empty(grid.size)
    for i, d in enumerate(grid):
        r = 1 / d
        own_part = float((times * (gammaln(values + r) - gammaln(r))).sum())
        rest = y * np.log(mu * d) - (r + y) * np.log1p(mu * d)
        known = np.bincount(g, mu / (1 + mu * d), groups)[there]
        logs[i] = own_part + rest.sum() - 0.5 * np.log(known).sum() + 0.5 * np.log(d)
    return logs


def _expected_above(least: Floats, mu: Floats, d: float) -> Floats:
    """E(D | D ≥ least) of a Gamma mixture of Poissons, by the Gamma that has its first two moments.

    Exact enough between rounds of EM, and it holds for quantities that are not whole.
    """
    shape = mu / (1 + mu * d)
    scale = 1 + mu * d
    at = np.maximum(least - 0.5, 0.0) / scale
    over = gammaincc(shape, at)
    beyond = mu * gammaincc(shape + 1, at)
    found = np.where(over > 1e-12, beyond / np.maximum(over, 1e-300), least + scale)
    return np.asarray(np.maximum(found, least))


def _pooled(
    y: Floats, g: Codes, e: Floats, groups: int, dispersion: tuple[Floats, Floats]
) -> CountGroups:
    """Groups' means under a Gamma that they share, its shape by moments."""
    grid, weights = dispersion
    d = float(grid @ weights)
    raw = _ratios(y, g, e, groups)
    exposures = np.bincount(g, e, groups)
    seen = exposures > 0
    error = np.full(groups, np.inf)
    error[seen] = np.bincount(g, raw[g] * e + d * (raw[g] * e) ** 2, groups)[seen] / (
        exposures[seen] ** 2
    )
    pooled, between = _scatter(raw[seen], error[seen])
    shape = np.inf if between <= 0 else pooled**2 / between
    own = np.zeros(groups) if between <= 0 else between / (between + error)
    own[~seen] = 0.0
    means = own * raw + (1 - own) * pooled
    apart = np.where(seen, own * np.where(seen, error, 0.0), between)
    if between <= 0:
        apart = np.full(groups, 1 / float((1 / error[seen]).sum()))
    return CountGroups(means, np.asarray(apart), float(shape), pooled, grid, weights)


def _scatter(x: Floats, v: Floats) -> tuple[float, float]:
    """Mean and variance between groups (Paule and Mandel 1982): 0 where errors explain all."""
    if x.size < 2:
        return float(x.mean()), 0.0

    def misfit(between: float) -> tuple[float, float]:
        w = 1 / (v + between)
        mean = float((w * x).sum() / w.sum())
        return float((w * (x - mean) ** 2).sum()) - (x.size - 1), mean

    low, high = 0.0, float(np.var(x)) * 4 + 1e-12
    if misfit(0.0)[0] <= 0:
        return misfit(0.0)[1], 0.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if misfit(middle)[0] > 0 else (low, middle)
    return misfit(high)[1], high
