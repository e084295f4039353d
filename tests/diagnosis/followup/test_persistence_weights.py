"""Weights of those who are called again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.diagnosis.followup.persistence_weights import attempt_weights

DESIGN = np.array([[1.0, 0.0], [1.0, 1.0]])


def counts(
    leads: list[float], hazards: list[float], goes_on: list[float]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Expected counts of two kinds of leads over four attempts."""
    n, h, on = np.array(leads), np.array(hazards), np.array(goes_on)
    attempted = np.stack([n * ((1 - h) * on) ** k for k in range(4)], axis=1)
    return n, attempted, attempted * h[:, None]


@given(st.floats(0.05, 0.6), st.floats(0.05, 0.6), st.floats(0.3, 1.0))
def test_weights_are_one_where_who_is_called_again_hangs_on_nothing(
    one: float, other: float, on: float
) -> None:
    n, attempted, contacts = counts([4e6, 6e6], [one, other], [on, on])
    assert attempt_weights(n, attempted, contacts, DESIGN) == pytest.approx(1, abs=0.02)


def test_weights_recover_the_curve_that_calling_good_leads_more_hides() -> None:
    """Example D of methods.md §3: .4286 at five attempts, where ignoring grade says .5199."""
    n, h, on = np.array([4e5, 6e5]), np.array([0.20, 0.06]), np.array([0.95, 0.60])
    attempted = np.stack([n * ((1 - h) * on) ** k for k in range(5)], axis=1)
    contacts = attempted * h[:, None]
    weights = attempt_weights(n, attempted, contacts, DESIGN)

    def reached(w: np.ndarray) -> float:
        return float(1 - np.prod(1 - (w * contacts).sum(axis=0) / (w * attempted).sum(axis=0)))

    assert round(reached(np.ones(weights.shape)), 4) == 0.5199
    assert reached(weights) == pytest.approx(0.4286, abs=0.01)
