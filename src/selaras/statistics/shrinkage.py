"""Rates of small groups, drawn towards what the other groups say: beta-binomial empirical Bayes."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from selaras.statistics.intervals import LEVEL, Interval

Floats = NDArray[np.float64]
_FLATTEST = 1e-2
"""Smallest a + b: a prior flatter than this says nothing at all."""
_POINTS, _ZOOMS, _HALVINGS = 17, 7, 32


@dataclass(frozen=True, slots=True)
class Beta:
    """Beta distribution of a rate: mean a/(a + b), as sure as a + b trials; both above 0."""

    a: float
    b: float

    def __post_init__(self) -> None:
        if not (self.a > 0 and self.b > 0):
            raise ValueError(f"Beta({self.a}, {self.b}) needs both above 0")

    @property
    def mean(self) -> float:
        return self.a / (self.a + self.b)

    def after(self, kept: float, n: float) -> Beta:
        """What it becomes once `kept` of `n` more trials succeeded."""
        return Beta(self.a + kept, self.b + n - kept)

    def interval(self, level: float = LEVEL) -> Interval:
        """Between its (1 − level)/2 quantiles."""
        from scipy.special import betaincinv  # noqa: PLC0415  (slow to import, and seldom needed)

        tail = (1 - level) / 2
        return Interval(
            float(betaincinv(self.a, self.b, tail)), float(betaincinv(self.a, self.b, 1 - tail))
        )


def beta_prior(kept: Sequence[float], n: Sequence[float]) -> Beta | None:
    """The Beta distribution that groups' rates come from, by beta-binomial maximum likelihood.

    `kept` of `n` trials succeeded in each group (methods.md §6); groups without trials say
    nothing. None without any trial. It is never surer than all trials together, so that groups
    that happen to agree do not claim certainty; where all failed or all succeeded, half a trial
    of either kind keeps the mean off the end.
    """
    k, total = _trials(kept, n)
    if not total.size:
        return None
    trials = float(total.sum())
    if k.sum() in (0, trials) or total.size < 2:
        mean = (float(k.sum()) + 0.5) / (trials + 1)
        return Beta(mean * trials, (1 - mean) * trials)
    a, b = _most_likely(k, total, trials)
    return Beta(a, b)


def shrunken(kept: ArrayLike, n: ArrayLike, means: ArrayLike) -> Floats:
    """Rates between each cell's own and the mean it is expected to have.

    (kept + s·mean)/(n + s), where s, common to all cells, is the precision a + b at which the
    beta-binomial likelihood of all cells around their means (each in (0, 1)) is highest. Shapes
    are kept; a cell without trials gets its mean.
    """
    k, total = np.asarray(kept, dtype=np.float64), np.asarray(n, dtype=np.float64)
    expected = np.broadcast_to(np.asarray(means, dtype=np.float64), k.shape)
    if np.any((expected <= 0) | (expected >= 1)):
        raise ValueError("means must lie between 0 and 1")
    seen = total > 0
    if not np.any(seen):
        return np.array(expected)
    s = _precision(k[seen], total[seen], expected[seen])
    return np.asarray((k + s * expected) / (total + s))


def _trials(kept: Sequence[float], n: Sequence[float]) -> tuple[Floats, Floats]:
    k, total = np.asarray(kept, dtype=np.float64), np.asarray(n, dtype=np.float64)
    if k.shape != total.shape or k.ndim != 1:
        raise ValueError("kept and n must be flat and of one length")
    if np.any(k < 0) or np.any(k > total):
        raise ValueError("kept must lie between 0 and n")
    seen = total > 0
    return k[seen], total[seen]


def _precision(k: Floats, n: Floats, means: Floats) -> float:
    most = max(float(n.sum()), 2 * _FLATTEST)

    def likelihoods(log_s: Floats) -> Floats:
        s = np.exp(log_s)[:, None]
        return _log_likelihoods(k, n, s * means, s * (1 - means))

    return math.exp(_highest(likelihoods, math.log(_FLATTEST), math.log(most)))


def _most_likely(k: Floats, n: Floats, most: float) -> tuple[float, float]:
    """a and b by the profile likelihood of a + b: at each, the mean that is most likely there."""

    def likelihoods(log_s: Floats) -> Floats:
        s = np.exp(log_s)
        mean = _means_at(k, n, s)
        return _log_likelihoods(k, n, (s * mean)[:, None], (s * (1 - mean))[:, None])

    s = math.exp(_highest(likelihoods, math.log(_FLATTEST), math.log(max(most, 1.0))))
    mean = float(_means_at(k, n, np.array([s]))[0])
    return s * mean, s * (1 - mean)


def _means_at(k: Floats, n: Floats, s: Floats) -> Floats:
    """The most likely mean at each a + b: where the likelihood's slope, which falls, is 0."""
    from scipy.special import psi  # noqa: PLC0415  (slow to import, and seldom needed)

    low, high = np.zeros(s.size), np.ones(s.size)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        a, b = (s * middle)[:, None], (s * (1 - middle))[:, None]
        slope = (psi(k + a) - psi(a) - psi(n - k + b) + psi(b)).sum(axis=1)
        low, high = np.where(slope > 0, middle, low), np.where(slope > 0, high, middle)
    return np.asarray((low + high) / 2)


def _highest(values: Callable[[Floats], Floats], low: float, high: float) -> float:
    """Where a curve is highest: looked at all over, since it may rise twice, then ever closer."""
    for _ in range(_ZOOMS):
        points = np.linspace(low, high, _POINTS)
        at = int(np.argmax(values(points)))
        low, high = float(points[max(at - 1, 0)]), float(points[min(at + 1, _POINTS - 1)])
    return (low + high) / 2


def _log_likelihoods(k: Floats, n: Floats, a: Floats, b: Floats) -> Floats:
    from scipy.special import betaln  # noqa: PLC0415

    return np.asarray((betaln(k + a, n - k + b) - betaln(a, b)).sum(axis=1))
