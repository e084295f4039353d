"""Load: what part of speed and persistence moves with leads per rep and working day.

The logit of a share is regressed on what load goes beyond a knee, within reps and within periods,
over the weeks of reps; the slope times the change of load is load's part of the change. Attempts
are compared with attempts of the same number: where reps give up early, fewer late ones come up,
and a share of all attempts together would hide it. Knees are tried from none to a high one, on
load and on its logarithm, as it is and against what the rep usually gets; what fits best is taken.
Load is not believed to make people quicker: a slope above 0 counts as 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
_KNEES = (0.0, 0.2, 0.35, 0.5, 0.65, 0.8)
_LEAST_ROWS = 8


@dataclass(frozen=True, slots=True)
class Weeks:
    """What reps got and did by week; all of shape (rows,).

    `load` is leads per working day. `answered` is a count; `within` are answers within each class
    of wait or a shorter one, shape (classes, rows); `risks` are leads that nobody had reached
    before an attempt, `made` those of them on which it was made, both of shape (attempts, rows).
    `reps` is how many reps there are.
    """

    period: Codes
    rep: Codes
    load: Floats
    leads: Floats
    answered: Floats
    within: Floats
    risks: Floats
    made: Floats
    reps: int


@dataclass(frozen=True, slots=True)
class LoadParts:
    """How load moved the logits of shares from base to period: at most 0 where load rose.

    `within` is of the shares that were answered within each class of wait, shape (classes,);
    `persistence` of the share of attempts that were made, whichever attempt it is.
    """

    within: Floats
    persistence: float


def load_parts(weeks: Weeks, without: Sequence[Codes]) -> list[LoadParts]:
    """Both parts from all reps, and then without each of those groups of reps."""
    within = [_parts(weeks, row[None, :], weeks.answered[None, :], without) for row in weeks.within]
    made = _parts(weeks, weeks.made, weeks.risks, without)
    return [LoadParts(np.array([part[n] for part in within]), made[n]) for n in range(len(made))]


@dataclass(frozen=True, slots=True)
class _Sums:
    """Sums by rep, shape (reps,) or (2, reps): of products within reps, and of `over` by period."""

    xx: Floats
    xy: Floats
    xd: Floats
    yd: Floats
    dd: Floats
    yy: Floats
    over: Floats
    weight: Floats

    def less(self, reps: Codes) -> _Sums:
        kept = np.ones(self.xx.shape[-1])
        kept[reps] = 0.0
        return _Sums(*((getattr(self, name) * kept) for name in _Sums.__slots__))


def _parts(weeks: Weeks, events: Floats, chances: Floats, without: Sequence[Codes]) -> list[float]:
    """The change of a logit that load made, from all reps and without each group.

    `events` out of `chances` have shape (kinds, rows).
    """
    rows = chances.sum(axis=0) > 0
    if rows.sum() < _LEAST_ROWS or len(np.unique(weeks.period[rows])) < 2:
        return [0.0] * (len(without) + 1)
    period, rep = weeks.period[rows], weeks.rep[rows]
    moved, weight = _scores(events[:, rows], chances[:, rows], period)
    sums = [
        _sums(np.maximum(load - knee, 0.0), moved, weight, rep, period, weeks.reps)
        for load in _forms(weeks.load[rows], weeks.leads[rows], rep, weeks.reps)
        for knee in np.unique(np.quantile(load, _KNEES))
    ]
    nobody = np.zeros(0, np.int64)
    return [_best([one.less(reps) for one in sums]) for reps in (nobody, *without)]


def _scores(events: Floats, chances: Floats, period: Codes) -> tuple[Floats, Floats]:
    """By how much the logit of a row lies above its period's, and the information on it.

    One step from what each kind of event came to in the period: (events - expected) / information.
    """
    above, information = np.zeros(events.shape[1]), np.full(events.shape[1], 1e-9)
    for number in (0, 1):
        rows = period == number
        total = np.maximum(chances[:, rows].sum(axis=1), 1e-9)
        share = np.clip(events[:, rows].sum(axis=1) / total, 0.005, 0.995)[:, None]
        above[rows] = (events[:, rows] - chances[:, rows] * share).sum(axis=0)
        information[rows] += (chances[:, rows] * share * (1 - share)).sum(axis=0)
    return above / information, information


def _forms(load: Floats, leads: Floats, rep: Codes, reps: int) -> tuple[Floats, ...]:
    """Load as it may be felt: as it is, against the rep's own usual load, and their logarithms."""
    usual = np.bincount(rep, leads * load, reps) / np.maximum(np.bincount(rep, leads, reps), 1e-9)
    against = load / usual[rep]
    return load / load.mean(), against, np.log(load), np.log(against)


def _sums(
    over: Floats, moved: Floats, weight: Floats, rep: Codes, period: Codes, reps: int
) -> _Sums:
    later = (period == 1).astype(np.float64)
    total = np.bincount(rep, weight, reps)
    safe = np.where(total > 0, total, 1.0)

    def centred(values: Floats) -> Floats:
        return np.asarray(values - (np.bincount(rep, weight * values, reps) / safe)[rep])

    def by_rep(values: Floats) -> Floats:
        return np.asarray(np.bincount(rep, weight * values, reps), dtype=np.float64)

    x, y, d = centred(over), centred(moved), centred(later)
    return _Sums(
        xx=by_rep(x * x),
        xy=by_rep(x * y),
        xd=by_rep(x * d),
        yd=by_rep(y * d),
        dd=by_rep(d * d),
        yy=by_rep(y * y),
        over=np.stack([by_rep(over * (1 - later)), by_rep(over * later)]),
        weight=np.stack([by_rep(1 - later), by_rep(later)]),
    )


def _best(sums: Sequence[_Sums]) -> float:
    """Slope × change of load at the knee that leaves least unexplained."""
    best = (np.inf, 0.0)
    for one in sums:
        dd = one.dd.sum()
        weight = one.weight.sum(axis=1)
        if dd <= 0 or weight.min() <= 0:
            continue
        # The period's own shift is taken off both sides first (Frisch and Waugh 1933).
        xx = one.xx.sum() - one.xd.sum() ** 2 / dd
        xy = one.xy.sum() - one.xd.sum() * one.yd.sum() / dd
        yy = one.yy.sum() - one.yd.sum() ** 2 / dd
        if xx <= 1e-9:
            continue
        slope = min(xy / xx, 0.0)
        left = yy - 2 * slope * xy + slope**2 * xx
        before, after = one.over.sum(axis=1) / weight
        if left < best[0] - 1e-12 * abs(yy):
            best = (left, slope * (after - before))
    return float(best[1])
