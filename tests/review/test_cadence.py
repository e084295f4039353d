"""When the next review is due."""

from __future__ import annotations

from datetime import date

import pytest

from selaras.calendars import find_calendar
from selaras.review.cadence import next_review


@pytest.mark.parametrize(
    ("every", "after", "due"),
    [
        # holidays: 1 June 2026 (Pancasila), 1 January and 5 January 2027 (Isra Mikraj)
        ("month", "2026-05-16", "2026-06-04T10:00:00+07:00"),
        ("week", "2026-05-06", "2026-05-11T10:00:00+07:00"),
        ("quarter", "2026-05-16", "2026-07-03T10:00:00+07:00"),
        ("year", "2026-05-16", "2027-01-07T10:00:00+07:00"),
        ("month", "2026-12-31", "2027-01-07T10:00:00+07:00"),
    ],
)
def test_review_is_due_on_the_third_working_day_after_the_period(
    every: str, after: str, due: str
) -> None:
    found = next_review(every, date.fromisoformat(after), find_calendar("jakarta-office"))
    assert found.isoformat() == due
