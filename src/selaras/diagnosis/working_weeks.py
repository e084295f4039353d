"""Weeks of reps with the working days they had."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa

from selaras.calendars import Calendar, worked
from selaras.diagnosis.cohorts import WAITS, Codes, Floats
from selaras.diagnosis.drivers_query import Follow
from selaras.diagnosis.load import Weeks

_A_MONDAY = datetime(1970, 1, 5, tzinfo=UTC)
_LEAST_DAYS = 0.5
"""Working days that a week counts as at least: a week of holidays has leads as well."""


def read_weeks(
    table: pa.Table, place: Mapping[str, int], calendars: tuple[Calendar, ...], follow: Follow
) -> Weeks:
    """Rows of reps and weeks, with leads per working day of that part of the week.

    `place` is the code of each rep; some may share one.
    """
    rows = table.to_pydict()
    period = np.array(rows["period"], dtype=np.int64)
    days = _working_days(period, np.array(rows["week"], dtype=np.int64), calendars, follow)
    leads = np.array(rows["leads"], dtype=np.float64)

    def counts(name: str) -> Floats:
        return np.array([value or 0 for value in rows[name]], dtype=np.float64)

    return Weeks(
        period=period,
        rep=np.array([place[rep] for rep in rows["rep"]], dtype=np.int64),
        load=leads / days,
        leads=leads,
        answered=counts("answered"),
        within=np.array([counts(f"within_{n}") for n in range(len(WAITS))]),
        risks=np.array([counts(f"risks_{n}") for n in range(follow.agreed_attempts)]),
        made=np.array([counts(f"made_{n}") for n in range(follow.agreed_attempts)]),
        reps=max(place.values(), default=0) + 1,
    )


def _working_days(
    period: Codes, week: Codes, calendars: tuple[Calendar, ...], follow: Follow
) -> Floats:
    """Working days of each week within its cohort, by the usual calendar; days, without one."""
    found: dict[tuple[int, int], float] = {}
    for p, w in sorted(set(zip(period.tolist(), week.tolist(), strict=True))):
        begins = _A_MONDAY + timedelta(weeks=w) - follow.offset
        first = max(begins, follow.cohorts[p][0])
        last = min(begins + timedelta(weeks=1), follow.cohorts[p][1])
        found[p, w] = max(_days_between(first, last, calendars), _LEAST_DAYS)
    return np.array([found[p, w] for p, w in zip(period.tolist(), week.tolist(), strict=True)])


def _days_between(first: datetime, last: datetime, calendars: tuple[Calendar, ...]) -> float:
    if last <= first:
        return 0.0
    if not calendars:
        return (last - first) / timedelta(days=1)
    hours: float = (worked(calendars[0], last) - worked(calendars[0], first)) / timedelta(hours=8)
    return hours
