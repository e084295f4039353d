"""Who moved in a two-way table: its rows, its columns, or all of it alike.

A shift of cell (r, c) is common + row_r + column_c, where only the sums are known: what all rows
have in common could as well be the columns', or be common. The belief that most things did not
move tells them apart: every row and column either stayed (a spike at 0) or moved (a normal slab),
and so did what is common (spike and slab; Mitchell and Beauchamp 1988). What the belief leaves
open is part of the answer, as a covariance.

Rows and columns are sums over the same cells: what chance did to the table as a whole is in both,
and is counted once.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

Floats = NDArray[np.float64]

_FINEST, _MOST_POINTS = 2.0, 300


@dataclass(frozen=True, slots=True)
class Belief:
    """What is believed of shifts before they are seen; shifts are logarithms.

    Parameters
    ----------
    stayed
        Chances that a row or column did not move, equally likely beforehand.
    centres, scales
        Means and standard deviations of those that moved, equally likely beforehand: what moves a
        few of them moves them alike.
    common_stayed, common_scale
        The same of what all have in common.
    """

    stayed: tuple[float, ...] = (0.3, 0.5, 0.7, 0.9, 0.99)
    centres: tuple[float, ...] = (-1.0, -0.6, -0.3, 0.0, 0.3, 0.6, 1.0)
    scales: tuple[float, ...] = (0.1, 0.3, 0.7)
    common_stayed: float = 0.9
    common_scale: float = 0.3


@dataclass(frozen=True, slots=True)
class Side:
    """Shifts of the rows (or columns), known up to a constant.

    Parameters
    ----------
    values, errors
        Shifts and their standard errors (above 0), shape (n,).
    weights
        Shares of the total, shape (n,), adding up to 1.
    odds
        Logarithms of how much likelier something else that was seen is of those that moved, shape
        (n,); None: nothing else was.
    """

    values: Floats
    errors: Floats
    weights: Floats
    odds: Floats | None = None

    @property
    def variance_of_all(self) -> float:
        """Of the error that all of them have on average, each weighted by how sure it is."""
        return float(1 / (1 / self.errors**2).sum())


@dataclass(frozen=True, slots=True)
class SharedShifts:
    """Posterior means of the shifts of rows and columns, and how unsure their totals are.

    `covariance` is that of the weighted totals of rows and of columns, shape (2, 2). What is
    common is what is left of the table.
    """

    rows: Floats
    columns: Floats
    covariance: Floats


def shared_shifts(
    common: float, rows: Side, columns: Side, belief: Belief | None = None
) -> SharedShifts:
    """Tell what moved from a fitted table common + rows + columns (any choice of constants)."""
    held = belief or Belief()
    # Half of the error that both sides have is left to either.
    half = min(rows.variance_of_all, columns.variance_of_all) / 2
    row, column = _side(rows, held, half), _side(columns, held, half)
    together = common + row.grid[:, None] + column.grid[None, :]
    chance = row.evidence[:, None] + column.evidence[None, :] + _common(together, held)
    chance = np.exp(chance - chance.max())
    chance /= chance.sum()
    of_rows, of_columns = chance.sum(axis=1), chance.sum(axis=0)
    row_total, column_total = of_rows @ row.total, of_columns @ column.total
    covariance = np.empty((2, 2))
    covariance[0, 0] = of_rows @ row.square - row_total**2
    covariance[1, 1] = of_columns @ column.square - column_total**2
    between = row.total @ chance @ column.total - row_total * column_total
    covariance[0, 1] = covariance[1, 0] = between
    return SharedShifts(of_rows @ row.means, of_columns @ column.means, covariance)


@dataclass(frozen=True, slots=True)
class _Given:
    """One side for each constant that its values may be off by: arrays over the grid (G, …)."""

    grid: Floats
    evidence: Floats
    means: Floats
    total: Floats
    square: Floats


def _side(side: Side, belief: Belief, of_the_other: float) -> _Given:
    """Of its average error's variance, so much is left to the other side."""
    errors = _errors(side, of_the_other)
    grid = _grid(side, errors.left)
    away = side.values - grid[:, None]
    stayed = _log_normal(away, errors.each)
    parts = [
        _mixture(away, stayed, errors, side, chance, centre, scale)
        for chance, centre, scale in product(belief.stayed, belief.centres, belief.scales)
    ]
    evidence = np.array([part[0] for part in parts])
    share = np.exp(evidence - logsumexp(evidence, axis=0))
    means = np.einsum("hg,hgn->gn", share, np.array([part[1] for part in parts]))
    square = np.einsum("hg,hg->g", share, np.array([part[2] for part in parts]))
    return _Given(grid, logsumexp(evidence, axis=0), means, means @ side.weights, square)


@dataclass(frozen=True, slots=True)
class _Errors:
    """Variances of a side's errors, which are independent but for their average.

    The average weighs `each` by `weights` and is known from elsewhere, as 0, with an error of
    variance `known`: together with what the side itself says of it, that leaves it at `left`.
    """

    each: Floats
    weights: Floats
    known: float
    left: float


def _errors(side: Side, of_the_other: float) -> _Errors:
    each, average = side.errors**2, side.variance_of_all
    left = average - of_the_other
    return _Errors(each, average / each, average * left / of_the_other, left)


def _grid(side: Side, variance: float) -> Floats:
    margin = 3 * float(side.errors.min())
    low, high = float(side.values.min()) - margin, float(side.values.max()) + margin
    points = int(np.ceil((high - low) * _FINEST / np.sqrt(variance))) + 1
    return np.linspace(low, high, min(max(points, 3), _MOST_POINTS))


def _mixture(
    away: Floats,
    stayed: Floats,
    errors: _Errors,
    side: Side,
    chance: float,
    centre: float,
    scale: float,
) -> tuple[Floats, Floats, Floats]:
    """Log evidence (G,), posterior means (G, n), and the mean square of their total (G,)."""
    spread = errors.each
    moved = _log_normal(away - centre, spread + scale**2) + np.log1p(-chance)
    if side.odds is not None:
        moved = moved + side.odds
    either = np.logaddexp(stayed + np.log(chance), moved)
    odds = np.exp(moved - either)
    drawn = scale**2 / (scale**2 + spread)
    there = centre + drawn * (away - centre)
    mean = odds * there
    variance = odds * (there**2 + drawn * spread) - mean**2
    # The average error that is left by these means, taken for normal, is 0 up to what is known.
    average = (away - mean) @ errors.weights
    unsure = variance @ errors.weights**2 + errors.known
    evidence = either.sum(axis=1) + _log_normal(average, unsure)
    mean = mean + variance * errors.weights * (average / unsure)[:, None]
    less = (variance * errors.weights) @ side.weights
    square = variance @ side.weights**2 - less**2 / unsure + (mean @ side.weights) ** 2
    return evidence, mean, square


def _common(shift: Floats, belief: Belief) -> Floats:
    # A spike as wide as nothing would miss every point of the grid: it is given a little width.
    stayed = _log_normal(shift, np.asarray(0.03**2)) + np.log(belief.common_stayed)
    moved = _log_normal(shift, np.asarray(belief.common_scale**2))
    return np.asarray(np.logaddexp(stayed, moved + np.log1p(-belief.common_stayed)))


def _log_normal(away: Floats, variance: Floats) -> Floats:
    return np.asarray(-0.5 * (away**2 / variance + np.log(2 * np.pi * variance)))
