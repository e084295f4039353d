"""Groups that differ, each known with an error: how far they scatter, and where a new one lies."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray
from scipy.special import logsumexp, stdtrit

from selaras.statistics.normal_mixture import NormalMixture

Floats = NDArray[np.float64]
_POINTS = 48
_DEGREES = 4.0
"""Of the half-t distribution of the scatter before any group is seen (Gelman 2006)."""


@dataclass(frozen=True, slots=True)
class Belief:
    """What is believed before any group is seen.

    Parameters
    ----------
    mean, mean_deviation
        Of the groups' common mean.
    scatter
        Scale of the half-t distribution of the standard deviation between groups.
    """

    mean: float = 0.0
    mean_deviation: float = 1.0
    scatter: float = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class RandomEffects:
    """θ_j ~ N(m, τ²), seen as x_j ~ N(θ_j, v_j): what the groups say of m and τ.

    `scatter` are values of τ with their `weights`; `means` and `variances` are those of m at each.
    `log_evidence` is the log density of everything seen, to hold one model against another.
    """

    scatter: Floats
    weights: Floats
    means: Floats
    variances: Floats
    log_evidence: float

    @property
    def common(self) -> NormalMixture:
        """The common mean m."""
        return NormalMixture(self.means, np.sqrt(self.variances), self.weights)

    @property
    def another(self) -> NormalMixture:
        """The effect of a group that was not seen."""
        return NormalMixture(self.means, np.sqrt(self.variances + self.scatter**2), self.weights)

    def draws(self, random: Generator, count: int) -> tuple[Floats, Floats]:
        """`count` draws of (m, τ)."""
        at = random.choice(self.scatter.size, count, p=self.weights)
        means = self.means[at] + np.sqrt(self.variances[at]) * random.standard_normal(count)
        return means, self.scatter[at]

    def shrunken(self, effect: float, variance: float) -> NormalMixture:
        """A group's own effect, drawn towards the common mean as far as its error asks for."""
        t2 = self.scatter**2
        own = t2 / (t2 + variance)
        spread = own * variance + (1 - own) ** 2 * self.variances
        return NormalMixture(
            own * effect + (1 - own) * self.means, np.sqrt(spread), np.array(self.weights)
        )


def random_effects(
    effects: ArrayLike, variances: ArrayLike, belief: Belief | None = None
) -> RandomEffects:
    """What groups' effects and the variances of their errors say; nothing at all is the belief.

    The normal–normal model, its scatter integrated over a grid (Gelman et al., Bayesian Data
    Analysis, §5.4). Raises ValueError for variances of 0 or less, or shapes that differ.
    """
    before = belief or Belief()
    x = np.asarray(effects, dtype=np.float64).ravel()
    v = np.asarray(variances, dtype=np.float64).ravel()
    if x.shape != v.shape or np.any(~(v > 0)) or not np.all(np.isfinite(x)):
        raise ValueError("each effect needs a finite value and a variance above 0")
    places = (np.arange(_POINTS) + 0.5) / _POINTS
    scatter = before.scatter * stdtrit(_DEGREES, 0.5 + places / 2)
    total = v[None, :] + scatter[:, None] ** 2
    prior = 1 / before.mean_deviation**2
    precision = prior + (1 / total).sum(axis=1)
    mean = (prior * before.mean + (x / total).sum(axis=1)) / precision
    misfit = ((x - mean[:, None]) ** 2 / total).sum(axis=1) + prior * (mean - before.mean) ** 2
    logs = -0.5 * (np.log(2 * np.pi * total).sum(axis=1) + np.log(precision / prior) + misfit)
    evidence = float(logsumexp(logs) - np.log(_POINTS))
    weights = np.exp(logs - logs.max())
    return RandomEffects(scatter, weights / weights.sum(), mean, 1 / precision, evidence)
