"""Leaving out one group at a time."""

from __future__ import annotations

import numpy as np
import pytest

from selaras.statistics.jackknife import t_quantile
from selaras.statistics.leave_out import leave_out


def test_the_spread_of_a_mean_is_its_standard_error() -> None:
    values = np.array([3.0, 5.0, 4.0, 8.0, 1.0])
    counts = np.column_stack([values, np.ones(5)])
    found = leave_out(counts, lambda total: total[0] / total[1])
    error = values.std(ddof=1) / np.sqrt(5)
    assert found.standard_error[0] == pytest.approx(error)
    interval = found.interval()
    assert interval.low == pytest.approx(4.2 - t_quantile(4) * error)
    assert interval.high == pytest.approx(4.2 + t_quantile(4) * error)


def test_groups_above_the_most_are_left_out_together() -> None:
    counts = np.column_stack([np.arange(100.0), np.ones(100)])
    found = leave_out(counts, lambda total: total[0] / total[1], most_groups=10)
    assert found.groups == 10
    assert found.whole[0] == pytest.approx(49.5)


def test_intervals_of_a_mean_cover_it_nine_times_in_ten() -> None:
    rng = np.random.default_rng(7)
    covered = 0
    for _ in range(4000):
        counts = np.column_stack([rng.normal(10, 3, 8), np.ones(8)])
        interval = leave_out(counts, lambda total: total[0] / total[1]).interval()
        covered += interval.low <= 10 <= interval.high
    assert covered / 4000 == pytest.approx(0.9, abs=0.015)


def test_draws_spread_as_the_intervals_do_and_hang_together() -> None:
    rng = np.random.default_rng(3)
    counts = np.column_stack([rng.normal(10, 3, 12), np.ones(12)])
    found = leave_out(counts, lambda t: np.array([t[0] / t[1], 2 * t[0] / t[1]]))
    draws = found.draws(40_000)
    low, high = np.quantile(draws[:, 0], [0.05, 0.95])
    assert low == pytest.approx(found.interval(0).low, abs=0.1)
    assert high == pytest.approx(found.interval(0).high, abs=0.1)
    assert np.allclose(draws[:, 1], 2 * draws[:, 0])
    assert np.array_equal(draws, found.draws(40_000))


def test_one_group_is_not_enough() -> None:
    with pytest.raises(ValueError, match="at least two"):
        leave_out(np.ones((1, 2)), lambda t: t[0])
