"""A calendar: which hours of which local day are working time."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from selaras.calendars.clock import from_micros
from selaras.calendars.timeline import Timeline, timeline_of
from selaras.calendars.week import CLOSED, Hours, Week
from selaras.errors import InputError, said

FIRST_DAY = date(1990, 1, 1)
LAST_DAY = date(2060, 12, 31)
"""The span that calendars are resolved for: holidays outside it are not looked up."""


@dataclass(frozen=True, slots=True)
class Holiday:
    """A closed local date; `estimated` if its date is not settled yet (a lunar calendar)."""

    day: date
    estimated: bool = False
    says: str = ""


@dataclass(frozen=True, slots=True)
class Exemption:
    """What holds instead of the week from `first` to `last`, both included.

    Exactly one of the two is given. `hours` are those of every date in the range, whatever its
    day of the week and even if it is a holiday; no hours: closed. `week` replaces the hours of
    the days of the week that it has (None: as usual), and holidays stay closed.
    """

    first: date
    last: date
    hours: Hours | None = None
    week: tuple[Hours | None, ...] | None = None
    says: str = ""

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Era:
    """What applies through the local date `until`; None: from the last era on."""

    until: date | None
    week: Week
    holidays: tuple[Holiday, ...] = ()
    exemptions: tuple[Exemption, ...] = ()


@dataclass(frozen=True)
class Calendar:
    """One version of a calendar. `eras` run from the oldest to the one in force.

    Holidays are resolved from 1990 to 2060; times outside that are refused.
    """

    name: str
    time_zone: ZoneInfo
    eras: tuple[Era, ...]

    @cached_property
    def version(self) -> str:
        """SHA-256 of what the calendar means, 64 hexadecimal digits.

        Names of holidays, comments, the order of keys and the calendar's own name do not enter.
        """
        meaning = {
            "time_zone": self.time_zone.key,
            "eras": [_era_form(era, with_words=False) for era in self.eras],
        }
        text = json.dumps(meaning, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def resolved(self) -> dict[str, Any]:
        """The calendar as plain values for an archive; `from_resolved` reads it back."""
        return {
            "calendar": self.name,
            "time_zone": self.time_zone.key,
            "span": [FIRST_DAY.isoformat(), LAST_DAY.isoformat()],
            "eras": [_era_form(era, with_words=True) for era in self.eras],
        }

    @classmethod
    def from_resolved(cls, form: dict[str, Any]) -> Calendar:
        """The calendar that `resolved` gave; KeyError or ValueError if it is not one."""
        return cls(
            name=form["calendar"],
            time_zone=ZoneInfo(form["time_zone"]),
            eras=tuple(_era_of(era) for era in form["eras"]),
        )

    @cached_property
    def timeline(self) -> Timeline:
        """Working time of the whole span."""
        return timeline_of(self, FIRST_DAY, LAST_DAY)

    def working_intervals(self, first: date, last: date) -> list[tuple[datetime, datetime]]:
        """UTC intervals of the local dates `first` to `last`, by the date on which they open."""
        self.check_span(first, last)
        line = timeline_of(self, first, last)
        return [
            (from_micros(opens), from_micros(closes))
            for opens, closes in zip(line.opens.tolist(), line.closes.tolist(), strict=True)
        ]

    def is_working_day(self, day: date) -> bool:
        """Whether any working time opens on that local date."""
        return self.working_days(day, day) == 1

    def working_days(self, first: date, last: date) -> int:
        """How many local dates from `first` to `last`, both included, are working days."""
        self.check_span(first, last)
        return self.timeline.working_days(first, last)

    def last_working_day(self) -> date | None:
        """The last local date, to 2060, with working time; None where there is none at all."""
        working = np.flatnonzero(self.timeline.working)
        return self.timeline.first + timedelta(days=int(working[-1])) if len(working) else None

    def estimated(self, day: date) -> bool:
        """Whether that local date is closed by a holiday whose date is an estimate."""
        return any(
            holiday.estimated for holiday in self.era(day).holidays if holiday.day == day
        ) and not self.is_working_day(day)

    def holiday(self, day: date) -> Holiday | None:
        """The holiday of that local date, whether or not an exemption makes it a working day."""
        return next((one for one in self.era(day).holidays if one.day == day), None)

    def exemption(self, day: date) -> Exemption | None:
        """The exemption that governs that local date: the shortest of those that cover it."""
        covering = [one for one in self.era(day).exemptions if one.first <= day <= one.last]
        return min(covering, key=lambda one: one.length, default=None)

    def era(self, day: date) -> Era:
        """The era that the local date belongs to."""
        return next(era for era in self.eras if era.until is None or day <= era.until)

    def hours(self, day: date) -> Hours:
        """The local hours that open on that date."""
        patterns, which = self.patterns(day, day)
        return patterns[int(which[0])]

    def patterns(self, first: date, last: date) -> tuple[list[Hours], npt.NDArray[np.int16]]:
        """The different hours of a day, and for each date from `first` to `last` which it has."""
        numbers: dict[Hours, int] = {CLOSED: 0}
        which = np.zeros((last - first).days + 1, dtype=np.int16)
        era_first = first
        for era in self.eras:
            era_last = last if era.until is None else min(last, era.until)
            if era_first <= era_last:
                at = (era_first - first).days
                part = which[at : (era_last - first).days + 1]
                _fill(part, era, era_first, era_last, numbers)
                era_first = era_last + timedelta(days=1)
        return list(numbers), which

    def check_span(self, first: date, last: date) -> None:
        """Refuse dates that holidays are not resolved for."""
        if first < FIRST_DAY or last > LAST_DAY:
            raise InputError(
                said(
                    "Calendars reach from {first} to {last}, and {day} lies outside.",
                    "Kalender menjangkau {first} sampai {last}, dan {day} berada di luar itu.",
                    first=str(FIRST_DAY),
                    last=str(LAST_DAY),
                    day=str(first if first < FIRST_DAY else last),
                ),
            )


def _fill(
    which: npt.NDArray[np.int16], era: Era, first: date, last: date, numbers: dict[Hours, int]
) -> None:
    """Write the number of the hours of every date into `which`, a view of those dates."""

    def number(hours: Hours) -> int:
        return numbers.setdefault(hours, len(numbers))

    weekdays = (np.arange(len(which)) + first.weekday()) % 7
    which[:] = np.array([number(hours) for hours in era.week], dtype=np.int16)[weekdays]
    closed = np.zeros(len(which), dtype=bool)
    for holiday in era.holidays:
        if first <= holiday.day <= last:
            closed[(holiday.day - first).days] = True
    usual = which.copy()
    fixed = np.zeros(len(which), dtype=bool)
    # The shortest exemption governs, so the longest is written first.
    for one in sorted(era.exemptions, key=lambda one: -one.length):
        start, stop = max((one.first - first).days, 0), (one.last - first).days + 1
        if stop <= start:
            continue
        if one.week is None:
            which[start:stop] = number(one.hours or CLOSED)
            fixed[start:stop] = True
            continue
        fixed[start:stop] = False
        which[start:stop] = usual[start:stop]
        for weekday, hours in enumerate(one.week):
            if hours is not None:
                which[start:stop][weekdays[start:stop] == weekday] = number(hours)
    which[closed & ~fixed] = 0


def _era_form(era: Era, *, with_words: bool) -> dict[str, Any]:
    holidays = [
        {"date": one.day.isoformat(), "estimated": one.estimated}
        | ({"says": one.says} if with_words else {})
        for one in sorted(era.holidays, key=lambda one: one.day)
    ]
    exemptions = [
        _exemption_form(one) | ({"says": one.says} if with_words else {})
        for one in sorted(era.exemptions, key=lambda one: (one.first, one.last))
    ]
    return {
        "until": None if era.until is None else era.until.isoformat(),
        "week": [_hours_form(hours) for hours in era.week],
        "holidays": holidays,
        "exceptions": exemptions,
    }


def _exemption_form(one: Exemption) -> dict[str, Any]:
    form: dict[str, Any] = {"from": one.first.isoformat(), "to": one.last.isoformat()}
    if one.week is None:
        return form | {"hours": _hours_form(one.hours or CLOSED)}
    week = [None if hours is None else _hours_form(hours) for hours in one.week]
    return form | {"week": week}


def _hours_form(hours: Hours) -> list[list[int]]:
    return [[opens, closes] for opens, closes in hours]


def _hours_of(form: list[list[int]]) -> Hours:
    return tuple((opens, closes) for opens, closes in form)


def _era_of(form: dict[str, Any]) -> Era:
    return Era(
        until=None if form["until"] is None else date.fromisoformat(form["until"]),
        week=tuple(_hours_of(hours) for hours in form["week"]),
        holidays=tuple(
            Holiday(date.fromisoformat(one["date"]), one["estimated"], one["says"])
            for one in form["holidays"]
        ),
        exemptions=tuple(_exemption_of(one) for one in form["exceptions"]),
    )


def _exemption_of(form: dict[str, Any]) -> Exemption:
    hours, week = form.get("hours"), form.get("week")
    return Exemption(
        first=date.fromisoformat(form["from"]),
        last=date.fromisoformat(form["to"]),
        hours=None if hours is None else _hours_of(hours),
        week=None if week is None else tuple(None if h is None else _hours_of(h) for h in week),
        says=form["says"],
    )
