"""When the offset of a zone changes, against a look at every day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from selaras.calendars.clock import LocalClock, from_micros, to_micros

# Offsets that change twice within weeks: Boa Vista in October 2000, Tucumán in June 2004,
# Cairo around Ramadan in 2010.
HASTY = [
    ("America/Boa_Vista", date(2000, 9, 1), date(2000, 12, 1)),
    ("America/Argentina/Tucuman", date(2004, 4, 1), date(2004, 8, 1)),
    ("Africa/Cairo", date(2010, 7, 1), date(2010, 12, 1)),
    ("Asia/Jakarta", date(2026, 1, 1), date(2026, 3, 1)),
]


@pytest.mark.parametrize(("key", "first", "last"), HASTY, ids=[key for key, *_dates in HASTY])
def test_every_midnight_is_where_the_zone_has_it(key: str, first: date, last: date) -> None:
    zone, clock = ZoneInfo(key), LocalClock(ZoneInfo(key), first, last)
    days = [first + timedelta(days=n) for n in range((last - first).days)]
    noons = [datetime.combine(day, time(12)) for day in days]
    walls = np.array([to_micros(noon.replace(tzinfo=UTC)) for noon in noons])
    found = [from_micros(int(utc)) for utc in clock.to_utc(walls)]
    assert found == [noon.replace(tzinfo=zone).astimezone(UTC) for noon in noons]
