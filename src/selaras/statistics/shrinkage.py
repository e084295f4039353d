"""Rates of small groups, drawn towards what the other groups say: beta-binomial empirical Bayes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from selaras.statistics.intervals import LEVEL, Interval

Floats = NDArray[np.float64]
_FLATTEST = 1e-2
"""Smallest a + b: a prior flatter than this says nothing at all."""


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


def _log_likelihood(k: Floats, n: Floats, a: Floats | float, b: Floats | float) -> float:
    from scipy.special import betaln  # noqa: PLC0415

    return float((betaln(k + a, n - k + b) - betaln(a, b)).sum())


def _precision(k: Floats, n: Floats, means: Floats) -> float:
    from scipy.optimize import minimize_scalar  # noqa: PLC0415

    most = max(float(n.sum()), 2 * _FLATTEST)

    def loss(log_s: float) -> float:
        s = math.exp(log_s)
        return -_log_likelihood(k, n, s * means, s * (1 - means))

    # The likelihood may have a second rise near an end: look everywhere, then closely.
    grid = np.linspace(math.log(_FLATTEST), math.log(most), 25)
    losses = [loss(x) for x in grid]
    at = int(np.argmin(losses))
    low, high = grid[max(at - 1, 0)], grid[min(at + 1, grid.size - 1)]
    found = minimize_scalar(loss, bounds=(low, high), method="bounded", options={"xatol": 1e-9})
    return math.exp(float(found.x) if found.fun < losses[at] else float(grid[at]))


def _most_likely(k: Floats, n: Floats, most: float) -> tuple[float, float]:
    from scipy.optimize import minimize  # noqa: PLC0415
    from scipy.special import psi  # noqa: PLC0415

    def loss(x: Floats) -> tuple[float, Floats]:
        s, mean = math.exp(x[1]), 1 / (1 + math.exp(-x[0]))
        a, b = s * mean, s * (1 - mean)
        common = psi(s) - psi(n + s)
        by_a = float((psi(k + a) - psi(a) + common).sum())
        by_b = float((psi(n - k + b) - psi(b) + common).sum())
        slope = np.array([(by_a - by_b) * s * mean * (1 - mean), a * by_a + b * by_b])
        return -_log_likelihood(k, n, a, b), -slope

    share = float(k.sum() / n.sum())
    bounds = [(-20.0, 20.0), (math.log(_FLATTEST), math.log(max(most, 1.0)))]
    starts = [[math.log(share / (1 - share)), min(math.log(s), bounds[1][1])] for s in (2, 20)]
    fits = [
        minimize(
            loss, start, jac=True, bounds=bounds, method="L-BFGS-B",
            options={"ftol": 1e-15, "gtol": 1e-10, "maxiter": 1000},
        )
        for start in starts
    ]  # fmt: skip
    best = min(fits, key=lambda fit: float(fit.fun)).x
    s, mean = math.exp(best[1]), 1 / (1 + math.exp(-best[0]))
    return s * mean, s * (1 - mean)
