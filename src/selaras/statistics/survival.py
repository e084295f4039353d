"""Time until something happens, where some of it has not happened yet.

Estimators of Kaplan and Meier (1958) and of Aalen and Johansen (1978), methods.md §2.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from selaras.statistics.intervals import LEVEL, Interval, normal_quantile

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class SurvivalCurve:
    """P(not yet happened by t), a step function that falls at each of `times`.

    Parameters
    ----------
    times
        Ascending times at which something happened, in the unit of the observations.
    survival, variance
        S just after each of these, and its Greenwood variance.
    n
        Number of observations.
    last
        The longest time observed. Beyond it the curve is not identified unless it has reached 0;
        it is carried forward there, which is the most that S can be.
    """

    times: Floats
    survival: Floats
    variance: Floats
    n: int
    last: float

    @overload
    def at(self, t: float) -> float: ...
    @overload
    def at(self, t: Floats) -> Floats: ...
    def at(self, t: float | Floats) -> float | Floats:
        """S(t), of one time or an array of them; what happens at t itself has happened."""
        return _step(self.times, self.survival, 1.0, t)

    def reaches(self, t: float) -> bool:
        """Whether S(t) is identified: somebody was watched for so long, or nobody is left."""
        return t <= self.last or bool(self.survival.size and self.survival[-1] == 0)

    def interval(self, level: float = LEVEL) -> tuple[Floats, Floats]:
        """Low and high end of S at each of `times`, on the log-log scale."""
        low, high = _log_log(1 - self.survival, self.variance, level)
        return 1 - high, 1 - low

    def interval_at(self, t: float, level: float = LEVEL) -> Interval:
        """Interval of S(t); 1 to 1 before anything happened."""
        low, high = self.interval(level)
        return Interval(_step(self.times, low, 1.0, t), _step(self.times, high, 1.0, t))


@dataclass(frozen=True, eq=False)
class IncidenceCurves:
    """P(happened by t, from cause k), for causes 1 … K that exclude each other.

    `incidence`, `variance` and `happened` (how many) have a row per cause (cause 1 is row 0) and a
    column per time; `survival` is P(none of them by t), so that S(t) + Σ F_k(t) = 1; `at_risk` is
    how many were watched just before. See SurvivalCurve for the rest.
    """

    times: Floats
    survival: Floats
    incidence: Floats
    happened: Floats
    at_risk: Floats
    n: int
    last: float

    @cached_property
    def variance(self) -> Floats:
        """Reckoned when it is asked for: it goes through the times one by one."""
        before = np.concatenate(([1.0], self.survival[:-1]))
        return _incidence_variance(before, self.happened, self.at_risk)

    @property
    def causes(self) -> int:
        return int(self.incidence.shape[0])

    @overload
    def at(self, cause: int, t: float) -> float: ...
    @overload
    def at(self, cause: int, t: Floats) -> Floats: ...
    def at(self, cause: int, t: float | Floats) -> float | Floats:
        """F_cause(t), of one time or an array of them; 0 for a cause that never occurred."""
        return _step(self.times, self._row(cause, self.incidence), 0.0, t)

    @overload
    def survival_at(self, t: float) -> float: ...
    @overload
    def survival_at(self, t: Floats) -> Floats: ...
    def survival_at(self, t: float | Floats) -> float | Floats:
        """P(nothing happened by t)."""
        return _step(self.times, self.survival, 1.0, t)

    def reaches(self, t: float) -> bool:
        """Whether the curves are identified at t, as SurvivalCurve.reaches."""
        return t <= self.last or bool(self.survival.size and self.survival[-1] == 0)

    def variance_at(self, cause: int, t: float) -> float:
        """Variance of F_cause(t)."""
        return _step(self.times, self._row(cause, self.variance), 0.0, t)

    def interval(self, cause: int, level: float = LEVEL) -> tuple[Floats, Floats]:
        """Low and high end of F_cause at each of `times`, on the log-log scale of 1 − F."""
        return _log_log(self._row(cause, self.incidence), self._row(cause, self.variance), level)

    def interval_at(self, cause: int, t: float, level: float = LEVEL) -> Interval:
        """Interval of F_cause(t); 0 to 0 before anything happened."""
        low, high = self.interval(cause, level)
        return Interval(_step(self.times, low, 0.0, t), _step(self.times, high, 0.0, t))

    def _row(self, cause: int, rows: Floats) -> Floats:
        if cause < 1:
            raise ValueError("causes are counted from 1; 0 means censored")
        return rows[cause - 1] if cause <= self.causes else np.zeros(self.times.size)


def kaplan_meier(
    times: ArrayLike, events: ArrayLike, weights: ArrayLike | None = None
) -> SurvivalCurve:
    """Kaplan–Meier estimate of P(not yet happened by t), with Greenwood's variance.

    `times` are how long each was watched (0 or more), `events` whether it happened then (true)
    or was still open (false), `weights` how many such observations there are (whole numbers).
    At the same time, what happens comes before what is censored. Raises ValueError for empty or
    ill-shaped input.
    """
    curves = aalen_johansen(times, np.asarray(events).astype(bool).astype(np.int64), weights)
    # With one cause F = 1 − S, and the two have the same variance.
    variance = curves.variance[0] if curves.causes else np.zeros(0)
    return SurvivalCurve(curves.times, curves.survival, variance, curves.n, curves.last)


def aalen_johansen(
    times: ArrayLike, causes: ArrayLike, weights: ArrayLike | None = None
) -> IncidenceCurves:
    """Aalen–Johansen estimate F_k(T) = Σ_{t≤T} S(t−)·d_k/n, for causes that compete.

    `causes` are 0 where the observation is still open (censored), 1 … K for what happened; the
    rest is as in kaplan_meier. The variance is of Greenwood's type (Andersen, Borgan, Gill and
    Keiding 1993, IV.4): multinomial noise at each time, carried forward through the recursion.
    """
    t, cause, weight = _observations(times, causes, weights)
    distinct, place = places_of(t)
    leaving = np.bincount(place, weights=weight, minlength=distinct.size)
    at_risk = _at_risk(leaving)
    kinds = int(cause.max(initial=0))
    happened = np.zeros((kinds, distinct.size))
    for k in range(kinds):
        mine = cause == k + 1
        happened[k] = np.bincount(place[mine], weights=weight[mine], minlength=distinct.size)
    any_happened = happened.sum(axis=0)
    kept = any_happened > 0
    happened, any_happened, at_risk = happened[:, kept], any_happened[kept], at_risk[kept]
    survival, incidence = _course(happened, any_happened, at_risk)
    return IncidenceCurves(
        times=distinct[kept],
        survival=survival,
        incidence=incidence,
        happened=happened,
        at_risk=at_risk,
        n=int(weight.sum()),
        last=float(distinct[-1]),
    )


def places_of(values: NDArray[Any]) -> tuple[NDArray[Any], Wholes]:
    """The distinct values, ascending, and which of them each one is: `np.unique` with its inverse.

    Sooner than that where values come as a few ascending runs, as they do from what was kept.
    """
    if np.all(values[1:] >= values[:-1]):
        return _places_ascending(values)
    order = np.argsort(values, kind="stable")
    distinct, ascending = _places_ascending(values[order])
    place = np.empty(values.size, dtype=np.int64)
    place[order] = ascending
    return distinct, place


def _places_ascending(values: NDArray[Any]) -> tuple[NDArray[Any], Wholes]:
    new = np.concatenate((np.ones(min(values.size, 1), bool), values[1:] != values[:-1]))
    return values[new], np.cumsum(new) - 1


Sample = tuple[ArrayLike, ArrayLike, ArrayLike]
"""Times, causes and weights, as in aalen_johansen."""


def incidences_at(samples: Sequence[Sample], cause: int, t: float) -> list[float]:
    """F_cause(t) of each sample by itself: `aalen_johansen(*sample).at(cause, t)`, to the bit.

    What takes the time is done for all samples at once. Raises ValueError as aalen_johansen does.
    """
    if not samples:
        return []
    columns = [[np.asarray(column) for column in sample] for sample in samples]
    whose = np.repeat(np.arange(len(columns)), [own.size for own, _causes, _weights in columns])
    every = [np.concatenate(column) for column in zip(*columns, strict=True)]
    whose = whose[every[2] > 0]
    times, causes, weights = _observations(*every)
    order = np.lexsort((times, whose))
    times, causes, weights, whose = times[order], causes[order], weights[order], whose[order]
    new = np.concatenate(([True], (times[1:] != times[:-1]) | (whose[1:] != whose[:-1])))
    place = np.cumsum(new) - 1
    leaving = np.bincount(place, weights=weights)
    mine = np.bincount(place, weights=weights * (causes == cause), minlength=leaving.size)
    any_cause = np.bincount(place, weights=weights * (causes > 0), minlength=leaving.size)
    ends = np.searchsorted(whose[new], np.arange(len(columns) + 1))
    if np.any(np.diff(ends) == 0):
        raise ValueError("there are no observations")
    moments, found = times[new], []
    for first, last in itertools.pairwise(ends):
        here = slice(first, last)
        at_risk = _at_risk(leaving[here])
        counted = (any_cause[here] > 0) & (moments[here] <= t)
        of_each = mine[here][counted], any_cause[here][counted], at_risk[counted]
        _survival, incidence = _course(*of_each)
        found.append(float(incidence[-1]) if incidence.size else 0.0)
    return found


def _at_risk(leaving: NDArray[Any]) -> Floats:
    """How many are watched still at each time, of those that leave at these times."""
    return np.asarray(leaving.sum() - np.concatenate(([0.0], np.cumsum(leaving)[:-1])))


def _course(
    happened: NDArray[Any], any_happened: NDArray[Any], at_risk: Floats
) -> tuple[Floats, Floats]:
    """S and each F_k just after the times at which something happened; times are the last axis."""
    survival = np.cumprod(1 - any_happened / at_risk)
    before = np.concatenate(([1.0], survival[:-1]))
    incidence = np.cumsum(before * happened / at_risk, axis=-1)
    return np.asarray(survival), np.asarray(np.minimum(incidence, 1.0))


@overload
def miss_probability(
    curve: SurvivalCurve | IncidenceCurves, age: float, due: float
) -> float | None: ...
@overload
def miss_probability(
    curve: SurvivalCurve | IncidenceCurves, age: Floats, due: float | Floats
) -> Floats: ...
def miss_probability(
    curve: SurvivalCurve | IncidenceCurves, age: float | Floats, due: float | Floats
) -> float | Floats | None:
    """P(nothing has happened by `due` | open at `age`) = S(due)/S(age); 1 where due ≤ age.

    None (NaN in an array) where S(age) = 0: nothing of that age was ever seen open. With
    competing causes, S is P(no cause yet).
    """
    survival = curve.survival_at if isinstance(curve, IncidenceCurves) else curve.at
    ages, dues = np.broadcast_arrays(
        np.asarray(age, dtype=np.float64), np.asarray(due, dtype=np.float64)
    )
    now = np.atleast_1d(survival(ages))
    then = np.atleast_1d(survival(np.maximum(ages, dues)))
    return _conditional(then, now, scalar=ages.ndim == 0)


@overload
def keep_probability(
    curves: IncidenceCurves, cause: int, age: float, due: float
) -> float | None: ...
@overload
def keep_probability(
    curves: IncidenceCurves, cause: int, age: Floats, due: float | Floats
) -> Floats: ...
def keep_probability(
    curves: IncidenceCurves, cause: int, age: float | Floats, due: float | Floats
) -> float | Floats | None:
    """P(`cause` happens by `due` | nothing has at `age`) = (F(due) − F(age))/S(age).

    0 where due ≤ age, None (NaN in an array) where S(age) = 0. It and the other causes'
    probabilities and miss_probability add up to 1.
    """
    ages, dues = np.broadcast_arrays(
        np.asarray(age, dtype=np.float64), np.asarray(due, dtype=np.float64)
    )
    gained = curves.at(cause, np.maximum(ages, dues)) - curves.at(cause, ages)
    now = np.atleast_1d(curves.survival_at(ages))
    return _conditional(np.atleast_1d(gained), now, scalar=ages.ndim == 0)


def _conditional(part: Floats, whole: Floats, *, scalar: bool) -> float | Floats | None:
    known = whole > 0
    shares = np.full(whole.shape, np.nan)
    shares[known] = np.clip(part[known] / whole[known], 0.0, 1.0)
    if not scalar:
        return shares
    return float(shares[0]) if known[0] else None


def _observations(
    times: ArrayLike, causes: ArrayLike, weights: ArrayLike | None
) -> tuple[Floats, Wholes, Floats]:
    t = np.asarray(times, dtype=np.float64)
    cause = np.asarray(causes)
    weight = np.ones(t.shape) if weights is None else np.asarray(weights, dtype=np.float64)
    if t.ndim != 1 or cause.shape != t.shape or weight.shape != t.shape:
        raise ValueError("times, causes and weights must be flat and of one length")
    if not np.all(np.isfinite(t)) or np.any(t < 0):
        raise ValueError("times must be 0 or more, and known")
    if np.any(cause != cause.astype(np.int64)) or np.any(cause < 0):
        raise ValueError("causes must be 0 (censored), 1, 2, …")
    if np.any(weight != np.floor(weight)) or np.any(weight < 0) or not np.all(np.isfinite(weight)):
        raise ValueError("weights must be whole numbers, 0 or more")
    seen = weight > 0
    if not np.any(seen):
        raise ValueError("there are no observations")
    return t[seen], cause[seen].astype(np.int64), weight[seen]


def _incidence_variance(before: Floats, happened: Floats, at_risk: Floats) -> Floats:
    """Variance of each F_k by the recursion of the covariance of (S, F_k) over the times."""
    variances = np.zeros(happened.shape)
    all_hazard = happened.sum(axis=0) / at_risk
    for k, mine in enumerate(happened / at_risk[np.newaxis, :]):
        of_s = of_f = between = 0.0
        for j, (h, h_k, s, n) in enumerate(zip(all_hazard, mine, before, at_risk, strict=True)):
            of_f += 2 * h_k * between + h_k**2 * of_s + s**2 * h_k * (1 - h_k) / n
            between = (1 - h) * (between + h_k * of_s) - s**2 * h_k * (1 - h) / n
            of_s = (1 - h) ** 2 * of_s + s**2 * h * (1 - h) / n
            # What is left after subtracting equals is noise of either sign.
            variances[k, j] = max(of_f, 0.0)
    return variances


def _log_log(incidence: Floats, variance: Floats, level: float) -> tuple[Floats, Floats]:
    """Ends of F on the scale log(−log(1 − F)), which keeps them within 0 and 1."""
    z = normal_quantile(level)
    low, high = incidence.copy(), incidence.copy()
    inside = (incidence > 0) & (incidence < 1)
    rest = 1 - incidence[inside]
    spread = z * np.sqrt(variance[inside]) / (rest * -np.log(rest))
    low[inside] = 1 - rest ** np.exp(-spread)
    high[inside] = 1 - rest ** np.exp(spread)
    return low, high


@overload
def _step(times: Floats, values: Floats, start: float, t: float) -> float: ...
@overload
def _step(times: Floats, values: Floats, start: float, t: Floats) -> Floats: ...
def _step(times: Floats, values: Floats, start: float, t: float | Floats) -> float | Floats:
    steps = np.concatenate(([start], values))
    found = steps[np.searchsorted(times, t, side="right")]
    return float(found) if np.ndim(found) == 0 else found
