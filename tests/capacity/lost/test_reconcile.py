"""What was logged as lost and what is estimated: reconciled, never added up."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.capacity.finding import Estimate
from selaras.capacity.lost.answer import reconcile
from selaras.capacity.lost.deals_query import credits
from selaras.capacity.lost.values import Credit, LostDeals
from selaras.capacity.source_query import ArrowSource


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


def test_deliveries_that_nobody_records_are_not_taken_for_none():
    """A null where no deal says when it was delivered is no word that it was not."""
    closed = datetime(2026, 3, 10, tzinfo=UTC)
    deals = {
        "deal_id": ["d1", "d2"], "product": ["fibre"] * 2, "site": ["Waena"] * 2,
        "outcome": ["won"] * 2, "created_at": [closed] * 2, "closed_at": [closed] * 2,
        "amount": [Decimal(100)] * 2, "currency": ["IDR"] * 2,
    }  # fmt: skip
    spots, until = [("Waena", "fibre")], datetime(2026, 4, 1, tzinfo=UTC)

    def credited(**more):
        source = ArrowSource({"deals": pa.table(deals | more)}, datetime(2026, 6, 1, tzinfo=UTC))
        return credits(source, spots, closed, until)

    (unknown,) = credited()
    assert (unknown.credited, unknown.delivered, unknown.not_delivered) == (200, None, None)
    assert "is not known" in reconcile(0, None, None, (unknown,)).sentence.en
    (known,) = credited(delivered_at=[closed, None])
    assert (known.credited, known.delivered, known.not_delivered) == (200, 100, 100)
    assert "is not known" not in reconcile(0, None, None, (known,)).sentence.en
