"""What a ceiling cut off."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom, poisson

from selaras.statistics.censored_counts import (
    censored_mean,
    expected_at_least,
    interval_at_least,
    variance_at_least,
)
from selaras.statistics.negative_binomial import log_mass

SALES = [8, 12, 10, 12, 12, 7, 12, 9]
SOLD_OUT = [0, 1, 0, 1, 1, 0, 1, 0]


def test_worked_example() -> None:
    found = censored_mean(SALES, SOLD_OUT)
    assert found is not None
    assert round(found.mean, 4) == 11.3905
    naive, dropping = censored_mean(SALES, [0] * 8), censored_mean([8, 10, 7, 9], [0] * 4)
    assert naive is not None
    assert dropping is not None
    assert naive.mean == pytest.approx(10.25)
    assert dropping.mean == pytest.approx(8.5)


def test_the_mean_is_where_the_likelihood_is_highest() -> None:
    y, cut = np.array(SALES), np.array(SOLD_OUT, bool)

    def likelihood(mean: float) -> float:
        return float(poisson.logpmf(y[~cut], mean).sum() + poisson.logsf(y[cut] - 1, mean).sum())

    found = censored_mean(SALES, SOLD_OUT)
    assert found is not None
    assert all(likelihood(found.mean) >= likelihood(found.mean + step) for step in (-0.01, 0.01))
    assert found.interval is not None
    assert found.interval.low < found.mean < found.interval.high
    assert likelihood(found.interval.low) == pytest.approx(
        likelihood(found.interval.high), abs=1e-6
    )


@given(st.floats(0.5, 40), st.integers(0, 60), st.sampled_from([0.0, 0.2]))
def test_expected_at_least_is_that_of_the_distribution(
    mean: float, least: int, dispersion: float
) -> None:
    k = np.arange(least, 4000)
    mass = (
        poisson.pmf(k, mean)
        if dispersion == 0
        else nbinom.pmf(k, 1 / dispersion, 1 / (1 + dispersion * mean))
    )
    if mass.sum() < 1e-12:
        return
    found = float(expected_at_least(mean, least, dispersion))
    assert found == pytest.approx((k * mass).sum() / mass.sum(), rel=1e-5)
    interval = interval_at_least(mean, least, dispersion)
    assert least <= interval.low <= interval.high


def test_sold_out_weeks_reveal_the_truth_that_they_hide() -> None:
    random = np.random.default_rng(3)
    wanted = random.poisson(20, 4000)
    sold, out = np.minimum(wanted, 18), wanted >= 18
    found = censored_mean(sold, out)
    assert found is not None
    assert found.interval is not None
    assert found.interval.low < 20 < found.interval.high
    assert sold.mean() < 18


def test_nothing_is_known_where_all_was_sold_out() -> None:
    assert censored_mean([5, 6], [1, 1]) is None


def test_exposure_scales_the_mean() -> None:
    found = censored_mean([10, 20], [0, 0], [1, 2])
    assert found is not None
    assert found.mean == pytest.approx(10)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="counts of 0 or more"):
        censored_mean([-1.0], [0])


@pytest.mark.parametrize("dispersion", [0.0, 0.1])
@pytest.mark.parametrize("least", [0, 3, 8, 15])
def test_variance_of_a_cut_off_count_is_that_of_its_mass(least, dispersion):
    counts = np.arange(least, 400)
    size = 1 / dispersion if dispersion else np.inf
    mass = np.exp(log_mass(counts, 6.0, size))
    mass /= mass.sum()
    mean = float(mass @ counts)
    assert float(expected_at_least(6.0, least, dispersion)) == pytest.approx(mean)
    found = float(variance_at_least(6.0, least, dispersion))
    assert found == pytest.approx(float(mass @ (counts - mean) ** 2), rel=1e-6)


def test_variance_far_beyond_what_is_likely_stays_sound():
    found = variance_at_least(2.0, np.array([40.0, 400.0]))
    assert np.all(np.isfinite(found))
    assert np.all(found >= 0)
