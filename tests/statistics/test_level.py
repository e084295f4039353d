"""Forecasts of levels: exact where nothing varies, honest where something does."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.statistics.level import LevelForecast, _model, _Models, level_forecast


def test_what_never_varies_is_forecast_exactly() -> None:
    forecast = level_forecast([40.1] * 7)
    mean, scale = forecast.at([1, 5, 52])
    assert mean.tolist() == [[40.1] * 3]
    assert scale.tolist() == [[0.0] * 3]
    sums, spread = forecast.sums([0.5, 2])
    assert sums[0] == pytest.approx([20.05, 80.2])
    assert not spread.any()
    assert forecast.exceeds(mean, scale, [40.0, 40.1, 40.2]).tolist() == [[1.0, 0.0, 0.0]]


def test_a_line_goes_on() -> None:
    mean, scale = level_forecast(3.0 + 2.0 * np.arange(10)).at([1, 10])
    assert mean[0] == pytest.approx([23.0, 41.0])
    assert scale[0] == pytest.approx([0.0, 0.0], abs=1e-9)


def test_several_series_are_forecast_as_each_alone() -> None:
    y = np.random.default_rng(1).normal(100, 10, (5, 13))
    together = level_forecast(y).at([1, 4])
    for n, series in enumerate(y):
        alone = level_forecast(series).at([1, 4])
        assert together[0][n] == pytest.approx(alone[0][0])
        assert together[1][n] == pytest.approx(alone[1][0])


@given(
    st.lists(st.floats(0, 1e6), min_size=4, max_size=20),
    st.floats(0.001, 1000),
    st.floats(-1e6, 1e6),
)
def test_a_change_of_unit_or_of_zero_changes_the_forecast_alike(
    readings: list[float], factor: float, shift: float
) -> None:
    y = np.array(readings)
    mean, scale = level_forecast(y).at([3])
    moved_mean, moved_scale = level_forecast(y * factor + shift).at([3])
    size = float(np.abs(y).max() + abs(shift / factor)) + 1
    assert moved_mean[0, 0] == pytest.approx(mean[0, 0] * factor + shift, abs=1e-5 * factor * size)
    assert moved_scale[0, 0] == pytest.approx(scale[0, 0] * factor, abs=1e-3 * factor * size)


@pytest.mark.parametrize("kind", ["steady", "walk", "line"])
@pytest.mark.parametrize("ahead", [1, 4])
def test_a_quantile_is_passed_as_often_as_it_says(kind: str, ahead: int) -> None:
    random = np.random.default_rng(7)
    noise = random.standard_normal((2000, 16 + ahead))
    y = {
        "steady": 100 + 10 * noise,
        "walk": 100 + 5 * np.cumsum(noise, axis=1),
        "line": 100 + 2.0 * np.arange(16 + ahead) + 5 * noise,
    }[kind]
    forecast = level_forecast(y[:, :16])
    mean, scale = forecast.at([ahead])
    below = np.mean(y[:, -1] <= forecast.quantile(mean, scale, 0.95)[:, 0])
    assert 0.87 < below < 0.99


def _drifting(random: np.random.Generator, steps: int) -> np.ndarray:
    """Walks that grow or shrink, each by a pace of its own."""
    pace = random.uniform(-0.5, 2.0, (2000, 1))
    return 1000 + np.cumsum(pace + random.standard_normal((2000, steps)), axis=1)


def _turning(random: np.random.Generator, steps: int) -> np.ndarray:
    """Levels whose pace changes, as with the seasons of a year."""
    at = np.arange(steps) + random.uniform(0, 52, (2000, 1))
    swing = random.uniform(50, 200, (2000, 1)) * np.sin(2 * np.pi * at / 52)
    return 1000 + swing + 20 * random.standard_normal((2000, steps))


@pytest.mark.parametrize(
    ("draw", "n", "ahead"),
    [(_drifting, 6, 8), (_drifting, 20, 8), (_turning, 12, 6), (_turning, 24, 6)],
)
def test_what_does_not_stand_still_is_not_taken_for_sure(
    draw: Callable[[np.random.Generator, int], np.ndarray], n: int, ahead: int
) -> None:
    y = draw(np.random.default_rng(n), n + ahead)
    forecast = level_forecast(y[:, :n])
    mean, scale = forecast.at([ahead])
    below = np.mean(y[:, -1] <= forecast.quantile(mean, scale, 0.95)[:, 0])
    assert 0.88 < below < 0.99
    sums, spread = forecast.sums([ahead])
    together = y[:, n:].sum(axis=1)
    assert 0.88 < np.mean(together <= forecast.quantile(sums, spread, 0.95)[:, 0]) < 0.99


@pytest.mark.parametrize("alpha", [0.0, 0.7, 1.5])
@pytest.mark.parametrize("beta", [0.0, 0.3])
def test_the_spread_is_what_errors_leave_behind(alpha: float, beta: float) -> None:
    _, _, _, _, _, _, unknown = _model(9, alpha, beta, drifts=True)
    ahead = 6
    weights = np.array([1.0, *(alpha + beta * j for j in range(1, ahead))])
    models = _Models(
        *(np.array([value]) for value in (alpha, beta, 2.0)),
        np.zeros((1, 9, 9)), np.zeros((1, 9)), np.zeros((1, 9)), 0 * unknown[None],
    )  # fmt: skip
    one = np.ones((1, 1))
    forecast = LevelForecast(
        models, one, one, 0 * one, 0 * one, np.zeros(1), np.ones(1), np.array([True]), 9
    )
    assert forecast.at([ahead])[1][0, 0] ** 2 == pytest.approx((weights**2).sum())
    assert forecast.sums([ahead])[1][0, 0] ** 2 == pytest.approx((np.cumsum(weights) ** 2).sum())


def test_the_sum_of_steady_weeks_is_as_sure_as_it_says() -> None:
    y = 100 + 10 * np.random.default_rng(9).standard_normal((2000, 30))
    forecast = level_forecast(y[:, :26])
    mean, scale = forecast.sums([4])
    below = np.mean(y[:, 26:].sum(axis=1) <= forecast.quantile(mean, scale, 0.95)[:, 0])
    assert 0.92 < below < 0.985


def test_too_few_readings_and_no_numbers_are_refused() -> None:
    for readings in ([1.0], [1.0, float("nan")]):
        with pytest.raises(ValueError, match="at least two finite"):
            level_forecast(readings)


@pytest.mark.parametrize("mean", [3.0, 40.0])
def test_what_is_never_below_nothing_is_long_to_the_right(mean: float) -> None:
    y = np.random.default_rng(3).negative_binomial(4, 4 / (4 + mean), (4000, 27)).astype(float)
    forecast = level_forecast(y[:, :26])
    at, scale = forecast.at([1])
    for level, loose in ((0.5, 0.05), (0.95, 0.02)):
        limit = forecast.positive_quantile(at, scale, level)
        assert np.mean(y[:, 26:] <= limit + 0.5) == pytest.approx(level, abs=loose + 0.02)
        told = limit[:, 0] > 0  # below nothing is never told
        assert np.mean(told) > 0.999
        chance = forecast.positive_exceeds(at, scale, limit)[told]
        assert chance == pytest.approx(1 - level, abs=1e-9)
    assert (forecast.positive_quantile(at, scale, 0.001) >= 0).all()
    assert (forecast.positive_exceeds(at, scale, -1.0) == 1.0).all()


def test_what_was_mostly_nothing_is_as_wide_as_it_was() -> None:
    """Work that comes every other week: after weeks of nothing the mean is small, not its scale."""
    random = np.random.default_rng(9)
    y = random.gamma(2, 20, (3000, 21)) * (random.random((3000, 21)) < 0.5)
    y = y[y[:, 19] == 0]
    forecast = level_forecast(y[:, :20])
    limit = forecast.positive_quantile(*forecast.at([1]), 0.99)
    assert np.mean(y[:, 20:] <= limit) > 0.97


def test_a_narrow_level_is_a_t_either_way() -> None:
    forecast = level_forecast(1000 + np.random.default_rng(2).standard_normal(20))
    mean, scale = forecast.at([1, 9])
    for level in (0.1, 0.5, 0.99):
        plain = forecast.quantile(mean, scale, level)
        assert forecast.positive_quantile(mean, scale, level) == pytest.approx(plain, rel=1e-5)
