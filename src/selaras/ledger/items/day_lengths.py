"""Local days that clocks make longer or shorter than 24 hours."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir

from selaras.calendars.clock import MICROS_A_DAY, to_micros
from selaras.evidence.working_time import micros, timestamp_of

OddDays = tuple[tuple[int, int], ...]
"""When each such day begins, and how much longer than 24 hours it is (µs, below 0: shorter)."""

_HALF_A_DAY = MICROS_A_DAY // 2


@lru_cache(maxsize=64)
def odd_days(zone: ZoneInfo, first: int, last: int) -> OddDays:
    """Those of a zone in the years `first` to `last`."""
    days = (date(last + 1, 1, 1) - date(first, 1, 1)).days
    begins = [
        to_micros(datetime.combine(date(first, 1, 1) + timedelta(days=n), time(), zone))
        for n in range(days + 1)
    ]
    return tuple(
        (begin, after - begin - MICROS_A_DAY)
        for begin, after in pairwise(begins)
        if after - begin != MICROS_A_DAY
    )


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
