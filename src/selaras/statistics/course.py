"""The course that the level of many counts takes together: a trend, a season, a walk, or none.

The log level of week t is a + b·t + s(t) + w(t): a drift, a season of one year (two harmonics) and
a random walk, each of which may not be there. All of it is normal, so that the course at any weeks
follows in closed form from the weeks that were seen (Rasmussen and Williams 2006, ch. 2); how far
each part may go is averaged over, weighted by how likely it makes what was seen. So a trend is
drawn to none where little is seen of it, and what is not known of it grows with the weeks ahead.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_YEAR = 365.25 / 7
_LEVEL = 3.0
"""Standard deviation of the level before anything is seen: wide, in logs."""
_KEPT = 0.99
"""Share of a drift that is left a week later, once nothing is seen any more (*choice*): half is
gone after sixteen months. No demand grows for ever as it does now."""

_NEGLIGIBLE = 6.0
"""Log odds against the likeliest way under which another is left out."""


@dataclass(frozen=True, slots=True)
class CourseBelief:
    """What a course may look like, before it is seen (*choice*).

    Parameters
    ----------
    drifts
        Standard deviations of the drift, in logs a year.
    seasons
        Those of the yearly season's coefficients; the second harmonic's are half of it.
    walks
        Standard deviations of the walk's step from one week to the next.
    shared
        Share of the weeks' scatter that is common to all counts of a week.
    none
        How likely each of drift, season and walk is not there at all.
    """

    drifts: tuple[float, ...] = (0.1, 0.4)
    seasons: tuple[float, ...] = (0.06, 0.2)
    walks: tuple[float, ...] = (0.01, 0.025, 0.06, 0.15)
    shared: tuple[float, ...] = (0.0, 0.3, 1.0)
    none: float = 0.85


COURSE = CourseBelief()


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """The course at some weeks, above the average of the weeks that were seen, in logs.

    Parameters
    ----------
    mean
        Expected, by week.
    unknown
        Variance of its average over these weeks, for what is not known of the course so far.
    ahead
        Variance of that average for what the walk may still do.
    """

    mean: Floats
    unknown: float
    ahead: float


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """What the weeks seen say of the course.

    Parameters
    ----------
    at
        Times of the weeks that were seen.
    usual
        What each weighs in the average that paths are told against.
    parts
        Variances of level, drift, season and walk, by way that the course may go.
    weights
        How likely each way is.
    covariances
        Of the levels seen, errors and all, by way.
    solved
        These, inverted, times the levels seen.
    """

    at: Floats
    usual: Floats
    parts: Floats
    weights: Floats
    covariances: Floats
    solved: Floats

    def means(self, weeks: Floats) -> Floats:
        """What is expected at these times, in weeks on the same scale as those that were seen."""
        pulls = np.einsum("m,mp,mi->pi", self.weights, self.parts, self.solved)
        times = np.concatenate([weeks, self.at])
        kernels = _kernels(times, self.at, self.at)
        said = np.einsum("pti,pi->t", kernels, pulls)
        return np.asarray(said[: weeks.size] - self.usual @ said[weeks.size :])

    def path(self, weeks: Floats) -> Path:
        """The course at these times, in weeks on the same scale as those that were seen."""
        times = np.concatenate([self.at, weeks])
        average = np.concatenate([-self.usual, np.full(weeks.size, 1 / weeks.size)])
        kernels = _kernels(times, times, self.at)
        reached = np.einsum("pti,t->pi", kernels[:, :, : self.at.size], average)
        cross = self.parts @ reached
        means = np.einsum("mi,mi->m", cross, self.solved)
        told = np.linalg.solve(self.covariances, cross[:, :, None])[:, :, 0]
        before = self.parts @ np.einsum("t,ptu,u->p", average, kernels, average)
        left = np.maximum(before - np.einsum("mi,mi->m", cross, told), 0.0)
        # What the walk will do from now on nobody can know; the rest only this company does not.
        ahead = np.minimum(self.parts[:, -1] * _later(weeks - self.at.max()), left)
        off = means - self.weights @ means
        return Path(
            self.means(weeks),
            float(self.weights @ (left - ahead + off**2)),
            float(self.weights @ ahead),
        )


def fit_course(
    at: Floats, seen: Floats, variances: Floats, usual: Floats, belief: CourseBelief = COURSE
) -> Course:
    """The course of log levels seen in some weeks.

    Parameters
    ----------
    at, seen
        Times in weeks, and log levels up to a constant.
    variances
        Of their errors, by share of scatter in common (`belief.shared`) and week.
    usual
        What each week weighs in the average that the course is told against; they add up to 1.

    Raises ValueError for shapes that differ, without any week, and for variances that are not above
    0.
    """
    shape = (len(belief.shared), at.size)
    if not at.size or variances.shape != shape or np.any(~(variances > 0)):
        raise ValueError("a course needs weeks, each with variances above 0")
    parts, chances = _ways(belief)
    kernels = _kernels(at, at, at)
    prior = np.einsum("mp,pij->mij", parts, kernels)
    errors = variances[:, :, None] * np.eye(at.size)
    covariances = (prior[:, None] + errors).reshape(-1, at.size, at.size)
    solved = np.linalg.solve(covariances, seen[:, None])[:, :, 0]
    roots = np.diagonal(np.linalg.cholesky(covariances), axis1=1, axis2=2)
    odds = np.repeat(np.log(chances), shape[0]) - 0.5 * (solved @ seen)
    odds -= np.log(roots).sum(axis=1)
    likely = odds > odds.max() - _NEGLIGIBLE
    weights = np.exp(odds[likely] - odds.max())
    return Course(
        at,
        usual,
        np.repeat(parts, shape[0], axis=0)[likely],
        weights / weights.sum(),
        covariances[likely],
        solved[likely],
    )


def _ways(belief: CourseBelief) -> tuple[Floats, Floats]:
    """Variances of level, drift, season and walk, by way; and how likely each way is."""
    several = (belief.drifts, belief.seasons, belief.walks)
    chances = [[belief.none, *([(1 - belief.none) / len(s)] * len(s))] for s in several]
    deviations = [(_LEVEL, *way) for way in product(*[(0.0, *s) for s in several])]
    parts = np.array(deviations) ** 2
    parts[:, 1] /= _YEAR**2
    return parts, np.array([np.prod(way) for way in product(*chances)])


def _kernels(times: Floats, others: Floats, seen: Floats) -> Floats:
    """Covariances of level, drift, season and walk at some times with those at others, of a
    variance of 1 each; drifts run straight while weeks are seen, a walk begins with the first one.
    """
    first, last = seen.min(), seen.max()
    reach = _damped(times - last)[:, None] * _damped(others - last)
    apart = 2 * np.pi * (times[:, None] - others) / _YEAR
    since = np.maximum(times - first, 0.0)[:, None], np.maximum(others - first, 0.0)
    return np.stack(
        [
            np.ones(apart.shape),
            reach,
            np.cos(apart) + np.cos(2 * apart) / 4,
            np.minimum(*since),
        ]
    )


def _damped(after: Floats) -> Floats:
    """How far a drift has come so many weeks after the last one seen."""
    ahead = (1 - _KEPT ** np.maximum(after, 0.0)) / -np.log(_KEPT)
    return np.asarray(np.where(after > 0, ahead, after))


def _later(after: Floats) -> float:
    """Variance of the average of a walk's values so many steps on, in variances of a step."""
    steps = np.maximum(after, 0.0)
    return float(np.minimum(steps[:, None], steps).mean())
