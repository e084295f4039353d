"""Local days that are not 24 hours long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from selaras.ledger.items.day_lengths import odd_days


def test_days_on_which_clocks_change_are_known_by_where_they_begin() -> None:
    found = odd_days(ZoneInfo("America/New_York"), 2026, 2026)
    hours = [
        (datetime.fromtimestamp(begin / 1e6, UTC).isoformat(), timedelta(microseconds=longer))
        for begin, longer in found
    ]
    assert hours == [
        ("2026-03-08T05:00:00+00:00", timedelta(hours=-1)),
        ("2026-11-01T04:00:00+00:00", timedelta(hours=1)),
    ]


def test_a_zone_whose_clocks_stand_has_none() -> None:
    assert odd_days(ZoneInfo("Asia/Jakarta"), 1990, 2040) == ()


def test_a_day_without_a_midnight_is_shorter_all_the_same() -> None:
    # São Paulo went forward at midnight: 4 Nov 2018 began at 01:00.
    (spring,) = [one for one in odd_days(ZoneInfo("America/Sao_Paulo"), 2018, 2018) if one[1] < 0]
    assert datetime.fromtimestamp(spring[0] / 1e6, UTC).date().isoformat() == "2018-11-04"
