"""Periods and the targets in them, as far as lint needs them: whole local dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TypeVar

from selaras.agreements.lint.choices import MOST_PERIODS
from selaras.agreements.values import Cadence, Every, Schedule, Varies

T = TypeVar("T")
_MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}


def periods(cadence: Cadence, first: date, last: date) -> Iterator[tuple[date, date]]:
    """First and last day of every period that begins from `first` to `last`, at most 400."""
    begins = _first_start(cadence, first)
    for _ in range(MOST_PERIODS):
        if begins > last:
            return
        try:
            following = _next_start(cadence, begins)
        except (OverflowError, ValueError):
            return
        yield begins, following - timedelta(days=1)
        begins = following


def _first_start(cadence: Cadence, first: date) -> date:
    start = start_of(cadence, first)
    return start if start >= first else _next_start(cadence, start)


def start_of(cadence: Cadence, day: date) -> date:
    """First day of the whole period that holds `day`; of a rolling window, `day` itself."""
    if cadence.every is Every.WEEK:
        return day - timedelta(days=day.weekday())
    months = _MONTHS.get(cadence.every)
    return day if months is None else date(day.year, (day.month - 1) // months * months + 1, 1)


def _next_start(cadence: Cadence, start: date) -> date:
    if cadence.every is Every.WEEK:
        return start + timedelta(days=7)
    months = _MONTHS.get(cadence.every)
    return start + timedelta(days=1) if months is None else _add_months(start, months)


def _add_months(start: date, months: int) -> date:
    month = start.year * 12 + start.month - 1 + months
    return date(month // 12, month % 12 + 1, 1)


def times_in(part: Cadence, whole: Cadence) -> int | None:
    """How many periods of `part` make one of `whole`; None where they do not fit."""
    if part == whole:
        return 1
    inner, outer = _MONTHS.get(part.every), _MONTHS.get(whole.every)
    if inner is None or outer is None or outer % inner:
        return None
    return outer // inner


def covers(key: str, day: date) -> bool:
    """Whether the period `key` (2026, 2026-Q1, 2026-02, 2026-W07, 2026-02-14) holds `day`."""
    year, week, _ = day.isocalendar()
    if "-W" in key:
        return key == f"{year:04d}-W{week:02d}"
    if "-Q" in key:
        return key == f"{day.year:04d}-Q{(day.month + 2) // 3}"
    return bool(re.match(re.escape(key) + r"(-|$)", day.isoformat()))


def target_on(schedule: Schedule[T], day: date) -> T | None:
    """The target of a period that starts on `day`; None where it hangs on who the subject is."""
    if schedule.varies is Varies.PERIOD:
        for key, target in schedule.cases:
            if covers(key, day):
                return target
    elif schedule.varies is not Varies.NOTHING:
        return None
    return schedule.otherwise


def all_targets(schedule: Schedule[T]) -> list[T]:
    """Every target that the schedule can ask."""
    targets = [target for _, target in schedule.cases]
    return targets if schedule.otherwise is None else [*targets, schedule.otherwise]
