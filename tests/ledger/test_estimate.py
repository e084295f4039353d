"""What is likely of an item that is still open, or still to come."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from selaras.ledger.estimate import (
    Undecided,
    Waits,
    coming_items,
    joined,
    keep_probabilities,
    misses_of_shares,
)
from selaras.statistics.counts import poisson_binomial, sum_pmf
from selaras.statistics.masses import mean_of
from selaras.statistics.survival import IncidenceCurves, aalen_johansen

HOUR = 3600


def _curves(*waited: tuple[int, int, int]) -> IncidenceCurves:
    """Curves of items by how long they waited, what ended it (1 kept, 0 open) and how many."""
    times, causes, weights = (np.array(column) for column in zip(*waited, strict=True))
    return aalen_johansen(times, causes, weights=weights)


def test_what_is_to_come_may_be_answered_before_any_working_time_passes() -> None:
    # 45 of 60 were answered at night or at the weekend, 9 within an hour, 6 too late.
    curves = _curves((0, 1, 45), (HOUR, 1, 9), (4 * HOUR + 1, 0, 6))

    assert keep_probabilities(curves, [0], 4 * HOUR) == pytest.approx([0.9])
    (missed,) = misses_of_shares(
        curves, [Undecided([], 0, 0, _just(20))], 4 * HOUR, Fraction(9, 10)
    )
    # P(18 or more of 20 are kept | each by 0.9) = 0.6769
    assert missed == pytest.approx(0.3231, abs=1e-4)


def test_who_waits_since_yesterday_may_be_answered_today() -> None:
    # In working days: a quarter the same day, half on the next one, a quarter not by then.
    curves = _curves((0, 1, 10), (1, 1, 20), (2, 0, 10))

    assert keep_probabilities(curves, [0, 1], 1) == pytest.approx([0.75, 2 / 3])


def test_who_has_waited_longer_than_some_is_told_by_those_who_waited_longer() -> None:
    # S(8 h) ÷ S(3 h) of methods.md: 10 of 40 were over by 3 h, 30 by 8 h.
    curves = _curves((2 * HOUR, 1, 10), (5 * HOUR, 1, 20), (8 * HOUR + 1, 0, 10))

    assert keep_probabilities(curves, [3 * HOUR], 8 * HOUR) == pytest.approx([1 - 10 / 30])


def test_what_is_due_at_this_instant_is_not_late_yet() -> None:
    curves = _curves((HOUR, 1, 30), (2 * HOUR, 1, 10), (2 * HOUR + 1, 0, 10))

    assert keep_probabilities(curves, [2 * HOUR], 2 * HOUR) == pytest.approx([0.5])


def test_open_items_and_those_to_come_end_as_all_of_them_together() -> None:
    curves = _curves((0, 1, 10), (HOUR, 1, 20), (3 * HOUR, 1, 5), (4 * HOUR + 1, 0, 15))
    ages, due = [0, HOUR, 2 * HOUR], 4 * HOUR
    shares = [
        Undecided(ages, 3, 1, _just(6)),
        Undecided([], 2, 0, _just(0)),
        Undecided(ages, 1, 0, _just(2), 1),
    ]

    first, second, third = misses_of_shares(curves, shares, due, Fraction(4, 5))
    # Of 13, 11 are asked; of 2, both, who are kept; of 6, 5, and one of the three that are open is
    # kept for sure.
    chances = [*keep_probabilities(curves, ages, due), *keep_probabilities(curves, [0] * 6, due)]
    assert first == pytest.approx(sum(poisson_binomial(chances)[: 11 - 3]))
    assert second == 0
    own = poisson_binomial(chances[:3])
    mass = sum_pmf(own[1:] / sum(own[1:]), poisson_binomial(chances[3:5]))
    assert third == pytest.approx(sum(mass[: 5 - 1 - 1]))


def test_how_many_are_to_come_is_not_certain() -> None:
    # Nine in ten are kept, and nine in ten are asked: eleven of twelve, and twelve of thirteen.
    curves, coming = _curves((HOUR, 1, 90), (2 * HOUR, 0, 10)), np.array([0.5, 0.25, 0.25])

    (missed,) = misses_of_shares(curves, [Undecided([], 9, 2, coming)], HOUR, Fraction(4, 5))
    # 9 of 11 are kept; of 12, 10 are asked, and of 13, 11.
    assert missed == pytest.approx(0.25 * 0.1 + 0.25 * (1 - 0.9**2))


def test_many_that_come_weigh_as_much_as_many_that_came() -> None:
    # 85% of 100,000 are kept, and 97% of as many to come will be: 91%.
    curves = _curves((HOUR, 1, 97), (2 * HOUR, 0, 3))
    share = Undecided([], 85_000, 15_000, coming_items(100_000, 0.5, [], 3, 0))

    above, below = (
        misses_of_shares(curves, [share], HOUR, Fraction(asked, 100))[0] for asked in (90, 92)
    )
    assert [above, below] == pytest.approx([0, 1], abs=1e-9)


def test_items_come_on_at_the_pace_so_far_and_at_first_as_before() -> None:
    # NB(seen + ½, share): 20.5·0.75/0.25 on average.
    assert mean_of(coming_items(20, 0.25, [7, 9], 3, 0)) == pytest.approx(61.5)
    # A tenth of the period has passed: 31 in two of three periods.
    assert mean_of(coming_items(5, 0.1, [15, 16], 3, 0)) == pytest.approx(31.5 / 3 * 0.9)
    assert mean_of(coming_items(0, 0.5, [15, 16], 3, 0)) == pytest.approx(31.5 / 3 * 0.5)
    assert mean_of(coming_items(4, 0.1, [], 3, 0)) == pytest.approx(4.5 * 0.9)
    for seen, share in ((0, 0.5), (7, 1.0)):
        assert coming_items(seen, share, [], 3, 0).tolist() == [1.0]


def test_items_that_are_seen_early_are_some_of_those_that_come() -> None:
    every, rest = coming_items(20, 0.5, [], 3, 0), coming_items(20, 0.5, [], 3, 4)
    assert rest == pytest.approx(every[4:] / every[4:].sum())


def _just(items: int) -> np.ndarray:
    """The mass of a number that is certain."""
    mass: np.ndarray = np.eye(1, items + 1, items)[0]
    return mass


def test_waits_that_are_joined_come_apart_again() -> None:
    one = Waits(np.array([1, 2]), np.array([0, 1]), np.array([1, 4]), 9)
    none, other = joined([], 9), Waits(np.array([7]), np.array([2]), np.array([3]), 9)

    both = Waits.of(joined([one, none, other], 9).text, 9)
    found = both.split([2, 0, 1])
    assert [part.items for part in found] == [5, 0, 3]
    assert found[2].times.tolist() == [7]
    assert joined([], 9).split([]) == []
