"""Deadlines of claims on record: an instant, or a day up to its end."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest

from selaras.capacity.claims.actuals import actuals_of
from selaras.capacity.claims.claims_query import recorded_claims
from selaras.capacity.plant import Plant
from selaras.capacity.programmes.cells import cells_of
from selaras.capacity.resources import CapacityTest
from selaras.capacity.source_query import ArrowSource

from ..programmes.worlds import columns

ZONE = ZoneInfo("Asia/Jayapura")
MIDNIGHT = datetime(2026, 3, 10, tzinfo=ZONE)
LAST = datetime(2026, 3, 10, 23, 59, 59, 999999, tzinfo=ZONE)
AS_OF = datetime(2026, 5, 1, tzinfo=UTC)
CELLS = cells_of(columns(["Abepura"], np.full((1, 20), 10.0)))


def claims(is_day: bool | None):
    row = {
        "claim_id": "c1",
        "team": "technical",
        "stated_at": datetime(2026, 3, 1, tzinfo=ZONE).astimezone(UTC),
        "subject": "OLT-1",
        "quantity": 40.0,
        "due_at": MIDNIGHT.astimezone(UTC),
    }
    flag = {} if is_day is None else {"due_at_is_day": is_day}
    table = pa.Table.from_pylist([row | flag])
    return recorded_claims(ArrowSource({"claims": table}, AS_OF), ZONE)


@pytest.mark.parametrize(("is_day", "due"), [(True, LAST), (False, MIDNIGHT), (None, MIDNIGHT)])
def test_a_claim_for_a_day_is_due_at_its_last_instant(is_day, due):
    (claim,) = claims(is_day)
    assert claim.due_at == due
    assert claim.due_at.date() == MIDNIGHT.date()


@pytest.mark.parametrize("is_day", [True, False])
def test_a_test_on_the_day_itself_judges_a_claim_for_that_day_only(is_day):
    tested_at = datetime(2026, 3, 10, 9, tzinfo=ZONE)
    test = CapacityTest(
        "OLT-1", tested_at, tested_at.date(), 41.0, method="loopback", tester="a", evidence="t1"
    )
    plant = Plant(AS_OF, ZONE, (), {"OLT-1": (test,)})
    found = actuals_of(claims(is_day), plant, CELLS, (), AS_OF)
    assert [actual.quantity for actual in found.values()] == ([41.0] if is_day else [])
