"""What was logged as lost and what is estimated: reconciled, never added up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.capacity.finding import Estimate
from selaras.capacity.lost.answer import reconcile
from selaras.capacity.lost.values import Credit, LostDeals


def test_what_is_on_record_is_part_of_what_is_estimated():
    found = reconcile(10, LostDeals(6, ()), Estimate(25, 14, 40))
    assert found.logged == 10
    assert found.reconciled == Estimate(25, 14, 40)


def test_an_estimate_is_never_less_than_what_is_on_record():
    found = reconcile(0, LostDeals(20, ()), Estimate(12, 5, 30))
    assert found.reconciled == Estimate(20, 20, 30)


@given(st.floats(0, 500), st.integers(0, 500), st.floats(0, 500), st.floats(0, 100))
def test_the_two_are_never_added_up(asked, deals, value, half):
    estimated = Estimate(value, max(value - half, 0), value + half)
    found = reconcile(asked, LostDeals(deals, ()), estimated)
    assert found.reconciled.value == max(asked, deals, value)
    assert found.reconciled.low <= found.reconciled.value <= found.reconciled.high


def test_nothing_known_is_said():
    found = reconcile(0, None, None)
    assert found.reconciled is None
    assert found.sentence.en == "Nothing is known to have been lost to capacity."
    assert reconcile(3, None, None).reconciled == Estimate(3)


def test_what_was_credited_stands_beside_what_was_delivered():
    credit = Credit("sales", "IDR", 5, 100.0, 60.0, 15.0, 1)
    assert credit.not_delivered == pytest.approx(25)
    assert Credit("sales", "IDR", 1, 100.0, 120.0, 0.0, 0).not_delivered == 0
