"""Demand on record beside readings of use: what promises of hours rest on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from selaras.capacity.flow import Flow, flows_of
from selaras.capacity.headroom import headroom
from selaras.capacity.programmes.cells import cells_of
from selaras.capacity.promise import Answer, Limit
from selaras.capacity.promising import promise
from selaras.capacity.resources import Kind

from .plants import TODAY, asked, plant, proven, read, resource, simple

SPOT = ("Abepura", "Fibre")
MONDAY = TODAY


def demand(wanted, served=None, *, sold_out=None, days=7, ends_before=MONDAY):
    """Rows of demand one after another, the last one ending the day before `ends_before`."""
    n = len(wanted)
    starts = [ends_before - timedelta(days=days * (n - k)) for k in range(n)]
    return cells_of(
        {
            "site": [SPOT[0]] * n,
            "product": [SPOT[1]] * n,
            "period_start": starts,
            "period_end": [start + timedelta(days=days - 1) for start in starts],
            "wanted": wanted,
            "served": list(wanted) if served is None else served,
            "sold_out": [False] * n if sold_out is None else sold_out,
        }
    )


def hours(flow=None, usage=(), capacity=100.0):
    crew = resource(kind=Kind.HOURS, unit="hours")
    made = plant(crew, tests=(proven(capacity=capacity),), usage=usage)
    return replace(made, flows={} if flow is None else {SPOT: flow})


def weekly(*wanted, lost=None):
    """A flow of weeks without a gap, the newest last."""
    away = lost or (0.0,) * len(wanted)
    newest_first = list(zip(range(len(wanted)), reversed(wanted), reversed(away), strict=True))
    return Flow(tuple(newest_first))


def test_weeks_are_counted_back_from_today():
    flow = flows_of(demand([10, 20, 30]), TODAY)[SPOT]
    assert flow.weekly == ((0, 30.0, 0.0), (1, 20.0, 0.0), (2, 10.0, 0.0))
    assert flow.unbroken == (10.0, 20.0, 30.0)


def test_days_add_up_to_weeks_and_weeks_in_part_are_left_out():
    flow = flows_of(demand([1.0] * 17, days=1), TODAY)[SPOT]
    assert flow.weekly == ((0, 7.0, 0.0), (1, 7.0, 0.0))


def test_what_is_still_running_or_longer_than_a_week_says_nothing():
    running = demand([10, 20], ends_before=TODAY + timedelta(days=3))
    assert [week for week, *_ in flows_of(running, TODAY)[SPOT].weekly] == [1]
    assert flows_of(demand([100, 120], days=30), TODAY) == {}


def test_a_week_that_sold_out_is_raised_to_what_is_expected():
    sold_out = [False, True, False, True, True, False, True, False]
    flow = flows_of(demand([8, 12, 10, 12, 12, 7, 12, 9], sold_out=sold_out), TODAY)[SPOT]
    assert np.mean(flow.unbroken) == pytest.approx(11.39, abs=0.01)
    assert flow.turned_away > 0


def test_hours_that_nobody_reads_are_told_by_what_was_wanted():
    nobody_reads = promise(hours(), asked(10))
    assert nobody_reads.today.answer is Answer.CANNOT_TELL
    assert nobody_reads.today.binding.limit is Limit.NOT_READ
    flow = weekly(40, 55, 48, 60, 44, 52, 47, 58)
    found = promise(hours(flow), asked(20))
    assert found.today.answer is Answer.YES
    assert found.today.probability_short is not None
    assert found.n["weeks_of_demand"] == 8
    assert found.n["weeks_read"] == 0
    assert any("what was wanted in 8 weeks" in limit.en for limit in found.limits)
    busy = promise(hours(weekly(90, 105, 98, 110, 94, 102, 97, 108)), asked(20))
    assert busy.today.answer is not Answer.YES
    assert busy.today.probability_short > found.today.probability_short


def test_demand_that_is_old_or_too_short_tells_nothing():
    old = Flow(tuple((week + 9, 50.0, 0.0) for week in range(8)))
    for flow in (old, weekly(50, 50)):
        assert promise(hours(flow), asked(10)).today.answer is Answer.CANNOT_TELL


def test_hours_that_were_turned_away_are_needed_too():
    """Readings stop at capacity: what was wanted beyond it would have been worked."""
    readings = (read("R1", 80, 100, 85, 100, 90, 100, 82, 100),)
    lost = (0, 25, 0, 30, 0, 20, 0, 35)
    flow = weekly(80, 125, 85, 130, 90, 120, 82, 135, lost=lost)
    blind, seeing = promise(hours(usage=readings), asked(20)), None
    seeing = promise(hours(flow, readings), asked(20))
    assert seeing.today.probability_short > blind.today.probability_short
    assert seeing.today.quantity_by_date <= blind.today.quantity_by_date
    assert any("could not be served" in limit.en for limit in seeing.limits)


def test_stock_is_told_by_readings_alone_and_who_waits_is_said():
    """Readings of stock hold what came and what left: demand on top would count it twice."""
    flow = weekly(5, 6, 4, 5, 6, 5, 9, 8, lost=(0, 0, 0, 0, 0, 0, 3, 4))
    usual = simple(used=(50,) * 8)
    told = promise(replace(usual, flows={SPOT: flow}), asked(10))
    assert told.today == promise(usual, asked(10)).today
    assert any("7 ports were wanted and not served" in limit.en for limit in told.limits)
    unread = replace(plant(resource(), tests=(proven(),)), flows={SPOT: flow})
    assert promise(unread, asked(10)).today.answer is Answer.CANNOT_TELL


def test_capacity_in_several_units_is_not_told_by_demand():
    crews = (resource(kind=Kind.HOURS, unit="hours"), resource("R2", unit="ports"))
    made = plant(*crews, tests=(proven(), proven("R2")))
    both = replace(made, flows={SPOT: weekly(*(40,) * 8)})
    assert not any(both.is_told_by_demand(place) for place in both.places)


def test_headroom_shows_what_is_wanted_as_in_use():
    head = headroom(hours(weekly(40, 55, 48, 60, 44, 52, 47, 58)), weeks=2)
    assert head.in_use[0, 0] == pytest.approx(58)
    assert head.unread[0, 0] == 0
    assert 0 < head.free[0, 0] < 60
