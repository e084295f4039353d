"""Weeks of hours have what is not known of their site in common."""

from __future__ import annotations

import numpy as np
import pytest

from selaras.capacity.programmes.forecast import Demand
from selaras.capacity.programmes.hours import COARSE, FINE, short_in_any_week
from selaras.capacity.programmes.shortfall import Supply, shortfall

_LEVEL, _DISPERSION, _SHARED = 20.0, 0.05, 0.1


def _drawn(weeks: int) -> np.ndarray:
    """The worst week of a site, drawn: a lognormal level for all weeks, and a gamma for each."""
    random = np.random.default_rng(5)
    spread = np.sqrt(np.log1p(_SHARED))
    level = _LEVEL * np.exp(random.normal(-(spread**2) / 2, spread, (100_000, 1)))
    own = random.gamma(1 / _DISPERSION, _DISPERSION, (100_000, weeks))
    return random.poisson(level * own).max(axis=1)


def _demand(weeks: int, shared: float) -> Demand:
    return Demand(
        np.ones(1),
        np.full((1, 1, weeks), _LEVEL),
        np.full(1, _DISPERSION),
        np.full((1, 1), shared),
    )


def _short(weeks: int, capacity: float, shared: float = _SHARED) -> float:
    free = Supply(np.full((1, weeks), capacity), np.array([False]))
    return float(shortfall(_demand(weeks, shared), free).by_site[0])


@pytest.mark.parametrize("capacity", [25.0, 35.0, 45.0, 55.0])
def test_a_site_runs_short_in_some_week_as_often_as_it_is_drawn(capacity):
    found = _short(8, capacity)
    assert found == pytest.approx(float((_drawn(8) > capacity).mean()), abs=0.012)


def test_weeks_without_anything_in_common_are_independent():
    one = _short(1, 30.0, shared=0.0)
    assert _short(6, 30.0, shared=0.0) == pytest.approx(1 - (1 - one) ** 6)


def test_more_weeks_never_run_short_less_often():
    found = [_short(weeks, 40.0) for weeks in (1, 2, 4, 8)]
    assert found == sorted(found)


def test_fewer_steps_tell_about_the_same():
    levels = np.full((1, 6), _LEVEL)
    capacity, short = np.full((1, 6), 38.0), np.zeros((1, 6))
    fine, coarse = (
        short_in_any_week(levels, _DISPERSION, np.full(1, _SHARED), capacity, short, steps)[0]
        for steps in (FINE, COARSE)
    )
    assert coarse == pytest.approx(fine, abs=0.02)
