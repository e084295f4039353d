"""What is likely of an item that is still open, or still to come."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from selaras.ledger.estimate import Undecided, keep_probabilities, misses_of_shares
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
    (missed,) = misses_of_shares(curves, [Undecided([], 0, 0, 20.0)], 4 * HOUR, Fraction(9, 10))
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
