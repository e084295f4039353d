"""Units with levels of their own that occasions raise together: how far another one will.

The log level of unit s on occasion p is β_s + m + u_p + w_sp: the unit's usual level, what
occasions add on average, what this one adds everywhere (u ~ N(0, τ²)) and what it adds there alone
(w ~ N(0, σ²)). It is seen with an error, as is β_s without any occasion. This is a linear mixed
model with crossed effects (Gelman et al., Bayesian Data Analysis, ch. 15); β and w are integrated
out in closed form, τ and σ over a grid. So what is not known of a unit's usual level counts against
the occasions that were measured from it, and not twice.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.special import logsumexp, stdtrit

from selaras.statistics.normal_mixture import NormalMixture

Floats = NDArray[np.float64]
_BETWEEN_POINTS, _WITHIN_POINTS = 24, 10
_DEGREES = 4.0
"""Of the half-t distributions of both scatters before anything is seen (Gelman 2006)."""


@dataclass(frozen=True, slots=True)
class OccasionBelief:
    """What is believed before any occasion is seen.

    Parameters
    ----------
    mean, mean_deviation
        Of what occasions add on average, m.
    between, within
        Scales of the half-t distributions of τ and of σ.
    """

    mean: float = 0.0
    mean_deviation: float = 1.0
    between: float = 0.2
    within: float = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class _Units:
    """For one σ: how a unit's usual level follows from the occasions it took part in.

    β_s given what the occasions added, η, has mean `centre` − `pull`·η and variance `spread`.
    """

    centre: Floats
    pull: Floats
    spread: Floats


@dataclass(frozen=True, slots=True, eq=False)
class OccasionEffects:
    """What the occasions seen say of the next one.

    Parameters
    ----------
    between, within, weights
        Values of τ and σ, and the weight of each pair.
    means, covariances
        Of (η_1 … η_P, m) at each pair, η_p = m + u_p.
    levels
        Expected log level of each unit without any occasion.
    another
        What another occasion multiplies these levels by, in logs: the same for every unit. What is
        not known of the units' levels all together is in it.
    own_variance
        Variance of each unit's log level on another occasion beside what all units share.
    """

    between: Floats
    within: Floats
    weights: Floats
    means: Floats
    covariances: Floats
    levels: Floats
    another: NormalMixture
    own_variance: Floats
    _units: tuple[_Units, ...]

    @property
    def common(self) -> NormalMixture:
        """What occasions add on average, m."""
        spread = np.sqrt(self.covariances[:, -1, -1])
        return NormalMixture(self.means[:, -1].copy(), spread, self.weights)

    def draws(self, random: Generator, count: int) -> OccasionDraws:
        """`count` draws of everything that is not known, as the occasions seen allow it."""
        at = random.choice(self.weights.size, count, p=self.weights)
        size = self.means.shape[1]
        roots = np.linalg.cholesky(self.covariances[at])
        noise = random.standard_normal((count, size, 1))
        effects = self.means[at] + (roots @ noise)[..., 0]
        levels = np.empty((count, self.levels.size))
        for n, (place, effect) in enumerate(zip(at, effects, strict=True)):
            unit = self._units[place // _BETWEEN_POINTS]
            chance = np.sqrt(unit.spread) * random.standard_normal(self.levels.size)
            levels[n] = unit.centre - unit.pull @ effect[:-1] + chance
        return OccasionDraws(levels, effects[:, -1], self.between[at], self.within[at])


@dataclass(frozen=True, slots=True, eq=False)
class OccasionDraws:
    """Draws of units' log levels, shape (draws, units), and of m, τ and σ."""

    levels: Floats
    means: Floats
    between: Floats
    within: Floats


def fit_occasions(
    usual: Floats,
    usual_variances: Floats,
    seen: Floats,
    variances: Floats,
    belief: OccasionBelief | None = None,
) -> OccasionEffects:
    """What units' usual log levels and their log levels on occasions say of another occasion.

    Parameters
    ----------
    usual, usual_variances
        Of each unit without any occasion, and the variance of its error, above 0.
    seen, variances
        The same on each occasion, shape (units, occasions); NaN where a unit took no part.

    Raises ValueError for shapes that differ and variances that are not above 0.
    """
    before = belief or OccasionBelief()
    there = np.isfinite(seen)
    if seen.shape != variances.shape or seen.shape[0] != usual.size:
        raise ValueError("occasions need a level and a variance for each unit")
    if np.any(~(usual_variances > 0)) or np.any(~(variances[there] > 0)):
        raise ValueError("variances have to be above 0")
    over = np.where(there, seen - usual[:, None], 0.0)
    error = np.where(there, variances, 1.0)
    between = _half_t(before.between, _BETWEEN_POINTS)
    within = _half_t(before.within, _WITHIN_POINTS)
    logs, means, covariances, units = [], [], [], []
    for sigma in within:
        precision = np.where(there, 1 / (error + sigma**2), 0.0)
        unit, said = _without_units(usual, usual_variances, over, precision)
        units.append(unit)
        found = _at_each_between(said, between, before)
        logs.append(found[0])
        means.append(found[1])
        covariances.append(found[2])
    weights = np.exp(np.concatenate(logs) - logsumexp(np.concatenate(logs)))
    return _summed_up(
        np.tile(between, within.size),
        np.repeat(within, between.size),
        weights,
        np.concatenate(means),
        np.concatenate(covariances),
        tuple(units),
    )


