"""Scarce attempts: the greedy spread against every way of spreading them."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.statistics.effort import spread
from selaras.statistics.hazards import contact_by, expected_attempts

KIND = st.tuples(
    st.integers(1, 50),
    st.lists(st.floats(0.01, 0.9), min_size=1, max_size=4),
    st.floats(0.1, 10),
)


def _best_by_hand(kinds: list[tuple[int, list[float], float]], budget: float) -> float:
    """The highest value of any mixture of two whole plans that fits: a vertex of the programme."""
    plans = []
    for depths in itertools.product(*(range(len(h) + 1) for _, h, _ in kinds)):
        value = spent = 0.0
        for (n, h, v), depth in zip(kinds, depths, strict=True):
            if depth:
                value += n * v * float(contact_by(h)[depth - 1])
                spent += n * float(expected_attempts(h)[depth - 1])
        plans.append((spent, value))
    best = max(v for s, v in plans if s <= budget + 1e-9)
    for (s1, v1), (s2, v2) in itertools.combinations(plans, 2):
        if min(s1, s2) <= budget <= max(s1, s2) and abs(s1 - s2) > 1e-12:
            share = (budget - s1) / (s2 - s1)
            best = max(best, v1 + share * (v2 - v1))
    return best


@given(st.lists(KIND, min_size=1, max_size=3), st.floats(0, 1.2))
def test_spread_is_the_best_there_is(
    kinds: list[tuple[int, list[float], float]], part: float
) -> None:
    total = sum(n * float(expected_attempts(h)[-1]) for n, h, _ in kinds)
    found = spread(
        [n for n, _, _ in kinds], [h for _, h, _ in kinds], [v for _, _, v in kinds], part * total
    )
    assert found.value == pytest.approx(_best_by_hand(kinds, part * total), rel=1e-6, abs=1e-6)
    assert found.expected <= part * total + 1e-6


def test_spread_takes_single_attempts_in_order_of_their_worth() -> None:
    found = spread([100, 100], [[0.5, 0.2], [0.4, 0.3]], [1, 1], 160)
    # A's first (100 attempts at .5), then B's first: 60 of 100 get it.
    first, second = found.shares
    assert (first.attempts, first.share) == (1, 0.0)
    assert (second.attempts, second.attempts_then, round(second.share, 6)) == (0, 1, 0.6)
    assert found.price == pytest.approx(0.4)


def test_attempts_that_only_pay_together_are_taken_together() -> None:
    # The first attempt alone brings less than the second: .1, then .5 of the .9 that are left.
    found = spread([100], [[0.1, 0.5]], [1], 95)
    (share,) = found.shares
    assert (share.attempts, share.attempts_then, share.share) == (0, 2, pytest.approx(0.5))
    assert found.value == pytest.approx(0.5 * 100 * (0.1 + 0.9 * 0.5))


def test_more_attempts_than_are_worth_making_have_no_price() -> None:
    found = spread([10], [[0.5, 0.0]], [1], 1000)
    assert (found.price, found.expected) == (0.0, 10.0)


@pytest.mark.parametrize("unit", [1.0, 144.5625])
def test_as_many_attempts_as_can_be_made_are_all_made(unit: float) -> None:
    # Taken off one after the other they end within rounding of nothing, on either side of it.
    h = [0.01, 0.01, 0.01, 0.5]
    found = spread([1], [h], [unit], float(expected_attempts(h)[-1]))
    assert (found.price, found.shares[0].attempts, found.shares[0].share) == (0.0, 4, 0.0)


def test_attempts_below_the_floor_are_not_made() -> None:
    found = spread([10], [[0.5, 0.2]], [100], 1000, floor=30)
    assert (found.shares[0].attempts, found.price) == (1, 30)


def test_no_attempts_bring_nothing() -> None:
    found = spread([10], [[0.5]], [100], 0)
    assert (found.value, found.contacts, found.price) == (0, 0, 50)


@given(st.lists(KIND, min_size=1, max_size=3), st.floats(0, 1), st.floats(1e-3, 1e3))
def test_spread_scales_with_the_unit_of_value(
    kinds: list[tuple[int, list[float], float]], part: float, unit: float
) -> None:
    n, h, v = ([k[i] for k in kinds] for i in range(3))
    budget = part * sum(k[0] * float(expected_attempts(k[1])[-1]) for k in kinds)
    one, other = spread(n, h, v, budget), spread(n, h, [unit * x for x in v], budget)
    assert other.value == pytest.approx(unit * one.value, rel=1e-6, abs=1e-9)
    assert other.price == pytest.approx(unit * one.price, rel=1e-6, abs=1e-9)


@given(st.lists(KIND, min_size=1, max_size=3))
def test_more_attempts_never_bring_less(kinds: list[tuple[int, list[float], float]]) -> None:
    n, h, v = ([k[i] for k in kinds] for i in range(3))
    values = [spread(n, h, v, budget).value for budget in np.linspace(0, 200, 9)]
    assert np.all(np.diff(values) >= -1e-9)


def test_less_than_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        spread([1], [[0.1]], [1], -1)
