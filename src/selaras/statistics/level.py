"""Where levels that are read every week will stand: exponential smoothing with and without drift.

The linear innovations model y_t = l_{t−1} + b + e_t, l_t = l_{t−1} + b + αe_t (Hyndman, Koehler,
Ord and Snyder 2008, ch. 6): α = 0 is a constant (or a line), α = 1 a random walk. Given α it is a
regression on the first level and the drift, so that what is not known of them widens the forecast;
models are averaged by BIC, so that no single α has to be chosen. All of it is linear in the
readings, so that thousands of series of one length are forecast together.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Floats = NDArray[np.float64]

_ALPHAS = np.linspace(0.0, 1.0, 9)
_LEAST_FOR_DRIFT = 8
"""With fewer readings a drift cannot be told from chance (*choice*)."""
_ROUNDING = 1e-20
"""Squared relative error under which readings lie on a line exactly."""
_EQUAL = 1e-12
"""Relative difference under which two figures are equal."""


@dataclass(frozen=True, slots=True)
class _Models:
    """What every series of one length shares: models by α, with and without drift.

    `residuals` turns readings into one-step errors, `level` and `drift` into the forecast at
    horizon 0 and the change a step; the forecast at horizon h hangs on (first level, drift) as
    (`first`, `second` + h), whose inverse information is `information`.
    """

    alphas: Floats
    used: Floats
    residuals: Floats
    level: Floats
    drift: Floats
    first: Floats
    second: Floats
    information: Floats


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
        noise = 1 + (h - 1) * self.models.alphas[:, None] ** 2
        means = self.level[:, :, None] + self.drift[:, :, None] * h
        mean, scale = self._mix(means, noise + self._unknown(h))
        return mean + self.last[:, None], scale

    def sums(self, steps: ArrayLike) -> tuple[Floats, Floats]:
        """Mean and scale of what the levels of the next steps add up to; shape (series, steps).

        `steps` may be fractions: half a step adds half of a level.
        """
        h = np.asarray(steps, dtype=np.float64)
        alphas, before = self.models.alphas[:, None], np.maximum(h - 1, 0.0)
        means = self.level[:, :, None] * h + self.drift[:, :, None] * (h * (h + 1) / 2)
        # Σ_{j<h} (1 + αj)², the weights of the errors in a sum of levels
        squares = h * before * np.maximum(2 * h - 1, 0.0) / 6
        noise = h + alphas * h * before + alphas**2 * squares
        mean, scale = self._mix(means, noise + self._unknown((h + 1) / 2) * h**2)
        return mean + self.last[:, None] * h, scale

    def quantile(self, mean: Floats, scale: Floats, level: float) -> Floats:
        """The quantiles at `level` in (0, 1) of the t with that mean and scale."""
        return np.asarray(mean + scale * special.stdtrit(self.degrees, level)[:, None])

    def exceeds(self, mean: Floats, scale: Floats, most: ArrayLike) -> Floats:
        """P(level > most); where nothing varies it is 0 or 1. Shapes as of `mean`."""
        limit = np.broadcast_to(np.asarray(most, dtype=np.float64), mean.shape)
        with np.errstate(divide="ignore", invalid="ignore"):
            return self._chance(mean, scale, limit, (mean - limit) / scale)

    def positive_quantile(self, mean: Floats, scale: Floats, level: float) -> Floats:
        """As `quantile`, of levels that are never below 0: long to the right as a gamma's are.

        By the cube root of Wilson and Hilferty (1931), so that it is the t's own where the scale is
        small against the mean; 0 at least.
        """
        at = special.stdtrit(self.degrees, level)[:, None]
        spread = _spread(mean, scale)
        cube = np.maximum(1 - spread**2 / 9 + at * spread / 3, 0.0) ** 3
        found = np.where(spread > 0, mean * cube, mean + scale * at)
        return np.asarray(np.maximum(found, 0.0))

    def positive_exceeds(self, mean: Floats, scale: Floats, most: ArrayLike) -> Floats:
        """As `exceeds`, of levels that are never below 0 (see `positive_quantile`)."""
        limit = np.broadcast_to(np.asarray(most, dtype=np.float64), mean.shape)
        spread = _spread(mean, scale)
        with np.errstate(divide="ignore", invalid="ignore"):
            root = np.cbrt(np.maximum(limit, 0.0) / mean)
            below = (1 - spread**2 / 9 - root) * 3 / spread
            turned = np.where(spread > 0, below, (mean - limit) / scale)
        chance = self._chance(mean, scale, limit, turned)
        return np.asarray(np.where((scale > 0) & (limit < 0), 1.0, chance))

    def _chance(self, mean: Floats, scale: Floats, limit: Floats, turned: Floats) -> Floats:
        rounding = _EQUAL * (np.abs(mean) + np.abs(limit))
        with np.errstate(invalid="ignore"):
            chance = special.stdtr(self.degrees[:, None], turned)
        return np.asarray(np.where(scale <= 0, (mean - limit > rounding) * 1.0, chance))

    def _unknown(self, reach: Floats) -> Floats:
        """Variance, in error variances, for what is not known of the first level and the drift."""
        models = self.models
        first, second = models.first[:, None], models.second[:, None] + reach
        information = models.information
        return np.asarray(
            information[:, 0, 0, None] * first**2
            + 2 * information[:, 0, 1, None] * first * second
            + information[:, 1, 1, None] * second**2
        )

    def _mix(self, means: Floats, factors: Floats) -> tuple[Floats, Floats]:
        mean = np.einsum("sm,smh->sh", self.weights, means)
        within = np.einsum("sm,mh->sh", self.weights * self.variances, factors)
        between = np.einsum("sm,smh->sh", self.weights, (means - mean[:, None, :]) ** 2)
        scale = np.sqrt(np.maximum(within + between, 0.0))
        return mean, np.where(self.varies[:, None], scale, 0.0)


def _spread(mean: Floats, scale: Floats) -> Floats:
    """Scale over mean, where it makes a gamma of a level; 0 where the level is read as a t.

    That is where nothing varies, or the mean is not above 0. Held at 1: of an even wider level the
    mean says little.
    """
    fits = (mean > 0) & (scale > 0)
    return np.asarray(np.minimum(np.divide(scale, mean, out=np.zeros_like(mean), where=fits), 1.0))


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
    scores = n * np.log(np.maximum(squares, least) / n) + (models.used + 1) * np.log(n)
    weights = np.exp(-(scores - scores.min(axis=1, keepdims=True)) / 2)
    weights /= weights.sum(axis=1, keepdims=True)
    left = np.maximum(n - models.used, 1)
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
    kinds = (False, True) if n >= _LEAST_FOR_DRIFT else (False,)
    found = [_model(n, float(alpha), drifts=drifts) for drifts in kinds for alpha in _ALPHAS]
    names = ("alphas", "used", "residuals", "level", "drift", "first", "second", "information")
    return _Models(**{name: np.array([one[at] for one in found]) for at, name in enumerate(names)})


def _model(
    n: int, alpha: float, *, drifts: bool
) -> tuple[float, float, Floats, Floats, Floats, float, float, Floats]:
    """One model's operators on readings, in the order of `_Models`."""
    errors, state = _filter(n, alpha)
    regressors: Floats = np.column_stack([np.ones(n), np.arange(1.0, n + 1)])
    used = 2 if drifts else 1
    design = errors @ regressors[:, :used]
    information = np.zeros((2, 2))
    information[:used, :used] = _inverse(design.T @ design)
    found = np.zeros((2, n))
    found[:used] = information[:used, :used] @ design.T @ errors
    residuals = np.asarray(errors - design @ found[:used], dtype=np.float64)
    first, second = 1 - float(state.sum()), n - float(state @ regressors[:, 1])
    level = state + found[0] * first + found[1] * second
    return alpha, float(used), residuals, level, found[1], first, second, information


def _filter(n: int, alpha: float) -> tuple[Floats, Floats]:
    """Matrices that give one-step errors from a level of 0, and the level after the last."""
    errors = np.zeros((n, n))
    level = np.zeros(n)
    for row in range(n):
        errors[row] = -level
        errors[row, row] += 1
        level = level + alpha * errors[row]
    return errors, level


def _inverse(matrix: Floats) -> Floats:
    """Of a symmetric 1×1 or 2×2 matrix; 0 where it has none."""
    if matrix.shape == (1, 1):
        return np.array([[1 / matrix[0, 0] if matrix[0, 0] > 0 else 0.0]])
    (a, b), (_, d) = matrix
    determinant = a * d - b * b
    if determinant <= 1e-12 * a * d:
        return np.zeros((2, 2))
    return np.asarray(np.array([[d, -b], [-b, a]]) / determinant, dtype=np.float64)
