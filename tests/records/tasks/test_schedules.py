"""Regular work: the next time by local clocks, and each turn taken once."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from selaras.records.tasks.models import Schedule
from selaras.records.tasks.schedules import make_first, next_time, take_due

JAKARTA = ZoneInfo("Asia/Jakarta")


@pytest.mark.parametrize(
    ("every", "at", "weekday", "after", "due"),
    [
        ("15", None, 0, "2026-03-02T10:07+00:00", "2026-03-02T10:22+00:00"),
        # 5:30 in Jakarta is 22:30 UTC of the day before
        ("day", None, 0, "2026-03-02T22:00+00:00", "2026-03-02T22:30+00:00"),
        ("day", None, 0, "2026-03-02T22:30+00:00", "2026-03-03T22:30+00:00"),
        ("day", time(18), 0, "2026-03-02T10:00+00:00", "2026-03-02T11:00+00:00"),
        # 2 March 2026 is a Monday; the next Wednesday's morning
        ("week", time(8), 2, "2026-03-02T10:00+00:00", "2026-03-04T01:00+00:00"),
    ],
)
def test_next_time_is_that_of_local_clocks(
    every: str, at: time | None, weekday: int, after: str, due: str
) -> None:
    found = next_time(every, at, weekday, JAKARTA, datetime.fromisoformat(after))
    assert found == datetime.fromisoformat(due)


def test_next_time_keeps_the_hour_when_clocks_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    after = datetime(2026, 3, 28, 12, tzinfo=UTC)  # clocks go forward on the 29th
    assert next_time("day", time(8), 0, berlin, after) == datetime(2026, 3, 29, 6, tzinfo=UTC)


def test_turn_is_taken_once_however_long_one_slept(db: None) -> None:
    now = timezone.now()
    Schedule.objects.create(kind="evaluate", every="15", next_at=now - timedelta(days=3))
    assert len(take_due(JAKARTA, now)) == 1
    assert take_due(JAKARTA, now) == []
    assert Schedule.objects.get().next_at == now + timedelta(minutes=15)


def test_first_schedule_is_a_morning_evaluation(db: None) -> None:
    make_first(JAKARTA)
    make_first(JAKARTA)
    assert [(s.kind, s.every) for s in Schedule.objects.all()] == [("evaluate", "day")]
