"""Logistic regression against published fits and a closed form."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.statistics.logistic import fit_logistic

# Joint temperature (°F) and O-ring distress of 23 shuttle flights (Dalal and others 1989).
TEMPERATURE = [66, 70, 69, 68, 67, 72, 73, 70, 57, 63, 70, 78, 67, 53, 67, 75, 70, 81, 76, 79, 75,
               76, 58]  # fmt: skip
DISTRESS = [0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1]


def test_the_shuttle_flights() -> None:
    fit = fit_logistic(np.column_stack([np.ones(23), TEMPERATURE]), DISTRESS)
    assert fit.settled
    assert np.round(fit.coefficients, 4).tolist() == [15.0429, -0.2322]
    assert np.round(fit.standard_errors, 4).tolist() == [7.3786, 0.1082]


@given(st.tuples(*(st.integers(1, 50) for _ in range(4))))
def test_two_groups_give_the_logarithm_of_the_odds_ratio(table: tuple[int, int, int, int]) -> None:
    a, b, c, d = table
    fit = fit_logistic([[1, 0], [1, 1]], [a, c], [a + b, c + d])
    assert fit.coefficients[0] == pytest.approx(math.log(a / b), abs=1e-6)
    assert fit.coefficients[1] == pytest.approx(math.log(c * b / (d * a)), abs=1e-6)
    assert fit.standard_errors[1] == pytest.approx(math.sqrt(1 / a + 1 / b + 1 / c + 1 / d), 1e-5)


def test_grouped_trials_are_single_ones_added_up() -> None:
    x = np.array([[1.0, 0.2], [1.0, 0.2], [1.0, 0.9], [1.0, 0.9], [1.0, 0.9]])
    single = fit_logistic(x, [0, 1, 1, 1, 0])
    grouped = fit_logistic([[1, 0.2], [1, 0.9]], [1, 2], [2, 3])
    assert np.allclose(single.coefficients, grouped.coefficients)


def test_a_ridge_keeps_separated_groups_finite() -> None:
    fit = fit_logistic([[1, 0], [1, 1]], [0, 5], [5, 5], ridge=0.1)
    assert fit.settled
    assert np.all(np.abs(fit.coefficients) < 20)


def test_predictions_of_a_saturated_model_are_the_shares() -> None:
    design = [[1, 0, 0], [1, 1, 0], [1, 0, 1]]
    fit = fit_logistic(design, [2, 5, 9], [10, 10, 10])
    assert fit.predict(design) == pytest.approx([0.2, 0.5, 0.9])


def test_a_column_that_says_nothing_new_does_not_break_it() -> None:
    fit = fit_logistic([[1, 0, 0], [1, 1, 1]], [2, 5], [10, 10])
    assert fit.predict([[1, 0, 0], [1, 1, 1]]) == pytest.approx([0.2, 0.5])


@pytest.mark.parametrize(
    ("design", "successes", "trials"),
    [([[1], [1]], [1], None), ([[1]], [2], [1]), ([[1]], [0], [0])],
)
def test_ill_shaped_input_is_refused(
    design: list[list[int]], successes: list[int], trials: list[int] | None
) -> None:
    with pytest.raises(ValueError, match=r"groups?|trials"):
        fit_logistic(design, successes, trials)
