"""The next week of an hourly series that repeats by day and by week, with its quantiles.

On a log scale a reading is a level plus harmonics of the week, those of the day among them
(Young, Pedregal and Tych 1999: dynamic harmonic regression, with weights that halve with age in
place of a state space). Ridge draws harmonics to 0, those of the day less than others, so that
little history falls back on a shape that is common to days.

Series that are called hourly often are not: rows are missing, or a clock is off, and the days of a
few weeks drift apart. The length of a day is therefore read off the series, and taken for another
than 24 rows only where that explains it far better.

Quantiles come from forecasts of past weeks from what came before them: what those missed is what
this one will miss. With too little history for that, they come from the misfit within it, widened.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Floats = NDArray[np.float64]

DAY, WEEK = 24, 168
LEAST_HOURS = 2 * WEEK
"""Fewer readings show no week that repeats (*choice*)."""
_HALF_LIFE = 2 * WEEK
"""Hours after which a reading counts half (*choice*)."""
_HARMONICS = 28
"""Of the week; every seventh is one of the day (*choice*)."""
_DAILY = 4
"""Harmonics of the day that its length is read from (*choice*)."""
_RIDGE_DAY, _RIDGE_WEEK = 1.0, 4.0
"""How many readings the belief weighs that a harmonic of the day, or of the week, is not there
(*choice*)."""
_STRETCHES = np.round(np.arange(0.9, 1.1001, 0.005), 4)
"""Lengths of a day that are looked at, over 24 rows (*choice*)."""
_FAR_BETTER = 0.75
"""Share of the misfit of 24 rows a day that another length has to stay under (*choice*)."""
_TRIED_WEEKS = 3
"""Weeks over which past forecasts begin, a day apart (*choice*)."""


@dataclass(frozen=True, slots=True)
class HourlyForecast:
    """Quantiles of each of the hours ahead: `values` has shape (levels, hours).

    `middle` is the forecast itself, `rows_a_day` the length of a day that was found, `misses` how
    many errors of past forecasts the quantiles come from; 0 where they come from misfit within the
    history.
    """

    levels: tuple[float, ...]
    values: Floats
    middle: Floats
    rows_a_day: float
    misses: int


def hourly_forecast(
    readings: ArrayLike, hours: int = WEEK, levels: tuple[float, ...] = (0.1, 0.5, 0.9)
) -> HourlyForecast:
    """Forecast so many hours after the last reading.

    `readings` are one an hour, the newest last; NaN where one is missing; none may be below 0.
    Raises ValueError for fewer than two weeks of readings, or for one below 0.
    """
    y = np.asarray(readings, dtype=np.float64).ravel()
    known = np.isfinite(y)
    if known.sum() < LEAST_HOURS:
        raise ValueError("an hourly forecast needs at least two weeks of readings")
    if (y[known] < 0).any():
        raise ValueError("readings lie at 0 or above")
    logs, least = _logs(y)
    stretch = day_length(logs) / DAY
    middle = _ahead(logs, hours, stretch)
    errors = _past_errors(logs, hours, stretch)
    if errors.size:
        spread = _widened(np.quantile(errors, levels), levels, 1 + _past_span(logs, hours) / hours)
    else:
        spread = _widened(np.quantile(_misfit(logs, stretch), levels), levels, 1.0)
    values = np.exp(middle + np.asarray(spread)[:, None]) - least
    return HourlyForecast(
        levels=tuple(levels),
        values=np.maximum(values, 0.0),
        middle=np.maximum(np.exp(middle) - least, 0.0),
        rows_a_day=stretch * DAY,
        misses=errors.size,
    )


def day_length(logs: Floats) -> float:
    """Rows that a day takes: 24, unless another length explains the series far better."""
    usual = _daily_misfit(logs, 1.0)
    if usual <= 0:
        return float(DAY)
    tried, step, found = _STRETCHES, _STRETCHES[1] - _STRETCHES[0], 1.0
    for _ in range(3):
        found = float(tried[int(np.argmin([_daily_misfit(logs, float(s)) for s in tried]))])
        step /= 4
        tried = found + step * np.arange(-3, 4)
    return found * DAY if _daily_misfit(logs, found) < _FAR_BETTER * usual else float(DAY)


def pinball(actual: ArrayLike, forecast: ArrayLike, levels: ArrayLike) -> float:
    """Mean pinball loss of quantile forecasts (Koenker and Bassett 1978), over what is known.

    `actual` has shape (hours,), `forecast` (levels, hours).
    """
    y = np.asarray(actual, dtype=np.float64)
    q, tau = np.asarray(forecast, dtype=np.float64), np.asarray(levels, dtype=np.float64)[:, None]
    over = y - q
    return float(np.nanmean(np.maximum(tau * over, (tau - 1) * over)))


def _logs(y: Floats) -> tuple[Floats, float]:
    """Logarithms, with a little added where readings come near to 0."""
    usual = float(np.nanmedian(y))
    least = 0.0 if np.nanmin(y) > 1e-3 * usual else 1e-2 * usual + 1e-12
    return np.log(y + least), least


def _past_errors(logs: Floats, hours: int, stretch: float) -> Floats:
    """What forecasts of the newest weeks, each from what came before, missed (log scale)."""
    errors = []
    last = len(logs) - hours
    for end in range(last, last - _past_span(logs, hours) - 1, -DAY):
        if np.isfinite(logs[:end]).sum() < LEAST_HOURS:
            break
        errors.append(logs[end : end + hours] - _ahead(logs[:end], hours, stretch))
    found = np.concatenate(errors) if errors else np.zeros(0)
    return np.asarray(found[np.isfinite(found)])


def _past_span(logs: Floats, hours: int) -> int:
    """Over how many hours the past forecasts begin; below 0 where there is room for none."""
    return min(len(logs) - hours - LEAST_HOURS, _TRIED_WEEKS * WEEK)


def _widened(quantiles: Floats, levels: tuple[float, ...], weeks: float) -> Floats:
    """Quantiles that few weeks gave, moved out as a Student t's of so many are.

    Errors of one week are alike: it is the weeks that count, not the hours.
    """
    tails = np.abs(np.asarray(levels) - 0.5)
    with np.errstate(invalid="ignore"):
        ratio = special.stdtrit(weeks, 0.5 + tails) / special.ndtri(0.5 + tails)
    return np.asarray(quantiles * np.where(tails > 0, ratio, 1.0))


def _ahead(logs: Floats, hours: int, stretch: float) -> Floats:
    """The expected logarithms of the hours ahead."""
    return np.asarray(_design(0, hours, stretch) @ _fitted(logs, stretch, _HALF_LIFE))


def _misfit(logs: Floats, stretch: float) -> Floats:
    """What harmonics leave of the history, all of which counts alike."""
    n, known = len(logs), np.isfinite(logs)
    fitted = _design(-n, 0, stretch) @ _fitted(logs, stretch, None)
    return np.asarray((logs - fitted)[known])


def _daily_misfit(logs: Floats, stretch: float) -> float:
    """Mean square that harmonics of the day alone leave of the history."""
    known = np.isfinite(logs)
    turns = np.outer(np.flatnonzero(known), np.arange(1, _DAILY + 1)) / (DAY * stretch)
    angles = 2 * np.pi * turns
    design = np.hstack([np.ones((len(turns), 1)), np.sin(angles), np.cos(angles)])
    square = design.T @ design + 1e-9 * np.eye(design.shape[1])
    left = logs[known] - design @ np.linalg.solve(square, design.T @ logs[known])
    return float((left**2).mean())


def _fitted(logs: Floats, stretch: float, half_life: float | None) -> Floats:
    """Level and harmonics by weighted ridge regression; time 0 is the hour after the last."""
    n, known = len(logs), np.isfinite(logs)
    age = np.arange(n, 0, -1)
    weights = known * (np.ones(n) if half_life is None else 0.5 ** (age / half_life))
    design = _design(-n, 0, stretch)
    weighted = design * weights[:, None]
    found = np.linalg.solve(
        design.T @ weighted + np.diag(_ridge()), weighted.T @ np.where(known, logs, 0.0)
    )
    return np.asarray(found)


@lru_cache(maxsize=256)
def _design(first: int, last: int, stretch: float) -> Floats:
    """A column of ones, and sine and cosine of each harmonic of the week."""
    turns = np.outer(np.arange(first, last), np.arange(1, _HARMONICS + 1)) / (WEEK * stretch)
    angles = 2 * np.pi * turns
    return np.hstack([np.ones((last - first, 1)), np.sin(angles), np.cos(angles)])


@lru_cache(maxsize=1)
def _ridge() -> Floats:
    harmonic = np.arange(1, _HARMONICS + 1)
    each = np.where(harmonic % (WEEK // DAY) == 0, _RIDGE_DAY, _RIDGE_WEEK)
    return np.concatenate([[0.0], each, each])
