"""From local time to UTC for whole arrays, daylight saving included."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

Micros = npt.NDArray[np.int64]
"""Microseconds since 1970-01-01T00:00, of UTC or of a local clock."""

MICROSECOND = timedelta(microseconds=1)
MICROS_A_SECOND = 1_000_000
MICROS_A_MINUTE = 60 * MICROS_A_SECOND
MICROS_A_DAY = 86_400 * MICROS_A_SECOND
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = date(1970, 1, 1).toordinal()


def to_micros(instant: datetime) -> int:
    """Microseconds since the epoch of an aware datetime."""
    return (instant - EPOCH) // MICROSECOND


def from_micros(micros: int) -> datetime:
    """The datetime in UTC of microseconds since the epoch."""
    return EPOCH + timedelta(microseconds=micros)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - _EPOCH_DAY


def day_of_number(number: int) -> date:
    """The date so many days after 1970-01-01."""
    return date.fromordinal(number + _EPOCH_DAY)


class LocalClock:
    """The offsets of a time zone between two dates.

    Local time is read so that it never runs backwards: a time that the clock skips is the moment
    of the skip, and a time that the clock shows twice is the first of the two.
    """

    def __init__(self, zone: ZoneInfo, first: date, last: date) -> None:
        changes, offsets = _changes(zone.key, first.toordinal(), last.toordinal())
        self._offsets: Micros = np.array(offsets, dtype=np.int64)
        self._changes: Micros = np.array(changes, dtype=np.int64)
        self._walls: Micros = self._changes + self._offsets[:-1]

    def to_utc(self, wall: Micros) -> Micros:
        """UTC microseconds of local ones; same shape."""
        era = np.searchsorted(self._walls, wall, side="right")
        utc = wall - self._offsets[era]
        if len(self._changes):
            after = era > 0
            utc[after] = np.maximum(utc[after], self._changes[era[after] - 1])
        return utc


_STRIDE = 4
"""Days between looks at an offset: no zone has changed its own twice in less than a week."""


@lru_cache(maxsize=64)
def _changes(key: str, first: int, last: int) -> tuple[list[int], list[int]]:
    """The UTC instants at which the offset changes, and the offsets around them (one more)."""
    zone = ZoneInfo(key)

    def offset(micros: int) -> int:
        shift = from_micros(micros).astimezone(zone).utcoffset()
        assert shift is not None
        return shift // MICROSECOND

    start = (first - 2 - _EPOCH_DAY) * MICROS_A_DAY
    before = offset(start)
    changes: list[int] = []
    offsets = [before]
    for day in range(first - 2 + _STRIDE, last + 4 + _STRIDE, _STRIDE):
        end = (day - _EPOCH_DAY) * MICROS_A_DAY
        after = offset(end)
        if after != before:
            changes.append(_first_second(offset, end - _STRIDE * MICROS_A_DAY, end, before))
            offsets.append(after)
            before = after
    return changes, offsets


def _first_second(offset: object, low: int, high: int, before: int) -> int:
    # Offsets change on whole seconds, so that bisecting seconds finds the exact instant.
    assert callable(offset)
    low, high = low // MICROS_A_SECOND, high // MICROS_A_SECOND
    while high - low > 1:
        middle = (low + high) // 2
        if offset(middle * MICROS_A_SECOND) == before:
            low = middle
        else:
            high = middle
    return high * MICROS_A_SECOND


def from_local(zone: ZoneInfo, wall: datetime) -> datetime:
    """The instant in UTC at which the zone's clock shows the naive `wall`, read as LocalClock does.

    OverflowError at the ends of what datetime can hold.
    """
    micros = (wall.replace(tzinfo=UTC) - EPOCH) // MICROSECOND
    clock = LocalClock(zone, wall.date(), wall.date())
    return from_micros(int(clock.to_utc(np.array([micros]))[0]))
