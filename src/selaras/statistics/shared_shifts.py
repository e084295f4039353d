"""Who moved in a two-way table: its rows, its columns, or all of it alike.

A shift of cell (r, c) is common + row_r + column_c, where only the sums are known: what all rows
have in common could as well be the columns', or be common. The belief that most things did not
move tells them apart: every row and column either stayed (a spike at 0) or moved (a normal slab),
and so did what is common (spike and slab; Mitchell and Beauchamp 1988). What the belief leaves
open is part of the answer, as a covariance.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

Floats = NDArray[np.float64]

_FINEST, _MOST_POINTS = 4.0, 300


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
    """

    values: Floats
    errors: Floats
    weights: Floats


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
    row, column = _side(rows, held), _side(columns, held)
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


def _side(side: Side, belief: Belief) -> _Given:
    grid = _grid(side)
    away = side.values - grid[:, None]
    spread = side.errors**2
    stayed = _log_normal(away, spread)
    parts = [
        _mixture(away, stayed, spread, side.weights, chance, centre, scale)
        for chance, centre, scale in product(belief.stayed, belief.centres, belief.scales)
    ]
    evidence = np.array([part[0] for part in parts])
    share = np.exp(evidence - logsumexp(evidence, axis=0))
    means = np.einsum("hg,hgn->gn", share, np.array([part[1] for part in parts]))
    square = np.einsum("hg,hg->g", share, np.array([part[2] for part in parts]))
    return _Given(grid, logsumexp(evidence, axis=0), means, means @ side.weights, square)


def _grid(side: Side) -> Floats:
    margin = 3 * float(side.errors.min())
    low, high = float(side.values.min()) - margin, float(side.values.max()) + margin
    points = int(np.ceil((high - low) * _FINEST / float(side.errors.min()))) + 1
    return np.linspace(low, high, min(max(points, 3), _MOST_POINTS))


def _mixture(
    away: Floats,
    stayed: Floats,
    spread: Floats,
    weights: Floats,
    chance: float,
    centre: float,
    scale: float,
) -> tuple[Floats, Floats, Floats]:
    """Log evidence (G,), posterior means (G, n), and the mean square of their total (G,)."""
    moved = _log_normal(away - centre, spread + scale**2) + np.log1p(-chance)
    either = np.logaddexp(stayed + np.log(chance), moved)
    odds = np.exp(moved - either)
    drawn = scale**2 / (scale**2 + spread)
    there = centre + drawn * (away - centre)
    mean = odds * there
    variance = odds * (there**2 + drawn * spread) - mean**2
    square = variance @ weights**2 + (mean @ weights) ** 2
    return either.sum(axis=1), mean, square


def _common(shift: Floats, belief: Belief) -> Floats:
    # A spike as wide as nothing would miss every point of the grid: it is given a little width.
    stayed = _log_normal(shift, np.asarray(0.03**2)) + np.log(belief.common_stayed)
    moved = _log_normal(shift, np.asarray(belief.common_scale**2))
    return np.asarray(np.logaddexp(stayed, moved + np.log1p(-belief.common_stayed)))


def _log_normal(away: Floats, variance: Floats) -> Floats:
    return np.asarray(-0.5 * (away**2 / variance + np.log(2 * np.pi * variance)))
