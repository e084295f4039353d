"""The working time of the simulated people.

Deliberately apart from `selaras.calendars`: the demo checks the product, so it must not lean on the
code under check. All offices keep the same local hours, so one schedule in local seconds serves the
three zones.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np
from numpy.typing import NDArray

from selaras.demo.world import CLOSED_DAYS, FIRST_DAY, SHIFTS, seconds

Seconds = NDArray[np.int64]
NEVER = np.iinfo(np.int64).max
"""An instant that does not come."""


@dataclass(frozen=True, slots=True)
class Office:
    """Opening hours in local seconds since the epoch; `before[i]` is what was worked before i."""

    starts: Seconds
    ends: Seconds
    before: Seconds

    def worked(self, at: Seconds) -> Seconds:
        """Working seconds from the first opening to `at` (local seconds)."""
        i = np.maximum(np.searchsorted(self.starts, at, side="right") - 1, 0)
        into = np.clip(at - self.starts[i], 0, self.ends[i] - self.starts[i])
        return np.asarray(self.before[i] + into, dtype=np.int64)

    def instant(self, worked: Seconds) -> Seconds:
        """The local second at which so much was worked; beyond the schedule, NEVER."""
        i = np.maximum(np.searchsorted(self.before, worked, side="right") - 1, 0)
        at = self.starts[i] + (worked - self.before[i])
        return np.where(at <= self.ends[i], at, NEVER).astype(np.int64)


@cache
def office() -> Office:
    """The schedule from before the history to well after it."""
    starts, ends = [], []
    for day in _working_days(FIRST_DAY - timedelta(days=14), date(2026, 12, 31)):
        midnight = seconds(day)
        for opens, closes in SHIFTS:
            starts.append(midnight + opens * 3600)
            ends.append(midnight + closes * 3600)
    start, end = np.array(starts, dtype=np.int64), np.array(ends, dtype=np.int64)
    return Office(start, end, np.concatenate([[0], np.cumsum(end - start)[:-1]]).astype(np.int64))


def _working_days(first: date, last: date) -> list[date]:
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [day for day in days if is_working(day)]


def is_working(day: date) -> bool:
    return day.weekday() < 5 and day not in CLOSED_DAYS
