"""Intervals against worked examples, published tables and scipy."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import gammaincinv

from selaras.statistics.intervals import binomial_exact, poisson_exact, wilson


def test_wilson_worked_example() -> None:
    interval = wilson(87, 100, level=0.95)
    assert (round(interval.low, 3), round(interval.high, 3)) == (0.790, 0.922)


def test_wilson_default_level_is_ninety_percent() -> None:
    assert wilson(87, 100) == wilson(87, 100, level=0.9)


def test_wilson_touches_the_ends_exactly() -> None:
    assert wilson(0, 7).low == 0
    assert wilson(7, 7).high == 1
    assert 0 < wilson(0, 7).high < 1


def test_binomial_exact_clopper_pearson() -> None:
    # Clopper and Pearson 1934: 0 of 10 at 95% reaches 1 − 0.025^(1/10) = .3085.
    interval = binomial_exact(0, 10, level=0.95)
    assert (interval.low, round(interval.high, 4)) == (0.0, 0.3085)
    assert binomial_exact(10, 10, level=0.95).low == pytest.approx(1 - 0.3085, abs=5e-5)


def test_poisson_exact_garwood() -> None:
    # Garwood 1936, 95%: 0 → 3.69; 1 → .0253, 5.57; 10 → 4.80, 18.4.
    assert round(poisson_exact(0, 0.95).high, 2) == 3.69
    one, ten = poisson_exact(1, 0.95), poisson_exact(10, 0.95)
    assert (round(one.low, 4), round(one.high, 2)) == (0.0253, 5.57)
    assert (round(ten.low, 2), round(ten.high, 1)) == (4.80, 18.4)


@given(
    st.one_of(st.integers(0, 300), st.sampled_from([10_000, 123_456, 2_000_000])),
    st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.999]),
)
def test_poisson_exact_agrees_with_scipy(count: int, level: float) -> None:
    tail = (1 - level) / 2
    interval = poisson_exact(count, level)
    low = 0.0 if count == 0 else float(gammaincinv(count, tail))
    assert interval.low == pytest.approx(low, rel=1e-9)
    assert interval.high == pytest.approx(float(gammaincinv(count + 1, 1 - tail)), rel=1e-9)


@given(st.integers(1, 500), st.data())
def test_share_intervals_hold_the_share_and_mirror(n: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(0, n))
    for interval_of in (wilson, binomial_exact):
        interval, mirrored = interval_of(k, n), interval_of(n - k, n)
        assert 0 <= interval.low <= k / n <= interval.high <= 1
        assert interval.low == pytest.approx(1 - mirrored.high, abs=1e-9)
        assert interval_of(k, n, 0.99).low <= interval.low


@pytest.mark.parametrize(("k", "n"), [(0, 0), (3, 2), (-1, 4)])
def test_what_is_no_share_is_refused(k: int, n: int) -> None:
    with pytest.raises(ValueError, match="not a share"):
        wilson(k, n)
    with pytest.raises(ValueError, match="not a share"):
        binomial_exact(k, n)


def test_levels_and_counts_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match="level"):
        wilson(1, 2, level=1.0)
    with pytest.raises(ValueError, match="count"):
        poisson_exact(-1)
