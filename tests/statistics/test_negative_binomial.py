"""Negative binomial demand against capacity: worked examples, and what always holds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom, poisson

from selaras.statistics.negative_binomial import (
    exceeds,
    expected_min,
    fill_rate,
    log_mass,
    quantile,
    size_of,
)

MEANS = st.floats(0.01, 500)
SIZES = st.floats(0.2, 200)
CAPACITIES = st.integers(-20, 3200).map(lambda quarters: quarters / 4)


def test_worked_example_of_a_promise() -> None:
    assert round(float(exceeds(120, 20, 120)), 3) == 0.463
    assert round(float(fill_rate(120, 20, 120)), 3) == 0.904
    assert float(quantile(120, 20, 0.95)) == 171


def test_worked_example_of_the_three_questions() -> None:
    assert round(float(exceeds(150, 20, 199)), 4) == 0.0906  # P(D ≥ 200)
    assert round(float(exceeds(150, 20, 120)), 3) == 0.790


@given(MEANS, SIZES, CAPACITIES)
def test_exceeds_is_that_of_the_distribution(mean: float, size: float, capacity: float) -> None:
    k, p = np.floor(capacity), size / (size + mean)
    assert float(exceeds(mean, size, capacity)) == pytest.approx(nbinom.sf(k, size, p), abs=1e-9)
    assert float(exceeds(mean, np.inf, capacity)) == pytest.approx(poisson.sf(k, mean), abs=1e-9)


@given(st.floats(0.1, 40), st.floats(0.5, 50), st.floats(0, 80))
def test_expected_min_adds_up_its_masses(mean: float, size: float, capacity: float) -> None:
    k = np.arange(4000)
    served = np.minimum(k, capacity)
    mass = nbinom.pmf(k, size, size / (size + mean))
    assert float(expected_min(mean, size, capacity)) == pytest.approx((served * mass).sum())
    flat = (served * poisson.pmf(k, mean)).sum()
    assert float(expected_min(mean, np.inf, capacity)) == pytest.approx(flat)


@given(MEANS, SIZES, CAPACITIES, st.floats(0, 50))
def test_more_capacity_never_harms(mean: float, size: float, capacity: float, more: float) -> None:
    assert exceeds(mean, size, capacity + more) <= exceeds(mean, size, capacity) + 1e-12
    assert expected_min(mean, size, capacity + more) >= expected_min(mean, size, capacity) - 1e-9


@given(MEANS, SIZES, st.floats(0, 0.999))
def test_a_quantile_is_the_smallest_that_is_enough(mean: float, size: float, p: float) -> None:
    x = float(quantile(mean, size, p))
    assert 1 - exceeds(mean, size, x) >= p - 1e-12
    assert x == 0 or 1 - exceeds(mean, size, x - 1) < p


@given(st.floats(0, 200), st.floats(0, 300))
def test_without_variance_the_answer_is_deterministic(mean: float, capacity: float) -> None:
    short = mean > capacity * (1 + 1e-9) + 1e-9
    assert float(exceeds(mean, np.inf, capacity, certain=True)) == float(short)
    assert float(expected_min(mean, np.inf, capacity, certain=True)) == min(mean, capacity)
    assert float(quantile(mean, np.inf, 0.95, certain=True)) == mean


def test_a_fraction_of_capacity_serves_whole_units() -> None:
    assert exceeds(3, 5, 4.7) == exceeds(3, 5, 4)
    assert exceeds(3, 5, -0.5) == 1
    assert expected_min(3, 5, -2) == 0


def test_arrays_broadcast() -> None:
    found = exceeds(np.array([[5.0], [10.0]]), 20, np.array([4, 8, 12]))
    assert found.shape == (2, 3)
    assert np.all(np.diff(found, axis=1) < 0)


def test_size_of_gives_back_the_variance() -> None:
    assert float(size_of(10, 10 + 100 / 4)) == pytest.approx(4)
    assert float(size_of(10, 8)) == np.inf
    assert float(size_of(0, 0)) == np.inf


def test_log_mass_is_that_of_the_distribution() -> None:
    k = np.arange(30)
    assert np.allclose(log_mass(k, 7.0, 3.0), nbinom.logpmf(k, 3, 0.3))
    assert np.allclose(log_mass(k, 7.0, np.inf), poisson.logpmf(k, 7))


@pytest.mark.parametrize(("mean", "size", "capacity"), [(-1, 2, 3), (1, 0, 3), (1, 2, np.nan)])
def test_what_cannot_be_is_refused(mean: float, size: float, capacity: float) -> None:
    with pytest.raises(ValueError, match="demand needs"):
        exceeds(mean, size, capacity)


def test_a_quantile_of_certainty_is_refused() -> None:
    with pytest.raises(ValueError, match="below 1"):
        quantile(3, 4, 1.0)
