"""Where levels that are read every week will stand: exponential smoothing, with and without drift.

The linear innovations model y_t = l_{t−1} + b_{t−1} + e_t, l_t = l_{t−1} + b_{t−1} + αe_t,
b_t = b_{t−1} + βe_t (Hyndman, Koehler, Ord and Snyder 2008, ch. 6): α = 0 is a constant or a line,
α = 1 a random walk, α > 1 one whose moves go on for a while, β > 0 a drift that itself changes.
Given α and β it is a regression on the first level and the first drift, so that what is not known
of them widens the forecast; models are averaged by how likely they make the readings, so that none
has to be chosen. All of it is linear in the readings, so that thousands of series of one length are
forecast together.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Floats = NDArray[np.float64]

_ALPHAS = np.linspace(0.0, 1.5, 13)
"""Up to where errors still die out, and past the random walk: whoever ends there takes every walk
for less of one (*choice*)."""
_CHANGING = tuple((a, b) for a in (0.1, 0.4, 0.7, 1.0, 1.3) for b in (0.05, 0.15, 0.3))
"""α and β of models whose drift changes (*choice*)."""
_LEAST_FOR_DRIFT = 4
"""With fewer readings nothing can be said of a drift (*choice*). From there on it counts: to leave
it out would be to be sure that there is none."""
_ROUNDING = 1e-20
"""Squared relative error under which readings lie on a line exactly."""
_WIDEST = 2.0
"""Scale over mean up to which the cube root of a gamma is about normal."""
_EQUAL = 1e-12
"""Relative difference under which two figures are equal."""


@dataclass(frozen=True, slots=True)
class _Models:
    """What every series of one length shares: models by α and β, with and without drift.

    `residuals` turns readings into one-step errors, `level` and `drift` into the forecast at
    horizon 0 and the change a step, which are known with the covariance `unknown`, in variances of
    the error. `used` is how many of the two are estimated.
    """

    alphas: Floats
    betas: Floats
    used: Floats
    residuals: Floats
    level: Floats
    drift: Floats
    unknown: Floats


@dataclass(frozen=True, slots=True)
class LevelForecast:
    """Forecasts of several series: for each a mixture of models, summed up as a Student t.

    `weights`, `variances` (of the one-step error), `level` (at horizon 0, above `last`) and `drift`
    (a step) are by series and model; `last` reading, `degrees` of freedom and `varies` by series;
    `n` are the readings of each.
    """

    models: _Models
    weights: Floats
    variances: Floats
    level: Floats
    drift: Floats
    last: Floats
    degrees: Floats
    varies: NDArray[np.bool_]
    n: int

    def at(self, steps: ArrayLike) -> tuple[Floats, Floats]:
        """Mean and scale of the levels so many steps after the last reading (0 or more).

        Shape (series, steps). The scale is of a Student t with `degrees` degrees of freedom; less
        than one step ahead is as uncertain as one.
        """
        h = np.maximum(np.asarray(steps, dtype=np.float64), 1.0)
        alphas, betas = self.models.alphas[:, None], self.models.betas[:, None]
        sums = _powers(h - 1)
        # Σ_{0<j<h} (α + βj)², what the errors of the steps before leave behind
        noise = 1 + alphas**2 * (h - 1) + 2 * alphas * betas * sums[1] + betas**2 * sums[2]
        means = self.level[:, :, None] + self.drift[:, :, None] * h
        mean, scale = self._mix(means, noise + self._unknown(h))
        return mean + self.last[:, None], scale

    def sums(self, steps: ArrayLike) -> tuple[Floats, Floats]:
        """Mean and scale of what the levels of the next steps add up to; shape (series, steps).

        `steps` may be fractions: half a step adds half of a level.
        """
        h = np.asarray(steps, dtype=np.float64)
        half = self.models.betas[:, None] / 2
        slope = self.models.alphas[:, None] + half
        means = self.level[:, :, None] * h + self.drift[:, :, None] * (h * (h + 1) / 2)
        one, two, three, four = _powers(np.maximum(h - 1, 0.0))[1:]
        # Σ_{j<h} (1 + αj + βj(j + 1)/2)², the weights of the errors in a sum of levels
        noise = h + 2 * slope * one + (slope**2 + 2 * half) * two
        noise = noise + 2 * slope * half * three + half**2 * four
        mean, scale = self._mix(means, noise + self._unknown((h + 1) / 2) * h**2)
        return mean + self.last[:, None] * h, scale

    def quantile(self, mean: Floats, scale: Floats, level: float) -> Floats:
        """The quantiles at `level` in (0, 1) of the t with that mean and scale."""
        return np.asarray(mean + scale * special.stdtrit(self.degrees, level)[:, None])

    def exceeds(self, mean: Floats, scale: Floats, most: ArrayLike) -> Floats:
        """P(level > most); where nothing varies it is 0 or 1. Shapes as of `mean`."""
        limit = np.broadcast_to(np.asarray(most, dtype=np.float64), mean.shape)
        with np.errstate(divide="ignore", invalid="ignore"):
            turned = (mean - limit) / scale
        return _chance(mean, scale, limit, turned, self.degrees[:, None])

    def positive_quantile(
        self, mean: Floats, scale: Floats, level: float, degrees: Floats | None = None
    ) -> Floats:
        """As `quantile`, of levels that are never below 0: long to the right as a gamma's are.

        By the cube root of Wilson and Hilferty (1931), so that it is the t's own where the scale is
        small against the mean; 0 at least. `degrees` of freedom, of the shape of `mean`, are its
        own unless others are given.
        """
        at = special.stdtrit(self.degrees[:, None] if degrees is None else degrees, level)
        middle, spread = _as_gamma(mean, scale)
        cube = np.maximum(1 - spread**2 / 9 + at * spread / 3, 0.0) ** 3
        found = np.where(spread > 0, middle * cube, mean + scale * at)
        return np.asarray(np.maximum(found, 0.0))

    def positive_exceeds(
        self, mean: Floats, scale: Floats, most: ArrayLike, degrees: Floats | None = None
    ) -> Floats:
        """As `exceeds`, of levels that are never below 0 (see `positive_quantile`)."""
        limit = np.broadcast_to(np.asarray(most, dtype=np.float64), mean.shape)
        middle, spread = _as_gamma(mean, scale)
        with np.errstate(divide="ignore", invalid="ignore"):
            root = np.cbrt(np.maximum(limit, 0.0) / middle)
            below = (1 - spread**2 / 9 - root) * 3 / spread
            turned = np.where(spread > 0, below, (mean - limit) / scale)
        freedom = self.degrees[:, None] if degrees is None else degrees
        chance = _chance(mean, scale, limit, turned, freedom)
        return np.asarray(np.where((scale > 0) & (limit < 0), 1.0, chance))

    def _unknown(self, reach: Floats) -> Floats:
        """Variance, in error variances, for what is not known of the first level and the drift."""
        unknown = self.models.unknown
        return np.asarray(
            unknown[:, 0, 0, None]
            + 2 * unknown[:, 0, 1, None] * reach
            + unknown[:, 1, 1, None] * reach**2
        )

    def _mix(self, means: Floats, factors: Floats) -> tuple[Floats, Floats]:
        mean = np.einsum("sm,smh->sh", self.weights, means)
        within = np.einsum("sm,mh->sh", self.weights * self.variances, factors)
        between = np.einsum("sm,smh->sh", self.weights, (means - mean[:, None, :]) ** 2)
        scale = np.sqrt(np.maximum(within + between, 0.0))
        return mean, np.where(self.varies[:, None], scale, 0.0)


def _chance(mean: Floats, scale: Floats, limit: Floats, turned: Floats, degrees: Floats) -> Floats:
    rounding = _EQUAL * (np.abs(mean) + np.abs(limit))
    with np.errstate(invalid="ignore"):
        chance = special.stdtr(degrees, turned)
    return np.asarray(np.where(scale <= 0, (mean - limit > rounding) * 1.0, chance))


def _powers(last: Floats) -> tuple[Floats, ...]:
    """Σ j^p over 0 < j ≤ last, for p = 0 to 4; between whole numbers as the polynomials say."""
    m = last
    one, two = m * (m + 1) / 2, m * (m + 1) * (2 * m + 1) / 6
    return m, one, two, one**2, two * (3 * m**2 + 3 * m - 1) / 5


def _as_gamma(mean: Floats, scale: Floats) -> tuple[Floats, Floats]:
    """The mean of the gamma that a level is read as, and its scale over that mean.

    The latter is 0 where the level is read as a t: where nothing varies, or the mean is not above
    0. Of a level that is wider than twice its mean the mean says little: it is raised, so that the
    scale stays what it is.
    """
    fits = (mean > 0) & (scale > 0)
    middle = np.where(fits, np.maximum(mean, scale / _WIDEST), mean)
    return middle, np.divide(scale, middle, out=np.zeros_like(mean), where=fits)


def level_forecast(readings: ArrayLike) -> LevelForecast:
    """Forecast one series, or several of one length: shape (n,) or (series, n), the newest last.

    Readings are one step apart; at least two are needed. Raises ValueError for fewer, and for
    readings that are not finite.
    """
    y = np.atleast_2d(np.asarray(readings, dtype=np.float64))
    if y.shape[1] < 2 or not np.isfinite(y).all():
        raise ValueError("a level's forecast needs at least two finite readings")
    n, models = y.shape[1], _models(y.shape[1])
    last, size = y[:, -1].copy(), (y**2).sum(axis=1, keepdims=True)
    # Held against the last reading, what never varies is forecast without any rounding.
    y = y - last[:, None]
    errors = np.einsum("mij,sj->smi", models.residuals, y, optimize=True)
    squares = np.einsum("smi,smi->sm", errors, errors)
    least = _ROUNDING * size + 1e-300
    squares = np.where(squares <= least, 0.0, squares)
    # As BIC, of the errors that are left once the first reading has told the first level.
    scores = (n - 1) * np.log(np.maximum(squares, least) / n) + models.used * np.log(n)
    weights = np.exp(-(scores - scores.min(axis=1, keepdims=True)) / 2)
    weights /= weights.sum(axis=1, keepdims=True)
    left = np.maximum(n - models.used - 1, 1)  # how much is smoothed is learnt as well
    variances = squares / left
    return LevelForecast(
        models=models,
        weights=weights,
        variances=variances,
        level=y @ models.level.T,
        drift=y @ models.drift.T,
        last=last,
        degrees=np.maximum(weights @ left, 1.0),
        varies=(weights * variances).sum(axis=1) > least[:, 0],
        n=n,
    )


@lru_cache(maxsize=64)
def _models(n: int) -> _Models:
    steady = [(float(alpha), 0.0) for alpha in _ALPHAS]
    found = [_model(n, alpha, beta, drifts=False) for alpha, beta in steady]
    if n >= _LEAST_FOR_DRIFT:
        found += [_model(n, alpha, beta, drifts=True) for alpha, beta in (*steady, *_CHANGING)]
    names = ("alphas", "betas", "used", "residuals", "level", "drift", "unknown")
    return _Models(**{name: np.array([one[at] for one in found]) for at, name in enumerate(names)})


def _model(
    n: int, alpha: float, beta: float, *, drifts: bool
) -> tuple[float, float, float, Floats, Floats, Floats, Floats]:
    """One model's operators on readings, in the order of `_Models`."""
    errors, states = _filter(n, alpha, beta)
    used = 2 if drifts else 1
    regressors = np.column_stack([np.ones(n), np.arange(1.0, n + 1)])[:, :used]
    design = errors @ regressors
    information = _inverse(design.T @ design)
    found = information @ design.T @ errors
    residuals = np.asarray(errors - design @ found, dtype=np.float64)
    # What the first level and drift come to by the end, less what the filter made of them.
    reached = np.array([[1.0, float(n)], [0.0, 1.0]])[:, :used] - states @ regressors
    level, drift = states + reached @ found
    return alpha, beta, float(used), residuals, level, drift, reached @ information @ reached.T


def _filter(n: int, alpha: float, beta: float) -> tuple[Floats, Floats]:
    """Matrices that give one-step errors from nothing, and level and drift after the last."""
    errors = np.zeros((n, n))
    level, drift = np.zeros(n), np.zeros(n)
    for row in range(n):
        errors[row] = -(level + drift)
        errors[row, row] += 1
        level = level + drift + alpha * errors[row]
        drift = drift + beta * errors[row]
    return errors, np.stack([level, drift])


def _inverse(matrix: Floats) -> Floats:
    """Of a symmetric 1×1 or 2×2 matrix; 0 where it has none."""
    if matrix.shape == (1, 1):
        return np.array([[1 / matrix[0, 0] if matrix[0, 0] > 0 else 0.0]])
    (a, b), (_, d) = matrix
    determinant = a * d - b * b
    if determinant <= 1e-12 * a * d:
        return np.zeros((2, 2))
    return np.asarray(np.array([[d, -b], [-b, a]]) / determinant, dtype=np.float64)
