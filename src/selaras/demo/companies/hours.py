"""The working hours of simulated companies: Monday to Friday, 08-12 and 13-17 in Jakarta.

Without holidays, so that two periods differ in nothing that was not planted.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache

import numpy as np

from selaras.demo.companies.company import WEEKS
from selaras.demo.office import Office, Seconds
from selaras.demo.world import SHIFTS

ZONE_SECONDS = 7 * 3600
"""Jakarta is ahead of UTC by this much."""
BASE_STARTS = datetime(2025, 1, 6) - timedelta(hours=7)  # noqa: DTZ001
"""Midnight of a Monday in Jakarta, in UTC."""
WEEK = 7 * 86400


def base_starts() -> datetime:
    """The start of the first period."""
    return BASE_STARTS.replace(tzinfo=UTC)


def actual_starts() -> datetime:
    """The start of the second period, which is the end of the first."""
    return base_starts() + timedelta(weeks=WEEKS)


def actual_ends() -> datetime:
    """The end of the second period."""
    return base_starts() + timedelta(weeks=2 * WEEKS)


def local_seconds(instant: datetime) -> int:
    """Seconds since 1970 as a clock in Jakarta shows them."""
    return int(instant.timestamp()) + ZONE_SECONDS


@cache
def office() -> Office:
    """The schedule from the week before the first period to a year after the second."""
    first = local_seconds(base_starts()) - WEEK
    days = [first + n * 86400 for n in range((2 * WEEKS + 54) * 7) if n % 7 < 5]
    starts: Seconds = np.array([day + on * 3600 for day in days for on, _ in SHIFTS])
    ends: Seconds = np.array([day + off * 3600 for day in days for _, off in SHIFTS])
    before = np.concatenate([[0], np.cumsum(ends - starts)[:-1]])
    return Office(starts, ends, before)
