"""Local times to UTC and back, for whole columns, by the same zone data as calendars.

An engine's own zone data may be of another year than Python's, and a day that begins at another
midnight than the calendar's is a wrong verdict. So offsets come from `zoneinfo`, and are looked
up in a sorted table of their changes.

Of a local time that occurs twice (clocks set back) the first is meant; one that never occurs
(clocks set forward) moves forward by the gap, as in Python with fold=0.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

Micros = npt.NDArray[np.int64]
_SECOND = 1_000_000
_DAY = 86_400 * _SECOND
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_utc(local: Micros, zone: ZoneInfo) -> Micros:
    """Microseconds since 1970 of local clock readings → of the instants in UTC."""
    if len(local) == 0:
        return local
    starts, offsets = _changes(zone, *_years(local))
    # a change takes effect on the clock where the later of both offsets would read it: readings
    # before that keep the earlier offset, which is the first of two and moves on over a gap
    before = np.concatenate([offsets[:1], offsets[:-1]])
    on_clock = starts + np.maximum(before, offsets)
    at = np.searchsorted(on_clock, local, side="right") - 1
    result: Micros = local - offsets[np.maximum(at, 0)]
    return result


def to_local(instants: Micros, zone: ZoneInfo) -> Micros:
    """Microseconds since 1970 in UTC → what the clock of `zone` reads."""
    if len(instants) == 0:
        return instants
    starts, offsets = _changes(zone, *_years(instants))
    at = np.searchsorted(starts, instants, side="right") - 1
    result: Micros = instants + offsets[np.maximum(at, 0)]
    return result


def midnight(local: Micros) -> Micros:
    """The clock's midnight at the start of the same local day."""
    result: Micros = local - local % _DAY
    return result


def _years(times: Micros) -> tuple[int, int]:
    years = times[[times.argmin(), times.argmax()]].astype("datetime64[us]").astype("M8[Y]")
    first, last = (int(year) + 1970 for year in years.astype(np.int64))
    return max(first - 1, 1), min(last + 1, 9998)


@lru_cache(maxsize=512)
def _changes(zone: ZoneInfo, first: int, last: int) -> tuple[Micros, Micros]:
    """Instants at which the offset changes in these years, and the offset from each on.

    The first entry is the offset at the start of the first year.
    """
    parts = [_changes_in(zone, year) for year in range(first, last + 1)]
    starts = [instant for part in parts for instant, _ in part]
    offsets = [offset for part in parts for _, offset in part]
    return np.array(starts, dtype=np.int64), np.array(offsets, dtype=np.int64)


@lru_cache(maxsize=4096)
def _changes_in(zone: ZoneInfo, year: int) -> tuple[tuple[int, int], ...]:
    """The offset at the start of the year and each change in it, to the second."""
    at = datetime(year, 1, 1, tzinfo=UTC)
    end = datetime(year + 1, 1, 1, tzinfo=UTC)
    offset = _offset(zone, at)
    found = [(_micros(at), _micros_of(offset))]
    while at < end:
        following = min(at + timedelta(days=1), end)
        if _offset(zone, following) != offset:
            change = _bisect(zone, at, following)
            offset = _offset(zone, change)
            if change < end:
                found.append((_micros(change), _micros_of(offset)))
            following = change
        at = following
    return tuple(found)


def _bisect(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """The first second of (low, high] with another offset than `low`."""
    offset = _offset(zone, low)
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=int((high - low).total_seconds()) // 2)
        if _offset(zone, middle) == offset:
            low = middle
        else:
            high = middle
    return high


def _offset(zone: ZoneInfo, instant: datetime) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()


def _micros(instant: datetime) -> int:
    return _micros_of(instant - _EPOCH)


def _micros_of(span: timedelta) -> int:
    return span // timedelta(microseconds=1)
