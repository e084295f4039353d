"""What will be in use: how sure a forecast of steady and of jumping use is."""

from __future__ import annotations

import numpy as np
import pytest

from selaras.capacity.usage import InUse

WEEKS = np.array([2.0, 12.0])


def used(*series: float) -> InUse:
    return InUse(series[-1], series, 0, len(series))


def test_what_never_varied_is_certain() -> None:
    steady = used(*[50.0] * 20)
    assert steady.upper(WEEKS, 0.99, summed=False) == pytest.approx(50)
    assert steady.exceeds(WEEKS, np.array([51.0, 51.0]), summed=False).tolist() == [0, 0]


def test_a_move_that_was_never_seen_may_still_come() -> None:
    """A little noise, and no customer that took a tenth at one go: one may, the sooner the more
    weeks there are for it, and the less the longer none was seen."""
    noise = np.random.default_rng(1).normal(0, 0.5, 26)
    most = np.array([60.0, 60.0])
    long = used(*(50 + noise)).exceeds(WEEKS, most, summed=False)
    short = used(*(50 + noise[-13:])).exceeds(WEEKS, most, summed=False)
    assert 1e-4 < long[0] < long[1] < 0.01
    assert long[1] < short[1]


def test_far_from_the_limit_it_is_still_sure() -> None:
    noise = np.random.default_rng(1).normal(0, 0.5, 26)
    assert used(*(50 + noise)).upper(WEEKS, 0.95, summed=False)[1] < 56


@pytest.mark.parametrize("summed", [False, True])
def test_quantiles_and_chances_agree(summed: bool) -> None:
    use = used(*(50 + np.random.default_rng(2).normal(0, 3, 15)))
    most = use.upper(WEEKS, 0.95, summed=summed)
    assert use.exceeds(WEEKS, most, summed=summed) == pytest.approx(0.05)
