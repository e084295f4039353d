"""What most of them did: where shifts of sources, and of reps, are counted from.

A fit tells how sources moved against each other, and reps against each other, but not from where:
x_s + y_r + common is known, its parts are not. The belief that settles it: most sources did not
move, most reps did not move, and what moved all alike is small rather than large. Each source's
(rep's) shift from the origin of its kind is a mixture, nothing or something; the joint posterior of
the two origins follows on a grid.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Beliefs:
    """What is believed before the data (*choice*); shifts are in logarithms of revenue a lead.

    Parameters
    ----------
    moved
        Share of sources, or reps, that moved.
    reach
        Standard deviation of the shifts of those that moved.
    still
        Standard deviation of the shifts of those that did not.
    common, common_reach
        What moved all alike: of like sizes up to the first, less often up to the second.
    often
        How often what moved all alike is of the first kind.
    hidden
        Standard deviation, as a share of what moved all alike, of what of it may be quality's (and
        as much skill's): a small shift of many cannot be seen apart from one of all.
    points
        Points of the grid on each axis.
    """

    moved: float = 0.3
    reach: float = 0.4
    still: float = 0.02
    common: float = 0.07
    common_reach: float = 0.5
    often: float = 0.9
    hidden: float = 0.6
    points: int = 241


BELIEFS = Beliefs()


@dataclass(frozen=True, slots=True)
class Origins:
    """How likely each source and rep did not move, and the covariance of the two origins.

    `excess` is what the origins are unsure by beyond the noise of those that did not move (that
    noise is in any estimate from other data already), with what may be hidden in a shift of all.
    Shape (2, 2): sources, reps.
    """

    source_still: Floats
    rep_still: Floats
    excess: Floats


def find_origins(
    sources: Floats,
    source_errors: Floats,
    reps: Floats,
    rep_errors: Floats,
    common: float,
    beliefs: Beliefs = BELIEFS,
) -> Origins:
    """The joint posterior of the origins of sources' and reps' shifts.

    Parameters
    ----------
    sources, reps
        Shifts, shapes (S,) and (R,), each from an origin that is not known, with errors.
    common
        The shift that goes with both origins at 0.
    """
    of_source = _Family(sources, source_errors, beliefs)
    of_rep = _Family(reps, rep_errors, beliefs)
    together = common + of_source.grid[:, None] + of_rep.grid
    logs = of_source.log_likelihood[:, None] + of_rep.log_likelihood
    logs = logs + _log_common(together, beliefs)
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    by_source, by_rep = weights.sum(axis=1), weights.sum(axis=0)
    source_still, rep_still = by_source @ of_source.still, by_rep @ of_rep.still
    means = np.array([by_source @ of_source.grid, by_rep @ of_rep.grid])
    apart = (of_source.grid - means[0], of_rep.grid - means[1])
    both = float(apart[0] @ weights @ apart[1])
    spread = np.array(
        [[by_source @ apart[0] ** 2, both], [both, by_rep @ apart[1] ** 2]], dtype=np.float64
    )
    noise = np.diag([of_source.noise(source_still), of_rep.noise(rep_still)])
    shift = common + means.sum()
    # What chance alone may have moved is not shared out.
    real = max(shift**2 - 1 / (1 / rep_errors**2).sum(), 0.0)
    excess = _positive_part(spread - noise) + beliefs.hidden**2 * real * np.eye(2)
    return Origins(source_still, rep_still, excess)


class _Family:
    """The likelihood of an origin over a grid, and how likely each member did not move."""

    def __init__(self, shifts: Floats, errors: Floats, beliefs: Beliefs) -> None:
        margin = 3 * float(errors.min(initial=1.0))
        low, high = float(shifts.min(initial=0.0)), float(shifts.max(initial=0.0))
        self.grid = np.linspace(low - margin, high + margin, beliefs.points)
        self._variance = errors**2 + beliefs.still**2
        away = shifts - self.grid[:, None]
        still = np.log1p(-beliefs.moved) + _log_normal(away, self._variance)
        moved = np.log(beliefs.moved) + _log_normal(away, self._variance + beliefs.reach**2)
        either = np.logaddexp(still, moved)
        self.log_likelihood = either.sum(axis=1)
        self.still = np.exp(still - either)

    def noise(self, still: Floats) -> float:
        information = float((still / self._variance).sum())
        return 1 / information if information > 0 else 0.0


def _log_normal(away: Floats, variance: Floats) -> Floats:
    return np.asarray(-0.5 * (away**2 / variance + np.log(2 * np.pi * variance)))


def _log_common(shift: Floats, beliefs: Beliefs) -> Floats:
    near = np.log(beliefs.often) + _log_normal(shift, np.float64(beliefs.common**2))
    far = np.log1p(-beliefs.often) + _log_normal(shift, np.float64(beliefs.common_reach**2))
    return np.asarray(np.logaddexp(near, far))


def _positive_part(matrix: Floats) -> Floats:
    values, vectors = np.linalg.eigh(matrix)
    return np.asarray((vectors * np.maximum(values, 0.0)) @ vectors.T)


def origin_of(shifts: Floats, errors: Floats, still: Floats) -> float:
    """Mean of the shifts of those that did not move, by how likely they did not and how sure."""
    weights = still / errors**2
    total = float(weights.sum())
    return float((weights * shifts).sum() / total) if total > 0 else 0.0
