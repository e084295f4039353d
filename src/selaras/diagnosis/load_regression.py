"""Shares of reps' weeks against load, in many forms at once: a logistic regression of each.

events ~ binomial(chances), logit = level of the kind of event and the period + rep + slope · load.
Every form of load has a fit of its own; all of them are fitted side by side by Newton's method, and
leaving reps out is one step away.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, xlogy

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]
_STEPS = 12
_LONGEST_STEP = 1.0
_CLOSE = 1e-4
_LEAST = 1e-6
"""Chances lie between this and 1 − this."""


@dataclass(frozen=True, slots=True)
class RepWeeks:
    """What is regressed.

    `over` are the forms of load, shape (forms, rows); `events` and `chances` have shape
    (kinds, rows), `rep` and `later` (whether it is the period) shape (rows,).
    """

    over: Floats
    events: Floats
    chances: Floats
    rep: Codes
    later: Flags
    reps: int

    def by_rep(self, values: Floats) -> Floats:
        """Sums by rep of values of shape (forms, rows)."""
        forms = len(values)
        place = self.rep + self.reps * np.arange(forms)[:, None]
        sums = np.bincount(place.ravel(), values.ravel(), forms * self.reps)
        return np.asarray(sums.reshape(forms, self.reps))


@dataclass(frozen=True, slots=True)
class _Sums:
    """Weighted products of what lies within reps, by form and rep: shape (forms, reps)."""

    xx: Floats
    xy: Floats
    xd: Floats
    yd: Floats
    dd: Floats

    def slopes(self, kept: Floats) -> tuple[Floats, Floats]:
        """Slopes on load (at most 0) and on the period, shape (forms,); 0 where not to be told.

        The period's own shift is taken off both sides first (Frisch and Waugh 1933).
        """
        xx, xy, xd, yd, dd = (getattr(self, field.name) @ kept for field in fields(self))
        safe = np.where(dd > 0, dd, 1.0)
        alone = xx - xd**2 / safe
        told = (dd > 0) & (alone > 1e-9)
        slope = np.where(told, (xy - xd * yd / safe) / np.where(told, alone, 1.0), 0.0)
        slope = np.minimum(slope, 0.0)
        return slope, np.where(dd > 0, (yd - slope * xd) / safe, 0.0)


@dataclass(frozen=True, slots=True)
class LoadFit:
    """All forms fitted. `level` has shape (forms, kinds, 2), means (forms, reps); see `changes`.

    `left` is what each form leaves unexplained (its deviance), shape (forms,).
    """

    weeks: RepWeeks
    sums: _Sums
    mean_load: Floats
    mean_aim: Floats
    mean_later: Floats
    level: Floats
    left: Floats

    def changes(self, without: Codes, forms: Flags) -> Floats:
        """By how much the loads of the period move the logits of its shares: (forms, kinds).

        Against the loads of the base: the share of everything in the period, with reps as they
        were in it. Weeks and reps differ, and the logit of their mean moves by less than theirs do.
        What is of one kind is followed by the next one, as attempts are: where little is done, few
        are left to go on with.
        """
        weeks = self.weeks
        kept = np.ones(weeks.reps)
        kept[without] = 0.0
        slope, shift = (one[forms, None] for one in self.sums.slopes(kept))
        own = self.mean_aim[forms] - slope * self.mean_load[forms] - shift * self.mean_later[forms]
        logits = slope * weeks.over[forms] + shift + own[:, weeks.rep]
        chances = expit(logits[:, None, :] + self.level[forms][:, :, 1, None])
        there = np.cumprod(chances, axis=1) / chances
        sides = [weeks.chances[0] * kept[weeks.rep] * side for side in (~weeks.later, weeks.later)]
        if min(side.sum() for side in sides) <= 0:
            return np.zeros(chances.shape[:2])
        shares = [((there * chances) @ side) / (there @ side) for side in sides]
        before, after = (logit(np.clip(share, _LEAST, 1 - _LEAST)) for share in shares)
        return np.asarray(after - before)


def fit_load(weeks: RepWeeks) -> LoadFit:
    """The most likely slopes of every form, none above 0."""
    own = np.zeros(weeks.over.shape)
    level = np.repeat(_first_levels(weeks)[None], len(weeks.over), axis=0)
    everyone = np.ones(weeks.reps)
    for _step in range(_STEPS):
        score, information = _scores(weeks, own, level)
        weight = information.sum(axis=1)
        sums, means = _within_reps(weeks, own + score.sum(axis=1) / weight, weight)
        slope, shift = (one[:, None] for one in sums.slopes(everyone))
        of_rep = means["y"] - slope * means["x"] - shift * means["d"]
        aimed = slope * weeks.over + shift * weeks.later + of_rep[:, weeks.rep]
        moved = np.clip(aimed - own, -_LONGEST_STEP, _LONGEST_STEP)
        own = own + moved
        score, information = _scores(weeks, own, level)
        for number, rows in enumerate((~weeks.later, weeks.later)):
            step = score[:, :, rows].sum(axis=-1) / information[:, :, rows].sum(axis=-1)
            level[:, :, number] += np.clip(step, -_LONGEST_STEP, _LONGEST_STEP)
        if np.abs(moved).max() < _CLOSE:
            break
    left = _deviance(weeks, own, level)
    return LoadFit(weeks, sums, means["x"], means["y"], means["d"], level, left)


def _first_levels(weeks: RepWeeks) -> Floats:
    """The logit of each kind of event in either period, shape (kinds, 2)."""
    found = []
    for rows in (~weeks.later, weeks.later):
        made, total = weeks.events[:, rows].sum(axis=1), weeks.chances[:, rows].sum(axis=1)
        found.append(np.log((made + 0.5) / (total - made + 0.5)))
    return np.stack(found, axis=1)


def _chances(weeks: RepWeeks, own: Floats, level: Floats) -> Floats:
    logits = own[:, None, :] + level[:, :, weeks.later.astype(np.int64)]
    return np.asarray(np.clip(expit(logits), _LEAST, 1 - _LEAST))


def _scores(weeks: RepWeeks, own: Floats, level: Floats) -> tuple[Floats, Floats]:
    """Events above those expected, and the information on their logit: (forms, kinds, rows)."""
    chance = _chances(weeks, own, level)
    information = weeks.chances * chance * (1 - chance)
    return weeks.events - weeks.chances * chance, np.maximum(information, 1e-9)


def _deviance(weeks: RepWeeks, own: Floats, level: Floats) -> Floats:
    """Twice the log likelihood that is lacking to a fit to every row by itself, shape (forms,)."""
    chance = _chances(weeks, own, level)
    missed = weeks.chances - weeks.events
    likely = weeks.events * np.log(chance) + missed * np.log1p(-chance)
    every = np.where(weeks.chances > 0, weeks.chances, 1.0)
    most = xlogy(weeks.events, weeks.events / every) + xlogy(missed, missed / every)
    return np.asarray(2 * (most - likely).sum(axis=(1, 2)))


def _within_reps(weeks: RepWeeks, aim: Floats, weight: Floats) -> tuple[_Sums, dict[str, Floats]]:
    """Sums for least squares of `aim` on load and period, and means of all three by rep."""
    later = np.broadcast_to(weeks.later.astype(np.float64), aim.shape)
    total = weeks.by_rep(weight)
    safe = np.where(total > 0, total, 1.0)
    means = {
        name: weeks.by_rep(weight * values) / safe
        for name, values in (("x", weeks.over), ("y", aim), ("d", later))
    }
    x, y, d = (
        values - means[name][:, weeks.rep]
        for name, values in (("x", weeks.over), ("y", aim), ("d", later))
    )
    sums = _Sums(
        *(weeks.by_rep(weight * one * two) for one, two in ((x, x), (x, y), (x, d), (y, d), (d, d)))
    )
    return sums, means
