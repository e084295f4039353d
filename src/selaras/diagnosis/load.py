"""Load: what part of speed and persistence moves with leads per rep and working day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Weeks:
    """What reps got and did by week; all of shape (rows,).

    `load` is leads per working day. `answered`, `risks` and `made` are counts; `within` are
    answers within each class of wait or a shorter one, shape (classes, rows).
    """

    period: Codes
    rep: Codes
    load: Floats
    leads: Floats
    answered: Floats
    within: Floats
    risks: Floats
    made: Floats


@dataclass(frozen=True, slots=True)
class LoadParts:
    """How much of shares' changes from base to period load made: at most 0 where load rose.

    `within` are differences of the shares that were answered within each class of wait, shape
    (classes,); `persistence` of the share of attempts that were made. `base_load` and `load` are leads per
    rep and working day, weighted by leads.
    """

    within: Floats
    persistence: float
    base_load: float
    load: float


def load_parts(weeks: Weeks, keep: NDArray[np.bool_]) -> LoadParts:
    """Estimate both parts from the rows kept."""
    chosen = _only(weeks, keep)
    before, after = chosen.period == 0, chosen.period == 1
    if not before.any() or not after.any():
        return LoadParts(np.zeros(len(weeks.within)), 0.0, 0.0, 0.0)
    return LoadParts(
        within=np.array([_part(chosen, row, chosen.answered) for row in chosen.within]),
        persistence=_part(chosen, chosen.made, chosen.risks),
        base_load=float(np.average(chosen.load[before], weights=chosen.leads[before])),
        load=float(np.average(chosen.load[after], weights=chosen.leads[after])),
    )


def _part(weeks: Weeks, events: Floats, chances: Floats) -> float:
    """The change of a share that load made: slope within reps and periods × change of load."""
    rows = chances > 0
    if rows.sum() < 8:
        return 0.0
    period, rep = weeks.period[rows], weeks.rep[rows]
    load = np.log(weeks.load[rows])
    share, weight = events[rows] / chances[rows], chances[rows]
    best = (np.inf, 0.0)
    for knee in np.unique(np.quantile(load, (0.0, 0.2, 0.35, 0.5, 0.65, 0.8))):
        over = np.maximum(load - knee, 0.0)
        flat = _without_means(over, weight, rep, period)
        change = _without_means(share, weight, rep, period)
        spread = (weight * flat**2).sum()
        if spread <= 1e-9:
            continue
        slope = min((weight * flat * change).sum() / spread, 0.0)
        error = (weight * (change - slope * flat) ** 2).sum()
        moved = _mean(over, weight, period == 1) - _mean(over, weight, period == 0)
        if error < best[0] - 1e-12:
            best = (error, slope * moved)
    return float(best[1])


def _without_means(values: Floats, weight: Floats, rep: Codes, period: Codes) -> Floats:
    """What is left of `values` once reps' and periods' means are taken off (alternating)."""
    left = values.copy()
    many = int(rep.max()) + 1
    for _round in range(8):
        for of, count in ((rep, many), (period, 2)):
            total = np.bincount(of, weight, count)
            mean = np.bincount(of, weight * left, count) / np.where(total > 0, total, 1.0)
            left = left - mean[of]
    return left


def _mean(values: Floats, weight: Floats, rows: NDArray[np.bool_]) -> float:
    return float((values[rows] * weight[rows]).sum() / weight[rows].sum()) if rows.any() else 0.0


def _only(weeks: Weeks, keep: NDArray[np.bool_]) -> Weeks:
    return Weeks(*(getattr(weeks, name)[..., keep] for name in Weeks.__slots__))
