"""Sharing out what is scarce: the three policies, and what holds of all of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.capacity.rationing import SAYS, Policy, Request, ration
from selaras.capacity.rationing_simulation import (
    Holder,
    read_holder,
    simulate_rationing,
    trials_form,
    try_policies,
)
from selaras.errors import InputError

WISHES = [Request("a", 8), Request("b", 5, priority=2), Request("c", 1), Request("a", 4)]
requests = st.lists(
    st.builds(Request, st.sampled_from("abcd"), st.integers(0, 30).map(float), st.integers(0, 3)),
    max_size=12,
)


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (Policy.FIRST_COME, (8, 2, 0, 0)),
        (Policy.PRIORITY, (5, 5, 0, 0)),
        (Policy.FAIR_SHARE, (4.5, 4.5, 1, 0)),
    ],
)
def test_ten_units_under_each_policy(policy: Policy, expected: tuple[float, ...]) -> None:
    assert ration(policy, 10, WISHES) == pytest.approx(expected)


def test_whole_units_that_are_left_over_go_to_who_came_first() -> None:
    assert ration(Policy.FAIR_SHARE, 10, WISHES, whole=True) == (5, 4, 1, 0)


@given(st.sampled_from(list(Policy)), st.integers(0, 80), requests, st.booleans())
def test_nobody_gets_more_than_asked_and_all_that_is_there_is_given(
    policy: Policy, available: int, wishes: list[Request], whole: bool
) -> None:
    granted = ration(policy, available, wishes, whole=whole)
    assert all(0 <= share <= w.quantity for share, w in zip(granted, wishes, strict=True))
    assert sum(granted) == pytest.approx(min(available, sum(w.quantity for w in wishes)))


@given(st.integers(0, 80), requests)
def test_fair_shares_leave_nobody_envious(available: int, wishes: list[Request]) -> None:
    granted = ration(Policy.FAIR_SHARE, available, wishes)
    got, asked = {}, {}
    for share, wish in zip(granted, wishes, strict=True):
        got[wish.holder] = got.get(wish.holder, 0.0) + share
        asked[wish.holder] = asked.get(wish.holder, 0.0) + wish.quantity
    short = [got[h] for h in got if got[h] < asked[h] - 1e-9]
    assert all(got[h] <= min(short) + 1e-9 for h in got) if short else True


def test_a_wish_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match="a asks for -1"):
        ration(Policy.PRIORITY, 5, [Request("a", -1)])


def test_policies_are_tried_on_the_same_weeks() -> None:
    holders = [Holder("sales", 40, priority=1), Holder("enterprise", 30, priority=2)]
    trials = {trial.policy: trial for trial in simulate_rationing(holders, 50)}
    shares = {p: {h.holder: h.share.value for h in t.holders} for p, t in trials.items()}
    assert len({round(trial.share, 9) for trial in trials.values()}) == 1
    assert shares[Policy.PRIORITY]["enterprise"] > 0.95
    assert trials[Policy.FAIR_SHARE].least > trials[Policy.PRIORITY].least
    assert simulate_rationing(holders, 50) == tuple(trials.values())
    ample = simulate_rationing(holders, 10_000)
    assert all(trial.share == 1.0 for trial in ample)
    form = trials_form(try_policies(holders, 50))
    assert [one["says"] for one in form["policies"]] == [SAYS[p].as_json() for p in Policy]


def test_holders_are_read_from_words() -> None:
    assert read_holder("sales:40:2") == Holder("sales", 40.0, priority=2)
    for text in ("sales", "sales:x", ":4", "sales:4:1:1", "sales:-4", "sales:nan"):
        with pytest.raises(InputError, match="cannot be read"):
            read_holder(text)
    with pytest.raises(InputError):
        simulate_rationing([], 5)
    with pytest.raises(InputError):
        simulate_rationing([Holder("a", 1)], -5)


@pytest.mark.parametrize(
    ("holders", "capacity", "says"),
    [
        ([], 5, "holders that ask"),
        ([Holder("a", 1), Holder("a", 2)], 5, "named twice"),
        ([Holder("a", 1)], -1, "capacity is -1"),
        ([Holder("a", 1)], float("nan"), "capacity is nan"),
        ([Holder("a", 1e9)], 5, "too many to try"),
    ],
)
def test_what_cannot_be_tried_is_refused(holders: list[Holder], capacity: float, says: str) -> None:
    with pytest.raises(InputError, match=says):
        simulate_rationing(holders, capacity)
