"""A calendar laid out over UTC: the arrays that every reckoning of working time stands on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from selaras.calendars.clock import MICROS_A_DAY, MICROS_A_MINUTE, LocalClock, Micros, day_number

if TYPE_CHECKING:
    from selaras.calendars.calendar import Calendar


@dataclass(frozen=True, slots=True)
class Timeline:
    """Working time of a calendar over the local dates from `first` on; instants in UTC µs.

    Parameters
    ----------
    day_starts
        The instant at which each local date begins, and the one at which the last ends.
    opens, closes
        Working intervals, ordered, apart from each other (none touches the next).
    before
        Working µs before each interval opens, counted from the first.
    working
        Whether each local date is a working day.
    day_closes
        When each local date's own hours end, an overnight interval included; 0 where closed.
    estimated
        Whether each local date is closed by a holiday that is only estimated.
    """

    first: date
    day_starts: Micros
    opens: Micros
    closes: Micros
    before: Micros
    working: npt.NDArray[np.bool_]
    day_closes: Micros
    estimated: npt.NDArray[np.bool_]

    @property
    def total(self) -> int:
        """Working µs of the whole timeline."""
        if not len(self.opens):
            return 0
        return int(self.before[-1] + self.closes[-1] - self.opens[-1])

    def position(self, instants: Micros) -> Micros:
        """B(t): working µs up to each instant (methods.md §1)."""
        if not len(self.opens):
            return np.zeros_like(instants)
        at = np.searchsorted(self.opens, instants, side="right") - 1
        near = np.maximum(at, 0)
        run = np.minimum(instants - self.opens[near], self.closes[near] - self.opens[near])
        return np.where(at < 0, 0, self.before[near] + run)

    def instant(self, position: int) -> int | None:
        """B⁻¹(b): the earliest instant by which `position` µs were worked.

        For 0, the first opening; None outside the timeline.
        """
        if not len(self.opens) or not 0 <= position <= self.total:
            return None
        ends = self.before + (self.closes - self.opens)
        at = int(np.searchsorted(ends, position, side="left"))
        return int(self.opens[at] + position - self.before[at])

    def day_index(self, instants: Micros) -> npt.NDArray[np.int64]:
        """Which local date (0 = `first`) each instant lies on."""
        return np.searchsorted(self.day_starts, instants, side="right") - 1

    def working_days(self, first: date, last: date) -> int:
        start = (first - self.first).days
        return int(np.count_nonzero(self.working[start : (last - self.first).days + 1]))


def timeline_of(calendar: Calendar, first: date, last: date) -> Timeline:
    """Lay the hours that open on the local dates `first` to `last` out over UTC."""
    clock = LocalClock(calendar.time_zone, first, last)
    days = np.arange(day_number(first), day_number(last) + 1, dtype=np.int64)
    patterns, which = calendar.patterns(first, last)
    all_opens: list[Micros] = []
    all_closes: list[Micros] = []
    day_closes = np.zeros(len(days), dtype=np.int64)
    for number, hours in enumerate(patterns):
        at = np.flatnonzero(which == number)
        midnights = days[at] * MICROS_A_DAY
        for opens_minute, closes_minute in hours:
            opens = clock.to_utc(midnights + opens_minute * MICROS_A_MINUTE)
            closes = clock.to_utc(midnights + closes_minute * MICROS_A_MINUTE)
            # An interval that daylight saving skips altogether is no working time.
            real = closes > opens
            all_opens.append(opens[real])
            all_closes.append(closes[real])
            day_closes[at[real]] = np.maximum(day_closes[at[real]], closes[real])
    opens, closes = _merged(all_opens, all_closes)
    lengths = closes - opens
    midnights = np.append(days, days[-1] + 1) * MICROS_A_DAY
    return Timeline(
        first=first,
        day_starts=clock.to_utc(midnights),
        opens=opens,
        closes=closes,
        before=np.cumsum(lengths) - lengths,
        working=day_closes > 0,
        day_closes=day_closes,
        estimated=_estimated(calendar, first, last) & (which == 0),
    )


def _merged(all_opens: list[Micros], all_closes: list[Micros]) -> tuple[Micros, Micros]:
    """Join intervals that touch or overlap (overnight hours into an exemption's)."""
    none = np.zeros(0, dtype=np.int64)
    opens, closes = np.concatenate([none, *all_opens]), np.concatenate([none, *all_closes])
    if not len(opens):
        return none, none
    order = np.argsort(opens, kind="stable")
    opens, closes = opens[order], np.maximum.accumulate(closes[order])
    starts = np.append(True, opens[1:] > closes[:-1])
    ends = np.append(starts[1:], True)
    return opens[starts], closes[ends]


def _estimated(calendar: Calendar, first: date, last: date) -> npt.NDArray[np.bool_]:
    marks = np.zeros((last - first).days + 1, dtype=bool)
    era_first = first
    for era in calendar.eras:
        era_last = last if era.until is None else min(last, era.until)
        for holiday in era.holidays:
            if holiday.estimated and era_first <= holiday.day <= era_last:
                marks[day_number(holiday.day) - day_number(first)] = True
        era_first = max(era_first, era_last + timedelta(days=1))
    return marks
