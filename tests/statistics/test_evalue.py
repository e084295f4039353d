"""E-values (VanderWeele and Ding 2017)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.statistics.evalue import e_value, e_value_of_interval
from selaras.statistics.intervals import Interval


def test_the_worked_example() -> None:
    assert round(e_value(3.9), 2) == 7.26


def test_a_ratio_below_one_counts_as_its_inverse() -> None:
    assert e_value(1 / 3.9) == pytest.approx(e_value(3.9))


def test_no_association_needs_no_confounder() -> None:
    assert e_value(1) == 1


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(1.8, 8.7, e_value(1.8)), (0.2, 0.6, e_value(0.6)), (0.7, 1.4, 1.0)],
)
def test_the_interval_has_the_e_value_of_its_nearest_end(
    low: float, high: float, expected: float
) -> None:
    assert e_value_of_interval(Interval(low, high)) == expected


@pytest.mark.parametrize("ratio", [0, -1, float("inf"), float("nan")])
def test_what_is_no_ratio_is_refused(ratio: float) -> None:
    with pytest.raises(ValueError, match="risk ratio"):
        e_value(ratio)


@given(st.floats(1e-3, 1e3), st.floats(1.01, 10))
def test_a_stronger_ratio_needs_a_stronger_confounder(ratio: float, more: float) -> None:
    away = max(ratio, 1 / ratio)
    assert e_value(away * more) > e_value(away) >= away
