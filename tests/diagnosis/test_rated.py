"""Deals of several currencies in one, by the rate of the day on which they were closed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

from selaras.diagnosis.rated_query import in_one_currency
from selaras.diagnosis.source_query import source_of

WINTER = datetime(2025, 12, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
SUMMER = datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 8, 1, tzinfo=UTC)


def _lead(lead_id: str, created_at: datetime) -> dict[str, object]:
    return {"lead_id": lead_id, "created_at": created_at}


def _deal(deal_id: str, closed_at: datetime) -> dict[str, object]:
    return {
        "deal_id": deal_id, "lead_id": deal_id, "created_at": closed_at, "closed_at": closed_at,
        "outcome": "won", "amount": 10.0, "delivered_amount": None, "currency": "USD",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("zone", "worth"),
    [("UTC", [30.0, 40.0]), ("Asia/Jakarta", [40.0, 40.0]), ("America/New_York", [30.0, 30.0])],
)
def test_a_rate_is_that_of_the_local_day(zone: str, worth: list[float]) -> None:
    """Midnight in Jakarta, as closings known to the day stand, is the evening before in UTC."""
    closed = (datetime(2025, 12, 31, 17, tzinfo=UTC), datetime(2026, 1, 1, 4, 59, tzinfo=UTC))
    rates = [
        {"currency": "USD", "day": date(2025, 1, 1), "rate": 3.0},
        {"currency": "USD", "day": date(2026, 1, 1), "rate": 4.0},
    ]
    tables = {
        "leads": pa.Table.from_pylist([_lead(f"D{n}", at) for n, at in enumerate(closed)]),
        "deals": pa.Table.from_pylist([_deal(f"D{n}", at) for n, at in enumerate(closed)]),
        "rates": pa.Table.from_pylist(rates),
    }
    source, lacking = in_one_currency(source_of(tables), "IDR", ZoneInfo(zone), (WINTER, SUMMER))
    deals = source.engine.to_arrow(source.table("deals")).to_pylist()
    found = {row["deal_id"]: row["amount"] for row in deals}
    assert (lacking, [found["D0"], found["D1"]]) == ((), worth)


def test_a_rate_is_missed_for_deals_of_the_cohorts_alone() -> None:
    closed = datetime(2025, 12, 31, tzinfo=UTC), datetime(2026, 6, 30, tzinfo=UTC)
    tables = {
        "leads": pa.Table.from_pylist([_lead(f"D{n}", at) for n, at in enumerate(closed)]),
        "deals": pa.Table.from_pylist([_deal(f"D{n}", at) for n, at in enumerate(closed)]),
        "rates": pa.Table.from_pylist([{"currency": "USD", "day": date(2026, 1, 1), "rate": 4.0}]),
    }
    lacking = [
        in_one_currency(source_of(tables), "IDR", ZoneInfo("UTC"), cohorts)[1]
        for cohorts in ((SUMMER,), (WINTER, SUMMER))
    ]
    assert lacking == [(), ("USD",)]
