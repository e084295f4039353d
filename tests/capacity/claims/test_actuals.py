"""What came of claims that nobody judged."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import numpy as np
import pytest

from selaras.capacity.claims.actuals import actuals_of
from selaras.capacity.claims.values import Claim
from selaras.capacity.programmes.cells import cells_of

from ..programmes.worlds import FIRST, columns

STATED = datetime.combine(FIRST + timedelta(weeks=2), time(), UTC)
AS_OF = STATED + timedelta(weeks=20)
CELLS = cells_of(columns(["Abepura"], np.full((1, 20), 10.0)))


def forecast(subject: str = "Abepura/fibre") -> Claim:
    return Claim("c1", "sales", STATED, subject, quantity=40.0, due_at=STATED + timedelta(days=27))


def test_a_forecast_is_held_against_all_that_was_wanted_in_its_days():
    found = actuals_of([forecast()], None, CELLS, (), AS_OF)
    assert found["c1"].quantity == 40
    assert found["c1"].source == "demand"


@pytest.mark.parametrize(("days_after", "is_judged"), [(0, True), (1, False), (14, False)])
def test_a_part_of_what_was_wanted_judges_no_claim(days_after, is_judged):
    """Demand that is on record in full only later says nothing of a claim's days."""
    begins = STATED.date() + timedelta(days=days_after)
    found = actuals_of([forecast()], None, CELLS, (), AS_OF, begins)
    assert ("c1" in found) is is_judged
