import math

import numpy as np
import pytest

from selaras.statistics.jackknife import (
    jackknife_covariance,
    pooled_degrees,
    t_above,
    t_interval,
    t_quantile,
)


def test_jackknife_of_a_mean_is_its_squared_standard_error() -> None:
    values = np.array([3.0, 5.0, 8.0, 12.0, 1.0])
    without = np.array([[np.delete(values, k).mean()] for k in range(5)])

    assert jackknife_covariance(without)[0, 0] == pytest.approx(values.var(ddof=1) / 5)


def test_jackknife_takes_two_clusters() -> None:
    with pytest.raises(ValueError, match="two clusters"):
        jackknife_covariance(np.zeros((1, 2)))


@pytest.mark.parametrize(("degrees", "expected"), [(3, 2.3534), (7, 1.8946), (1e6, 1.6449)])
def test_t_quantiles_are_the_tables(degrees: float, expected: float) -> None:
    assert round(t_quantile(degrees), 4) == expected


def test_t_above_is_the_distribution() -> None:
    assert t_above(0.0, 5) == pytest.approx(0.5)
    assert t_above(2.3534, 3) == pytest.approx(0.95, abs=1e-4)
    assert t_above(math.inf, 3) == 1.0
    assert t_above(-math.inf, 3) == 0.0


def test_degrees_of_one_variance_alone_are_its_own() -> None:
    assert pooled_degrees(np.array([4.0, 0.0]), np.array([7.0, 1e6])) == pytest.approx(7)
    assert pooled_degrees(np.array([1.0, 1.0]), np.array([5.0, 5.0])) == pytest.approx(10)
    assert pooled_degrees(np.array([0.0, 0.0]), np.array([7.0, 1e6])) == 7


def test_degrees_do_not_hang_on_the_unit() -> None:
    variances, degrees = np.array([2.0, 3.0]), np.array([4.0, 9.0])

    assert pooled_degrees(variances * 1e200, degrees) == pytest.approx(
        pooled_degrees(variances, degrees)
    )


def test_interval_of_a_mean() -> None:
    found = t_interval(10.0, 2.0, 3)

    assert (found.low, found.high) == pytest.approx((10 - 2 * 2.35336, 10 + 2 * 2.35336), abs=1e-4)


def test_intervals_of_a_mean_over_few_clusters_cover_as_often_as_they_say() -> None:
    random = np.random.default_rng(4)
    covered = 0
    for _trial in range(2000):
        values = random.normal(size=6)
        without = np.array([[np.delete(values, k).mean()] for k in range(6)])
        error = float(np.sqrt(jackknife_covariance(without)[0, 0]))
        ends = t_interval(float(values.mean()), error, 5)
        covered += ends.low <= 0 <= ends.high

    assert 0.88 <= covered / 2000 <= 0.92
