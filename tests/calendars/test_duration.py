"""Durations as people write them."""

from __future__ import annotations

import pytest

from selaras.calendars import Duration, DurationUnit, read_duration
from selaras.calendars.duration import KNOWN_DURATIONS
from selaras.errors import InputError


@pytest.mark.parametrize(
    ("text", "amount", "unit", "seconds"),
    [
        ("30 minutes", 30, DurationUnit.MINUTES, 1800),
        ("90 business minutes", 90, DurationUnit.BUSINESS_MINUTES, 5400),
        ("8 business hours", 8, DurationUnit.BUSINESS_HOURS, 28800),
        ("1 business day", 1, DurationUnit.BUSINESS_DAYS, None),
        ("24 hours", 24, DurationUnit.HOURS, 86400),
        ("30 days", 30, DurationUnit.DAYS, 30 * 86400),
        (" 1  Business  Hour ", 1, DurationUnit.BUSINESS_HOURS, 3600),
    ],
)
def test_duration_reads(text: str, amount: int, unit: DurationUnit, seconds: int | None) -> None:
    duration = read_duration(text)
    assert duration == Duration(amount, unit)
    assert duration.seconds == seconds
    assert read_duration(str(duration)) == duration


@pytest.mark.parametrize(
    "text",
    [
        *("", "8", "hours", "8 weeks", "0 hours", "-1 hours", "1.5 hours", "8hours"),
        *("9" * 5000 + " days", "8 working hours", "1 business month"),
        *(None, 8, ["8 hours"]),
    ],
)
def test_anything_else_is_refused_with_what_is_known(text: object) -> None:
    with pytest.raises(InputError) as caught:
        read_duration(text)
    assert KNOWN_DURATIONS in caught.value.sentence
