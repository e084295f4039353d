"""When messages may come, by a calendar's hours on the reader's own clock."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from selaras.records.alerts.quiet import held_until

JAKARTA = "Asia/Jakarta"


@pytest.mark.parametrize(
    ("zone", "now", "opens"),
    [
        (JAKARTA, "2026-04-14T09:30+07:00", "2026-04-14T09:30+07:00"),  # at work
        (JAKARTA, "2026-04-14T12:15+07:00", "2026-04-14T13:00+07:00"),  # at lunch
        (JAKARTA, "2026-04-14T22:00+07:00", "2026-04-15T08:00+07:00"),
        (JAKARTA, "2026-04-18T10:00+07:00", "2026-04-20T08:00+07:00"),  # Saturday
        # Idul Fitri with its cuti bersama: 20 to 24 March 2026, from Nyepi on the 18th and 19th on
        (JAKARTA, "2026-03-19T10:00+07:00", "2026-03-25T08:00+07:00"),
        ("Asia/Makassar", "2026-04-14T22:00+08:00", "2026-04-15T08:00+08:00"),
    ],
)
def test_message_is_held_until_work_begins(zone: str, now: str, opens: str) -> None:
    found = held_until("jakarta-office", Path(), ZoneInfo(zone), datetime.fromisoformat(now))
    assert found == datetime.fromisoformat(opens)


@pytest.mark.parametrize("name", ["", "a-calendar-that-has-gone"])
def test_nothing_is_held_without_a_calendar(name: str) -> None:
    now = datetime.fromisoformat("2026-04-18T03:00+07:00")
    assert held_until(name, Path(), ZoneInfo(JAKARTA), now) == now
