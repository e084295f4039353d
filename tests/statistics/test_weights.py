"""Inverse-probability weights."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.statistics.weights import effective_size, stabilised, truncated


def test_weights_of_a_treatment_that_hangs_on_nothing_are_one() -> None:
    assert stabilised(0.3, [0.3, 0.3, 0.3]).tolist() == [1, 1, 1]


def test_weights_average_to_one_over_those_treated() -> None:
    rng = np.random.default_rng(4)
    chance = rng.choice([0.2, 0.5, 0.8], 200_000)
    treated = rng.random(200_000) < chance
    weights = stabilised(treated.mean(), chance[treated])
    assert weights.mean() == pytest.approx(1, abs=0.01)


def test_weights_undo_confounding() -> None:
    """Charig 1986 (methods.md §3 E): crude .780 < .826, standardised .8325 > .7789."""
    small, large = (81, 87, 234, 270), (192, 263, 55, 80)
    wins = np.array([[small[0], small[2]], [large[0], large[2]]], dtype=float)
    n = np.array([[small[1], small[3]], [large[1], large[3]]], dtype=float)
    crude = wins.sum(axis=0) / n.sum(axis=0)
    assert np.round(crude, 3).tolist() == [0.780, 0.826]
    chance = n / n.sum(axis=1, keepdims=True)
    weights = stabilised(n.sum(axis=0) / n.sum(), chance)
    weighted = (weights * wins).sum(axis=0) / (weights * n).sum(axis=0)
    mix = n.sum(axis=1) / n.sum()
    assert np.allclose(weighted, mix @ (wins / n))
    assert np.round(weighted, 4).tolist() == [0.8325, 0.7789]


def test_a_chance_of_zero_has_no_weight() -> None:
    assert np.isnan(stabilised(0.5, [0.5, 0.0])).tolist() == [False, True]


def test_truncated_holds_the_ends() -> None:
    weights = np.arange(1.0, 1001.0)
    held = truncated(weights, np.ones(1000))
    assert (held.min(), held.max()) == (10, 990)
    assert np.array_equal(held[9:990], weights[9:990])


def test_truncated_heeds_how_many_carry_a_weight() -> None:
    assert truncated([1.0, 50.0], [999, 1]).tolist() == [1, 1]
    assert truncated([1.0, 50.0], [90, 10]).tolist() == [1, 50]


@given(st.lists(st.tuples(st.floats(0.1, 10), st.integers(1, 20)), min_size=1, max_size=20))
def test_effective_size_never_exceeds_the_number(pairs: list[tuple[float, int]]) -> None:
    weights, counts = zip(*pairs, strict=True)
    size = effective_size(weights, counts)
    assert 1 - 1e-9 <= size <= sum(counts) + 1e-6


def test_effective_size_of_equal_weights_is_the_number() -> None:
    assert effective_size([2.0, 2.0], [30, 12]) == pytest.approx(42)
