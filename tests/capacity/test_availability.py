"""What can still be promised: the worked example, and what holds of any plant."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.capacity.allowance import allowance_of
from selaras.capacity.availability import hours_available, look_ahead, stock_available
from selaras.capacity.headroom import headroom
from selaras.capacity.reservations import fits, room
from selaras.capacity.resources import Expansion, Kind

from .plants import NOW, TODAY, held, plant, proven, read, resource, simple

quantities = st.lists(st.integers(0, 60), min_size=1, max_size=12)


def test_hours_of_the_worked_example() -> None:
    assert hours_available(np.array([20, 20, 20]), np.array([5, 32, 10])).tolist() == [3, 3, 13]


def test_hours_of_a_plant_are_those_of_the_worked_example() -> None:
    crew = resource("C1", product="Installation", kind=Kind.HOURS, unit="hours", claimed=20.0)
    sundays = [TODAY + timedelta(days=6 + 7 * n) for n in range(3)]
    due = tuple(
        held(quantity, day, product="Installation")
        for quantity, day in zip((5, 32, 10), sundays, strict=True)
    )
    there = plant(crew, tests=(proven("C1", 20.0),), usage=(read("C1"),), reservations=due)
    ahead = look_ahead(there, crew.place, 21)
    available = ahead.available(0.95)
    assert [available[ahead.at(day)] for day in sundays] == pytest.approx([3, 3, 13])


def test_stock_that_is_promised_for_later_is_not_promised_twice() -> None:
    assert stock_available(np.array([50, 50, 40]), np.array([10, 30, 30])).tolist() == [10, 10, 10]
    there = simple(used=(40,) * 8, reservations=(held(35, TODAY + timedelta(days=60)),))
    available = look_ahead(there, resource().place, 90).available(0.95)
    assert available[0] == available[59] == available[60] == 25


def test_zero_variance_gives_the_deterministic_answer() -> None:
    ahead = look_ahead(simple(used=(40,) * 10), resource().place, 90)
    assert (ahead.available(0.5) == 60).all()
    assert (ahead.available(0.999) == 60).all()
    assert ahead.probability_short(10, 60) == 0.0
    assert ahead.probability_short(10, 60.5) == 1.0


def test_a_spread_of_use_costs_headroom_at_a_higher_level() -> None:
    used = (40, 44, 38, 41, 45, 39, 42, 40, 43, 41)
    ahead = look_ahead(simple(used=used), resource().place, 90)
    at = [float(ahead.available(level)[30]) for level in (0.5, 0.8, 0.95, 0.99)]
    assert at == sorted(at, reverse=True)
    assert at[0] > at[-1] + 5
    most = ahead.available(0.95)[30]
    assert ahead.probability_short(30, float(most)) == pytest.approx(0.05, abs=1e-9)


def test_an_expired_test_takes_its_capacity_away_from_its_day_on() -> None:
    expires = TODAY + timedelta(days=20)
    there = plant(
        resource("R1"),
        resource("R2"),
        tests=(proven("R1"), proven("R2", expires_on=expires)),
        usage=(read("R1", *(10,) * 8), read("R2", *(10,) * 8)),
    )
    available = look_ahead(there, resource().place, 60).available(0.95)
    assert available[19] == pytest.approx(180)
    assert available[20] == pytest.approx(90)  # R2's own ten in use leave with it


def test_what_goes_out_of_service_is_not_promised_before() -> None:
    there = plant(
        resource("R1"),
        resource("R2", valid_to=TODAY + timedelta(days=40)),
        tests=(proven("R1"), proven("R2")),
        usage=(read("R1"), read("R2")),
    )
    available = look_ahead(there, resource().place, 90).available(0.95)
    assert available[0] == available[50] == 100


def test_reservations_that_have_run_out_or_were_released_take_nothing() -> None:
    day = TODAY + timedelta(days=10)
    gone = (
        held(30, day, expires_at=NOW - timedelta(seconds=1)),
        held(20, day, state="released"),
        held(7, day, expires_at=NOW + timedelta(days=1)),
    )
    available = look_ahead(simple(reservations=gone), resource().place, 30).available(0.95)
    assert available[10] == 93


def test_expansions_count_from_the_day_they_are_ready_unless_a_test_has_shown_them() -> None:
    ready = TODAY + timedelta(days=14)
    more = (Expansion("R1", ready, 50.0), Expansion("R1", TODAY - timedelta(days=60), 40.0))
    there = simple(expansions=more)
    ahead = look_ahead(there, resource().place, 30, there.expansions_of(resource().place))
    assert ahead.available(0.95)[13] == 100
    assert ahead.available(0.95)[14] == 150  # the older one was there when R1 was tested


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=1), quantities)
def test_more_capacity_never_leaves_less_to_promise(
    weeks: list[tuple[int, int]], more: list[int]
) -> None:
    capacity = np.array([week[0] for week in weeks], dtype=float)
    due = np.array([week[1] for week in weeks], dtype=float)
    added = capacity + np.resize(np.array(more, dtype=float), capacity.size)
    assert (hours_available(added, due) >= hours_available(capacity, due)).all()
    assert (stock_available(added, due) >= stock_available(capacity, due)).all()


@given(
    st.integers(0, 200),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 60)), max_size=40),
)
def test_reservations_that_fit_never_add_up_to_more_than_there_is(
    most: int, wishes: list[tuple[int, int]]
) -> None:
    capacity, taken = np.full(31, float(most)), np.zeros(31)
    for start, quantity in wishes:
        if fits(capacity, taken, start, quantity):
            taken[start:] += quantity
        assert room(capacity, taken, 0) >= 0
    assert (taken <= capacity).all()


@given(
    st.sampled_from([Kind.STOCK, Kind.HOURS]),
    st.lists(st.tuples(st.integers(0, 80), st.integers(1, 60)), max_size=25),
)
def test_the_allowance_lets_through_what_the_look_ahead_says_is_free(
    kind: Kind, wishes: list[tuple[int, int]]
) -> None:
    """The rule that the store asks in its transaction, and the answer that people are given."""
    one = resource("R1", kind=kind, unit="h")
    base = plant(one, tests=(proven(),), usage=(read("R1", *(30,) * 8),))
    rule = allowance_of(look_ahead(base, one.place, 90), 0.95)
    taken: dict[date, float] = {}
    for after, quantity in wishes:
        day = TODAY + timedelta(days=after)
        booked = tuple(held(q, d) for d, q in taken.items())
        now = plant(one, tests=(proven(),), usage=base.usage.values(), reservations=booked)
        ahead = look_ahead(now, one.place, 90)
        free = rule.room(taken, day)
        assert free == pytest.approx(float(ahead.available(0.95)[ahead.at(day)]), abs=1e-9)
        if quantity <= free:
            taken[day] = taken.get(day, 0.0) + quantity
    for day in taken:
        assert rule.room(taken, day) >= -1e-9


def test_use_that_nobody_read_is_not_none() -> None:
    found = plant(
        resource(), resource("R2", "Waena"), tests=(proven(), proven("R2")), usage=(read("R1", 3),)
    )
    head = headroom(found, weeks=2)
    assert head.in_use[0].tolist() == [3, 3]
    assert np.isnan(head.in_use[1]).all()
