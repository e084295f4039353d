"""Local days that clocks make longer or shorter than 24 hours."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir
import numpy as np

from selaras.calendars.clock import MICROS_A_DAY, LocalClock, day_number
from selaras.evidence.working_time import micros, timestamp_of

OddDays = tuple[tuple[int, int], ...]
"""When each such day begins, and how much longer than 24 hours it is (µs, below 0: shorter)."""

_HALF_A_DAY = MICROS_A_DAY // 2


@lru_cache(maxsize=64)
def odd_days(zone: ZoneInfo, first: int, last: int) -> OddDays:
    """Those of a zone in the years `first` to `last`."""
    since, until = date(first, 1, 1), date(last + 1, 1, 1)
    days = np.arange(day_number(since), day_number(until) + 1, dtype=np.int64)
    begins = LocalClock(zone, since, until).to_utc(days * MICROS_A_DAY)
    longer = np.diff(begins) - MICROS_A_DAY
    odd = np.flatnonzero(longer)
    return tuple(zip(begins[odd].tolist(), longer[odd].tolist(), strict=True))


def last_instant(midnight: ir.Value, odd: OddDays) -> ir.Value:
    """The last instant of the day that begins at an instant."""
    if not odd:
        return midnight + ibis.interval(hours=24) - ibis.interval(microseconds=1)
    at = micros(midnight)
    more = ibis.cases(*((at == begin, longer) for begin, longer in odd), else_=0)
    return timestamp_of(at + more + (MICROS_A_DAY - 1))


def first_instant(last: ir.Value, odd: OddDays) -> ir.Value:
    """When the day began that ends with an instant."""
    if not odd:
        return last + ibis.interval(microseconds=1) - ibis.interval(hours=24)
    at = micros(last) - (MICROS_A_DAY - 1)
    more = ibis.cases(*((at == begin + longer, longer) for begin, longer in odd), else_=0)
    return timestamp_of(at - more)


def last_instant_after(start: ir.Value, span: ir.Value, odd: OddDays) -> ir.Value:
    """The last instant (µs) of the day that is so many days of 24 hours (`span`, µs) after the one
    that begins at `start` (µs)."""
    due = start + span + (MICROS_A_DAY - 1)
    for begin, longer in odd:
        # Half a day is more than clocks ever move.
        within = (start <= begin) & (start + span + _HALF_A_DAY > begin)
        due = due + within.ifelse(longer, 0)
    return due
