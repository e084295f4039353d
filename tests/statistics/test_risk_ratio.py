"""Mantel and Haenszel's ratio: by hand, over strata, and where it is not defined."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.statistics.risk_ratio import risk_ratio


def counts(*numbers: float) -> np.ndarray:
    return np.array(numbers, dtype=float)


def test_one_stratum_is_the_plain_ratio_with_its_known_error():
    found = risk_ratio(counts(30), counts(100), counts(10), counts(100))
    assert found.value == pytest.approx(3.0)
    # Katz: sqrt(1/30 - 1/100 + 1/10 - 1/100)
    assert found.log_error == pytest.approx(math.sqrt(1 / 30 - 1 / 100 + 1 / 10 - 1 / 100))


def test_strata_undo_a_difference_in_mix():
    # twice as likely in both strata; the thing is met where conversions are rare
    found = risk_ratio(counts(16, 40), counts(80, 50), counts(10, 80), counts(100, 200))
    assert found.value == pytest.approx(2.0)
    crude = (56 / 130) / (90 / 300)
    assert crude < 1.5


def test_the_interval_is_symmetric_on_the_logarithm():
    found = risk_ratio(counts(30), counts(100), counts(10), counts(100))
    interval = found.interval(0.9)
    assert interval.low * interval.high == pytest.approx(found.value**2)
    assert interval.low == pytest.approx(3.0 * math.exp(-1.6448536 * found.log_error))


@given(st.integers(1, 40), st.integers(1, 40), st.integers(2, 9))
def test_strata_that_say_the_same_say_it_more_surely(a: int, b: int, times: int):
    one = risk_ratio(counts(a), counts(50), counts(b), counts(60))
    many = risk_ratio(
        np.full(times, float(a)), np.full(times, 50.0), np.full(times, float(b)),
        np.full(times, 60.0),
    )  # fmt: skip
    assert many.value == pytest.approx(one.value)
    assert many.log_error == pytest.approx(one.log_error / math.sqrt(times))


@pytest.mark.parametrize("events", [(0, 5), (5, 0), (0, 0)])
def test_without_events_on_a_side_there_is_no_ratio(events: tuple[int, int]):
    with pytest.raises(ValueError, match="no events"):
        risk_ratio(counts(events[0]), counts(20), counts(events[1]), counts(20))
