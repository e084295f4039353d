import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from selaras.statistics.kitagawa import kitagawa, standardised_rate
from selaras.statistics.shapley import shapley_values

RATES = arrays(np.float64, 3, elements=st.floats(0, 1))


def test_worked_example_c() -> None:
    found = kitagawa([0.5, 0.5], [0.3, 0.1], [0.3, 0.7], [0.28, 0.11])

    assert found.composition == pytest.approx(-0.037)
    assert found.rate == pytest.approx(-0.002)


def test_worked_example_e_simpson() -> None:
    # Kidney stones (Charig 1986): successes by treatment and size of the stone.
    open_surgery = np.array([81 / 87, 192 / 263])
    keyhole = np.array([234 / 270, 55 / 80])
    stones = np.array([87 + 270, 263 + 80])

    assert round((81 + 192) / 350, 3) == 0.780
    assert round((234 + 55) / 350, 3) == 0.826
    assert round(standardised_rate(open_surgery, stones), 4) == 0.8325
    assert round(standardised_rate(keyhole, stones), 4) == 0.7789


@given(RATES, RATES, RATES, RATES)
def test_both_parts_sum_to_the_change_and_are_the_shapley_values(
    mix: np.ndarray, rates: np.ndarray, later_mix: np.ndarray, later_rates: np.ndarray
) -> None:
    found = kitagawa(mix, rates, later_mix, later_rates)

    game = np.array([mix @ rates, later_mix @ rates, mix @ later_rates, later_mix @ later_rates])
    assert [found.composition, found.rate] == pytest.approx(shapley_values(game), abs=1e-12)
    assert found.composition + found.rate == pytest.approx(game[3] - game[0], abs=1e-12)


def test_mix_and_rates_of_other_segments_are_refused() -> None:
    with pytest.raises(ValueError, match="same segments"):
        kitagawa([0.5, 0.5], [0.3, 0.1], [1.0], [0.2])
