"""Discrete-time hazards: the worked examples of methods.md §3 D and §4."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.statistics.hazards import (
    best_number,
    contact_by,
    ended_at,
    expected_attempts,
    hazards_of,
    net_value,
    survival,
)

ATTEMPTED = [1000, 760, 560, 400, 260, 150]
CONTACTS = [120, 84, 50, 28, 13, 5]
HAZARDS = st.lists(st.floats(0, 1), min_size=1, max_size=8)


def test_the_worked_example_of_follow_ups() -> None:
    h = hazards_of(CONTACTS, ATTEMPTED)
    assert np.round(contact_by(h), 4).tolist() == [0.12, 0.2173, 0.2872, 0.3370, 0.3702, 0.3912]
    assert np.round(expected_attempts(h), 4).tolist() == [1, 1.88, 2.6627, 3.3756, 4.0385, 4.6683]
    net = net_value(h, 500_000, 30_000)
    assert np.round(net).tolist() == [30_000, 52_232, 63_693, 67_257, 63_943, 55_545]
    assert best_number(net) == 4


def test_confounding_by_grade_worked_example() -> None:
    """Grade A: 40% of leads, h .20, ρ .95; grade B: 60%, h .06, ρ .60; the first always made."""
    share, h, goes_on = np.array([0.4, 0.6]), np.array([0.20, 0.06]), np.array([0.95, 0.60])
    by_grade = np.repeat(h[:, None], 5, axis=1)
    forced = float(share @ contact_by(by_grade)[:, -1])
    attempted = np.array([share * ((1 - h) * goes_on) ** k for k in range(5)]).T
    contacts = attempted * h[:, None]
    pooled = hazards_of(contacts.sum(axis=0), attempted.sum(axis=0))
    assert round(forced, 4) == 0.4286
    assert round(float(contact_by(pooled)[-1]), 4) == 0.5199
    assert round(float(contacts.sum()), 4) == 0.3267


def test_hazard_without_attempts_is_not_a_number() -> None:
    assert np.isnan(hazards_of([0, 0], [3, 0])).tolist() == [False, True]


def test_more_contacts_than_attempts_are_refused() -> None:
    with pytest.raises(ValueError, match="more contacts"):
        hazards_of([2], [1])


def test_best_number_is_none_where_no_attempt_pays() -> None:
    assert best_number(net_value([0.1, 0.05], 100, 30)) == 0


def test_best_number_looks_past_a_dip() -> None:
    net = net_value([0.3, 0.0, 0.6], 100, 10)
    assert net[1] < net[0]
    assert best_number(net) == 3


def test_best_number_takes_for_alike_what_rounding_tells_apart() -> None:
    assert best_number([1.0, 2.0, 2.0 + 1e-13]) == 2
    assert best_number([-1.0, 1e-13]) == 0


def test_final_number_of_attempts_reads_differently_from_the_curve() -> None:
    ended, shares = ended_at(ATTEMPTED, CONTACTS)
    assert ended.tolist() == [240, 200, 160, 140, 110, 150]
    # Of the leads that ended with one attempt half were reached, where one attempt reaches 12%.
    assert shares[0] == pytest.approx(0.5)


@given(HAZARDS, st.floats(1, 1e9), st.floats(1, 1e9), st.floats(0, 1e8))
def test_more_value_never_lowers_the_best_number(
    h: list[float], value: float, more: float, cost: float
) -> None:
    low = best_number(net_value(h, value, cost))
    high = best_number(net_value(h, value + more, cost))
    assert high >= low or np.isclose(
        net_value(h, value + more, cost)[low - 1], net_value(h, value + more, cost)[high - 1]
    )


@given(HAZARDS, st.floats(1, 1e6), st.floats(0, 1e6))
def test_net_value_is_concave_in_attempts_for_decreasing_hazards(
    h: list[float], value: float, cost: float
) -> None:
    falling = sorted(h, reverse=True)
    steps = np.diff(np.concatenate([[0.0], net_value(falling, value, cost)]))
    tries = np.diff(np.concatenate([[0.0], expected_attempts(falling)]))
    worth = steps[tries > 1e-9] / tries[tries > 1e-9]
    assert np.all(np.diff(worth) <= 1e-6 * (value + cost))


@given(HAZARDS, st.floats(1e-6, 1e6), st.floats(0, 100), st.floats(0, 100))
def test_net_value_scales_with_its_unit(
    h: list[float], unit: float, value: float, cost: float
) -> None:
    assert np.allclose(net_value(h, unit * value, unit * cost), unit * net_value(h, value, cost))


@given(HAZARDS)
def test_every_lead_is_reached_or_needs_the_next_attempt(h: list[float]) -> None:
    assert np.allclose(contact_by(h)[:-1] + survival(h)[1:], 1)
    assert np.all(np.diff(contact_by(h)) >= -1e-12)


@pytest.mark.parametrize("h", [[], [1.2], [-0.1], [float("nan")]])
def test_hazards_outside_their_bounds_are_refused(h: list[float]) -> None:
    with pytest.raises(ValueError, match="hazards"):
        contact_by(h)