def _half_t(scale: float, points: int) -> Floats:
    """Values that stand for equal shares of a half-t distribution."""
    places = (np.arange(points) + 0.5) / points
    return np.asarray(scale * stdtrit(_DEGREES, 0.5 + places / 2))


@dataclass(frozen=True, slots=True, eq=False)
class _Said:
    """The log likelihood of η once the units are integrated out: constant + h·η − η·G·η/2."""

    constant: float
    linear: Floats
    information: Floats


def _without_units(
    usual: Floats, usual_variances: Floats, over: Floats, precision: Floats
) -> tuple[_Units, _Said]:
    in_all = precision.sum(axis=1)
    spread = 1 / (1 / usual_variances + in_all)
    weighed = precision * over
    sums = weighed.sum(axis=1)
    pull = precision * spread[:, None]
    information = np.diag(precision.sum(axis=0)) - pull.T @ precision
    linear = weighed.sum(axis=0) - pull.T @ sums
    misfit = float((weighed * over).sum() - (spread * sums**2).sum())
    known = precision[precision > 0]
    scale = float(np.log(known).sum() - np.log1p(usual_variances * in_all).sum())
    units = _Units(usual + spread * sums, pull, spread)
    return units, _Said(0.5 * (scale - misfit), linear, np.asarray(information))


def _at_each_between(
    said: _Said, between: Floats, belief: OccasionBelief
) -> tuple[Floats, Floats, Floats]:
    """Log evidence, mean and covariance of (η, m) at each τ."""
    many = said.linear.size
    loose, prior = 1 / between**2, 1 / belief.mean_deviation**2
    precision = np.zeros((between.size, many + 1, many + 1))
    precision[:, :many, :many] = said.information + loose[:, None, None] * np.eye(many)
    precision[:, :many, -1] = precision[:, -1, :many] = -loose[:, None]
    precision[:, -1, -1] = many * loose + prior
    right = np.append(said.linear, prior * belief.mean)
    covariance = np.linalg.inv(precision)
    covariance = (covariance + covariance.transpose(0, 2, 1)) / 2
    means = covariance @ right
    _, log_determinant = np.linalg.slogdet(precision)
    evidence = 0.5 * (many * np.log(loose) + np.log(prior) - log_determinant + means @ right)
    return said.constant + evidence, means, covariance


def _summed_up(
    between: Floats,
    within: Floats,
    weights: Floats,
    means: Floats,
    covariances: Floats,
    units: tuple[_Units, ...],
) -> OccasionEffects:
    """Split what is not known into what all units share and what each has of its own."""
    steps = between.size // len(units)
    levels = np.zeros(units[0].centre.size)
    for n, unit in enumerate(units):
        at = slice(n * steps, (n + 1) * steps)
        levels += weights[at].sum() * unit.centre - unit.pull @ (weights[at] @ means[at, :-1])
    centres, spreads = np.empty(between.size), np.empty(between.size)
    own = np.zeros_like(levels)
    for n, unit in enumerate(units):
        at = slice(n * steps, (n + 1) * steps)
        # Of β_s + m, what hangs on η and m: the rest is each unit's own.
        hangs = np.concatenate([-unit.pull, np.ones((levels.size, 1))], axis=1)
        mean = hangs.mean(axis=0)
        shared = np.einsum("i,kij,j->k", mean, covariances[at], mean)
        off = unit.centre[:, None] + hangs @ means[at].T - levels[:, None]
        centres[at] = off.mean(axis=0)
        spreads[at] = np.sqrt(shared + between[at] ** 2)
        each = np.einsum("si,kij,sj->sk", hangs, covariances[at], hangs, optimize=True)
        apart = each - shared + (off - centres[at]) ** 2
        own += apart @ weights[at] + weights[at].sum() * unit.spread
        own += float(weights[at] @ within[at] ** 2)
    another = NormalMixture(centres, spreads, weights)
    least = float(weights @ within**2)
    return OccasionEffects(
        between, within, weights, means, covariances, levels, another,
        np.maximum(own, least), units,
    )  # fmt: skip
