"""Demand against capacity: worked example, and what always holds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selaras.capacity.programmes.forecast import Demand
from selaras.capacity.programmes.shortfall import (
    Supply,
    demand_quantile,
    probability_of_total,
    safe_scale,
    service,
    shortfall,
)
from selaras.statistics.negative_binomial import expected_min, size_of


def demand(levels, dispersion: float = 0.05, site_variance: float = 0.0) -> Demand:
    """Demand at one level (a list of weeks by site), or several levels of equal weight."""
    found = np.asarray(levels, float)
    found = found[None] if found.ndim == 2 else found
    many = found.shape[0]
    return Demand(
        np.full(many, 1 / many),
        found,
        np.full(many, dispersion),
        np.full((many, found.shape[1]), site_variance),
    )


def supply(free, stock: bool = True) -> Supply:
    array = np.asarray(free, float)
    return Supply(array, np.full(array.shape[0], stock))


def test_worked_example():
    found = demand([[120.0]])
    assert round(shortfall(found, supply([[120.0]])).tightest, 3) == 0.463
    assert round(service(found, supply([[120.0]])).fill, 3) == 0.904
    assert demand_quantile(found, np.array([True]), 0.95)[0, 0] == 171
    assert round(probability_of_total(demand([[150.0]]), 200), 4) == 0.0906


@settings(max_examples=40)
@given(
    st.lists(st.floats(0.5, 60), min_size=3, max_size=3),
    st.lists(st.integers(0, 120), min_size=3, max_size=3),
    st.integers(0, 2),
    st.integers(1, 50),
    st.booleans(),
)
def test_more_capacity_never_harms(levels, free, week, more, stock):
    found = demand([levels], 0.1, 0.05)
    larger = list(free)
    larger[week] += more
    before = shortfall(found, supply([free], stock))
    after = shortfall(found, supply([larger], stock))
    assert after.by_site[0] <= before.by_site[0] + 1e-9
    assert after.by_week.sum() <= before.by_week.sum() + 1e-9
    served = service(found, supply([free], stock)), service(found, supply([larger], stock))
    assert served[1].lost.sum() <= served[0].lost.sum() + 1e-6


@settings(max_examples=40)
@given(
    st.lists(st.floats(0.5, 60), min_size=4, max_size=4),
    st.lists(st.integers(0, 150), min_size=4, max_size=4),
    st.booleans(),
)
def test_what_is_wanted_is_served_late_or_lost(levels, free, stock):
    found = service(demand([levels, levels]), supply([free, free], stock))
    total = found.on_time + found.late + found.lost
    assert total.sum() == pytest.approx(found.wanted.sum(), rel=1e-6)
    assert found.wanted.sum() == pytest.approx(2 * sum(levels), rel=1e-6)
    assert found.on_time.min() >= 0
    assert found.late.min() >= -1e-9
    assert 0 <= found.fill <= 1 + 1e-9


def test_stock_is_used_up_and_hours_are_not():
    weeks = demand([[10.0] * 4], 0.01)
    enough_a_week = [[16.0] * 4]
    assert shortfall(weeks, supply(enough_a_week, stock=False)).by_week[0, 3] < 0.1
    assert shortfall(weeks, supply(enough_a_week, stock=True)).by_week[0, 3] > 0.99


def test_an_expansion_makes_orders_late_that_would_be_lost():
    weeks = demand([[20.0] * 4], 0.01)
    without = service(weeks, supply([[40.0] * 4]))
    with_it = service(weeks, supply([[40.0, 40.0, 40.0, 100.0]]))
    assert without.late.sum() == pytest.approx(0, abs=1e-9)
    assert without.lost.sum() == pytest.approx(40, rel=0.05)
    assert with_it.lost.sum() < 2
    assert with_it.late.sum() == pytest.approx(20, rel=0.15)


def test_stock_that_goes_away_later_cannot_be_promised_now():
    assert supply([[90.0, 50.0, 70.0]]).lasting.tolist() == [[50.0, 50.0, 70.0]]
    assert supply([[90.0, 50.0, 70.0]], stock=False).lasting.tolist() == [[90.0, 50.0, 70.0]]


def test_sites_that_share_a_level_run_short_together():
    levels = [[[30.0], [30.0]], [[90.0], [90.0]]]
    together = shortfall(demand(levels, 0.001), supply([[60.0], [60.0]]))
    assert together.by_site == pytest.approx([0.5, 0.5], abs=0.02)
    assert together.somewhere == pytest.approx(0.5, abs=0.02)


def test_the_safe_scale_runs_short_with_the_tolerance():
    found, kept = demand([[30.0] * 3, [10.0] * 3], 0.1, 0.02), supply([[100.0] * 3, [100.0] * 3])
    scale = safe_scale(found, kept, 0.1, shortfall(found, kept).by_week)
    again = demand(found.levels[0] * scale[:, None], 0.1, 0.02)
    assert shortfall(again, kept).by_site == pytest.approx([0.1, 0.1], abs=0.01)
    assert scale[1] > 1 > scale[0]


def test_no_capacity_serves_nothing():
    found = service(demand([[5.0]]), supply([[-3.0]]))
    assert found.fill == 0
    assert shortfall(demand([[5.0]]), supply([[-3.0]])).tightest == 1


def test_no_demand_is_always_served():
    assert service(demand([[0.0]]), supply([[0.0]])).fill == 1
    assert shortfall(demand([[0.0]]), supply([[0.0]])).tightest == 0


@pytest.mark.parametrize("free", [[30, 30, 30, 30], [10, 10, 25, 40], [0, 12, 12, 60]])
def test_of_stock_each_week_gets_what_the_weeks_before_left(free):
    found = demand([[8.0, 9.0, 7.0, 11.0], [5.0, 5.0, 5.0, 5.0]])
    got = service(found, supply([free, [14] * 4])).on_time
    so_far = np.cumsum(found.levels[0], axis=1)
    spread = so_far + 0.05 * np.cumsum(found.levels[0] ** 2, axis=1)
    for site, capacity in enumerate((free, [14] * 4)):
        for week in range(4):
            now, before = (
                expected_min(
                    so_far[site, n], size_of(so_far[site, n], spread[site, n]), capacity[week]
                )
                if n >= 0
                else 0.0
                for n in (week, week - 1)
            )
            assert got[site, week] == pytest.approx(max(float(now - before), 0.0), abs=1e-12)
