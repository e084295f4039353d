import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from selaras.statistics.lmdi import lmdi_effects, logarithmic_mean

FACTORS = arrays(np.float64, (3, 4), elements=st.floats(0.01, 100))


def test_worked_example_a() -> None:
    found = lmdi_effects(np.array([100, 0.2, 50]), np.array([120, 0.15, 48]))

    assert found.round(3).tolist() == [169.622, -267.643, -37.978]


@given(FACTORS, FACTORS)
def test_effects_sum_to_the_change_without_a_rest(base: np.ndarray, actual: np.ndarray) -> None:
    gap = actual.prod(axis=1).sum() - base.prod(axis=1).sum()

    size = actual.prod(axis=1).sum() + base.prod(axis=1).sum()
    assert lmdi_effects(base, actual).sum() == pytest.approx(gap, abs=1e-7 * size)


@given(FACTORS, FACTORS)
def test_swapping_the_times_flips_every_sign(base: np.ndarray, actual: np.ndarray) -> None:
    found = lmdi_effects(base, actual)

    assert lmdi_effects(actual, base) == pytest.approx(-found, rel=1e-9, abs=1e-9)


@given(FACTORS, FACTORS, st.integers(0, 3))
def test_a_factor_that_did_not_change_has_no_effect(
    base: np.ndarray, actual: np.ndarray, factor: int
) -> None:
    actual = actual.copy()
    actual[:, factor] = base[:, factor]

    assert lmdi_effects(base, actual)[factor] == 0


def test_logarithmic_mean_lies_between_both_and_is_either_where_they_are_equal() -> None:
    assert logarithmic_mean(4.0, 4.0) == 4.0
    assert logarithmic_mean(1.0, np.e) == pytest.approx(np.e - 1)
    assert logarithmic_mean(0.0, 5.0) == 0.0


def test_a_factor_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="above 0"):
        lmdi_effects(np.array([1.0, 0.0]), np.array([1.0, 1.0]))
    with pytest.raises(ValueError, match="not negative"):
        logarithmic_mean(-1.0, 1.0)
