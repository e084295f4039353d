"""Brier's score, its parts, and Spiegelhalter's z."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.statistics.brier import brier, spiegelhalter_z

STATED = [0.9] * 10 + [0.7] * 10 + [0.3] * 5
KEPT = [1] * 6 + [0] * 4 + [1] * 6 + [0] * 4 + [1] + [0] * 4


def test_worked_example() -> None:
    found = brier(STATED, KEPT)
    assert round(found.score, 4) == 0.2660
    assert round(found.reliability, 4) == 0.0420
    assert round(found.resolution, 4) == 0.0256
    assert round(found.uncertainty, 4) == 0.2496
    assert found.within == 0
    assert found.z is not None
    assert round(found.z, 2) == 2.50
    assert [(round(b.stated, 3), b.kept, b.n) for b in found.bins] == [
        (0.3, 1, 5),
        (0.7, 6, 10),
        (0.9, 6, 10),
    ]


@given(
    st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=200),
)
def test_the_parts_add_up_to_the_score(claims: list[tuple[float, bool]]) -> None:
    found = brier([p for p, _ in claims], [float(o) for _, o in claims])
    parts = found.reliability - found.resolution + found.uncertainty + found.within
    assert parts == pytest.approx(found.score, abs=1e-9)
    assert sum(b.n for b in found.bins) == found.n == len(claims)
    assert sum(b.kept for b in found.bins) == sum(o for _, o in claims)


def test_a_score_of_what_was_right_has_no_misfit() -> None:
    found = brier([0.0, 1.0, 1.0], [0, 1, 1])
    assert (found.score, found.reliability) == (0, 0)
    assert found.z is None
    assert found.p_value is None


def test_calibrated_probabilities_have_a_z_around_zero() -> None:
    random = np.random.default_rng(5)
    p = random.uniform(0.05, 0.95, 4000)
    right = brier(p, (random.random(4000) < p).astype(float))
    wrong = brier(p, (random.random(4000) < p * 0.8).astype(float))
    assert right.z is not None
    assert abs(right.z) < 3
    assert wrong.z is not None
    assert abs(wrong.z) > 5
    assert sum(b.holds_stated for b in right.bins) >= 8
    assert sum(b.holds_stated for b in wrong.bins) <= 3


@pytest.mark.parametrize(
    ("stated", "kept"), [([], []), ([0.5], [2]), ([1.2], [1]), ([0.5, 0.5], [1])]
)
def test_what_cannot_be_is_refused(stated: list[float], kept: list[float]) -> None:
    with pytest.raises(ValueError, match=r"score needs|probabilities lie"):
        brier(stated, kept)


def test_z_alone() -> None:
    z = spiegelhalter_z(STATED, KEPT)
    assert z is not None
    assert round(z, 2) == 2.50
