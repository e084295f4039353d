"""Hours of a day and days of a week, as people write them in calendars."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from selaras.errors import InputError, said

DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTES_A_DAY = 1440

Hours = tuple[tuple[int, int], ...]
"""Intervals of one local day, in minutes after its midnight, ordered and apart from each other.

An interval opens before 1440 and closes after it opened, at most 24 hours later; one that closes
after 1440 runs into the next day and belongs to the day on which it opens.
"""
Week = tuple[Hours, ...]
"""The hours of Monday to Sunday."""

CLOSED: Hours = ()
ALL_DAY: Hours = ((0, MINUTES_A_DAY),)

_INTERVAL = re.compile(r"^\s*(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})\s*$", re.ASCII)


def read_interval(text: object) -> tuple[int, int]:
    """Read `08:00-12:00`, or `22:00-06:00` that ends on the next day; raise InputError."""
    match = _INTERVAL.match(text) if isinstance(text, str) else None
    if match is None:
        raise InputError(
            said("{text} is not an interval.", "{text} bukan rentang jam.", text=repr(text)),
            mend=said(
                "Write two times of day, as in `08:00-12:00`.",
                "Tulis dua jam, seperti `08:00-12:00`.",
            ),
        )
    opens_hour, opens_minute, closes_hour, closes_minute = map(int, match.groups())
    opens, closes = opens_hour * 60 + opens_minute, closes_hour * 60 + closes_minute
    if opens_minute > 59 or closes_minute > 59 or opens >= MINUTES_A_DAY or closes > MINUTES_A_DAY:
        raise InputError(
            said(
                "{text} names a time that a day does not have.",
                "{text} menyebut jam yang tidak ada dalam sehari.",
                text=repr(text),
            ),
            mend=said(
                "An interval opens from 00:00 to 23:59 and closes by 24:00.",
                "Rentang jam buka antara 00:00 dan 23:59 dan tutup paling lambat 24:00.",
            ),
        )
    if opens == closes:
        raise InputError(
            said(
                "{text} opens and closes at the same time.",
                "{text} buka dan tutup pada saat yang sama.",
                text=repr(text),
            ),
            mend=said(
                "Write `00:00-24:00` for a whole day, and `[]` for a closed one.",
                "Tulis `00:00-24:00` untuk sehari penuh, dan `[]` untuk hari tutup.",
            ),
        )
    return (opens, closes if closes > opens else closes + MINUTES_A_DAY)


def read_hours(intervals: Iterable[object]) -> Hours:
    """Read the intervals of one day; raise InputError if one of them overlaps another."""
    hours = sorted(read_interval(text) for text in intervals)
    for before, after in pairwise(hours):
        if after[0] < before[1]:
            raise InputError(
                said(
                    "{after} overlaps {before}.",
                    "{after} bertumpang tindih dengan {before}.",
                    after=show_interval(after),
                    before=show_interval(before),
                ),
                mend=said(
                    "Intervals of a day must not overlap.",
                    "Rentang jam dalam satu hari tidak boleh bertumpang tindih.",
                ),
            )
    return _joined(hours)


def _joined(hours: Sequence[tuple[int, int]]) -> Hours:
    # Two intervals that touch are one, so that both ways to write it give the same version.
    joined: list[tuple[int, int]] = []
    for opens, closes in hours:
        if joined and joined[-1][1] == opens and closes - joined[-1][0] <= MINUTES_A_DAY:
            joined[-1] = (joined[-1][0], closes)
        else:
            joined.append((opens, closes))
    return tuple(joined)


def read_days(key: object) -> tuple[int, ...]:
    """Read `mon`, `mon-fri`, `sat-mon` or `mon,wed` as numbers of days, Monday being 0."""
    if not isinstance(key, str):
        raise InputError(
            said("{key} is not a day.", "{key} bukan hari.", key=repr(key)), mend=_DAYS_MEND
        )
    days: list[int] = []
    for part in key.lower().split(","):
        ends = [end.strip() for end in part.split("-")]
        if len(ends) > 2 or any(end not in DAY_NAMES for end in ends):
            raise InputError(
                said(
                    "{key} is not a day or a range of days.",
                    "{key} bukan hari atau rentang hari.",
                    key=repr(key),
                ),
                mend=_DAYS_MEND,
            )
        first, last = DAY_NAMES.index(ends[0]), DAY_NAMES.index(ends[-1])
        days.extend((first + step) % 7 for step in range((last - first) % 7 + 1))
    if len(set(days)) < len(days):
        raise InputError(
            said("{key} names a day twice.", "{key} menyebut satu hari dua kali.", key=repr(key)),
            mend=said("Name each day once.", "Sebut setiap hari sekali saja."),
        )
    return tuple(days)


_DAYS_MEND = said(
    "Days are {names}, alone, as `mon-fri` or as `mon,wed`.",
    "Hari ditulis {names}, sendiri, sebagai `mon-fri`, atau sebagai `mon,wed`.",
    names=", ".join(DAY_NAMES),
)


def check_week(week: Sequence[Hours | None]) -> None:
    """Refuse overnight hours that run into the hours of the next day."""
    for day, hours in enumerate(week):
        after = week[(day + 1) % 7]
        if not hours or not after:
            continue
        if hours[-1][1] - MINUTES_A_DAY > after[0][0]:
            raise InputError(
                said(
                    "{hours} of {day} overlaps {others} of {next_day}.",
                    "{hours} pada {day} bertumpang tindih dengan {others} pada {next_day}.",
                    hours=show_interval(hours[-1]),
                    day=DAY_NAMES[day],
                    others=show_interval(after[0]),
                    next_day=DAY_NAMES[(day + 1) % 7],
                ),
                mend=said(
                    "Close the one before the other opens.",
                    "Tutup yang satu sebelum yang lain buka.",
                ),
            )


def show_interval(interval: tuple[int, int]) -> str:
    """`08:00-12:00`, as it is written in a calendar."""
    opens, closes = interval
    if closes > MINUTES_A_DAY:
        closes -= MINUTES_A_DAY
    return f"{opens // 60:02d}:{opens % 60:02d}-{closes // 60:02d}:{closes % 60:02d}"
