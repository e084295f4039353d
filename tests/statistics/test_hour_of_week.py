"""Forecasts of an hourly series: its shape, its length of a day, its quantiles."""

from __future__ import annotations

import numpy as np
import pytest

from selaras.statistics.hour_of_week import DAY, WEEK, day_length, hourly_forecast, pinball


def _series(
    hours: int, *, rows_a_day: float = 24.0, noise: float = 0.1, seed: int = 1
) -> np.ndarray:
    t = np.arange(hours)
    random = np.random.default_rng(seed)
    day = 0.6 * np.sin(2 * np.pi * t / rows_a_day)
    week = 0.2 * np.cos(2 * np.pi * t / (7 * rows_a_day))
    return np.exp(4 + day + week + noise * random.standard_normal(hours))


def test_a_series_without_noise_is_foreseen() -> None:
    y = _series(10 * WEEK, noise=0.0)
    forecast = hourly_forecast(y[: 9 * WEEK])
    assert forecast.middle == pytest.approx(y[9 * WEEK :], rel=0.02)
    assert forecast.rows_a_day == DAY


@pytest.mark.parametrize("rows_a_day", [22.7, 23.6, 24.0, 24.8])
def test_the_length_of_a_day_is_read_off_the_series(rows_a_day: float) -> None:
    y = _series(6 * WEEK, rows_a_day=rows_a_day)
    assert day_length(np.log(y)) == pytest.approx(rows_a_day, abs=0.06)


def test_noise_alone_has_days_of_24_rows() -> None:
    noise = np.random.default_rng(3).standard_normal(4 * WEEK)
    assert day_length(noise) == DAY


def test_intervals_cover_about_what_they_say() -> None:
    covered = []
    for seed in range(3):
        y = _series(7 * WEEK, seed=seed)
        forecast, came = hourly_forecast(y[: 6 * WEEK]), y[6 * WEEK :]
        covered.append(np.mean((came >= forecast.values[0]) & (came <= forecast.values[2])))
    assert 0.72 < np.mean(covered) < 0.93


def test_missing_hours_and_hours_at_nothing_are_taken() -> None:
    y = _series(6 * WEEK)
    y[100:160] = np.nan
    y[200:210] = 0.0
    forecast = hourly_forecast(y)
    assert np.isfinite(forecast.values).all()
    assert (forecast.values >= 0).all()


def test_too_little_and_less_than_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="two weeks"):
        hourly_forecast(_series(WEEK))
    with pytest.raises(ValueError, match="0 or above"):
        hourly_forecast(-_series(3 * WEEK))


def test_pinball_loss_of_the_median_is_half_the_absolute_error() -> None:
    assert pinball([1.0, 4.0], [[2.0, 2.0]], [0.5]) == 0.75
    assert pinball([10.0], [[4.0], [12.0]], [0.1, 0.9]) == pytest.approx((0.6 + 0.2) / 2)
