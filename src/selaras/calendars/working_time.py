"""Working time between two instants, and when an allowance of it is used up (methods.md §1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from selaras.calendars.calendar import FIRST_DAY, LAST_DAY, Calendar
from selaras.calendars.clock import MICROS_A_SECOND, from_micros, to_micros
from selaras.calendars.duration import Duration, DurationUnit
from selaras.calendars.timeline import Timeline
from selaras.errors import InputError, said


@dataclass(frozen=True, slots=True)
class Pause:
    """A time that does not count, from `start` to `end`; `end` None: it still lasts."""

    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """When an allowance is used up.

    `instant` is the earliest such moment, in UTC; None while a pause is open, and then
    `suspended` is true. `estimated`: a holiday whose date is an estimate lies between the start
    and the due, both local dates included, and could move it.
    """

    instant: datetime | None
    suspended: bool
    estimated: bool


def worked(calendar: Calendar, instant: datetime) -> timedelta:
    """B(t): working time from 1990 up to `instant`."""
    return timedelta(microseconds=_position(calendar.timeline, _micros(instant)))


def instant_at(calendar: Calendar, position: timedelta) -> datetime:
    """B⁻¹(b): the earliest instant at which `worked` is `position`; InputError if there is none."""
    micros = calendar.timeline.instant(position // timedelta(microseconds=1))
    if micros is None:
        raise _never(calendar)
    return from_micros(micros)


def elapsed(
    calendar: Calendar, start: datetime, end: datetime, pauses: Sequence[Pause] = ()
) -> timedelta:
    """Working time from `start` to `end` less the pauses; overlapping ones count once.

    An open pause lasts to `end`; an end before the start gives zero. Naive times are refused.
    """
    line = calendar.timeline
    first, last = _micros(start), _micros(end)
    if last <= first:
        return timedelta(0)
    total = _position(line, last) - _position(line, first)
    for opened, closed in merge_pauses(pauses, calendar.time_zone):
        since = max(opened, first)
        until = last if closed is None else min(closed, last)
        if since < until:
            total -= _position(line, until) - _position(line, since)
    return timedelta(microseconds=total)


def due(
    calendar: Calendar, start: datetime, duration: Duration, pauses: Sequence[Pause] = ()
) -> Due:
    """When `duration` from `start` is used up, pauses added.

    Minutes, hours and days are elapsed time, and a pause adds its wall time; business units run
    on working time, and a pause adds its working time. A pause counts if it begins before the
    allowance is used up. InputError if the calendar has no such moment by the end of 2060.
    """
    line = calendar.timeline
    begin = _micros(start)
    if not duration.is_business:
        origin, allowance = begin, (duration.seconds or 0) * MICROS_A_SECOND
    else:
        origin = _position(line, begin)
        allowance = _allowance(calendar, begin, duration) - origin
    paused = 0
    for opened, closed in merge_pauses(pauses, calendar.time_zone):
        if closed is not None and closed <= begin:
            continue
        since = max(opened, begin)
        reached = _position(line, since) if duration.is_business else since
        if reached - origin - paused >= allowance:
            break
        if closed is None:
            return Due(None, suspended=True, estimated=False)
        paused += (_position(line, closed) if duration.is_business else closed) - reached
    target = origin + allowance + paused
    if not duration.is_business:
        if target > int(line.day_starts[-1]):
            raise InputError(
                said(
                    "{duration} from {start} end after {year}.",
                    "{duration} sejak {start} berakhir setelah {year}.",
                    duration=duration,
                    start=start.isoformat(),
                    year=LAST_DAY.year,
                )
            )
        return Due(from_micros(target), suspended=False, estimated=False)
    micros = line.instant(target)
    if micros is None:
        raise _never(calendar)
    return Due(from_micros(micros), suspended=False, estimated=_estimated(line, begin, micros))


def merge_pauses(pauses: Sequence[Pause], zone: ZoneInfo) -> list[tuple[int, int | None]]:
    """Pauses as UTC µs, ordered, overlaps joined.

    InputError for one that ends before it starts, told in `zone`.
    """
    spans: list[tuple[int, int | None]] = []
    for pause in pauses:
        opened = _micros(pause.start)
        closed = None if pause.end is None else _micros(pause.end)
        if closed is not None and closed < opened:
            raise InputError(
                said(
                    "A pause ends at {end} before it starts at {start}.",
                    "Sebuah jeda berakhir pada {end} sebelum dimulai pada {start}.",
                    end=from_micros(closed).astimezone(zone).isoformat(" "),
                    start=from_micros(opened).astimezone(zone).isoformat(" "),
                ),
                mend=said("Write the earlier time first.", "Tulis waktu yang lebih awal dahulu."),
            )
        spans.append((opened, closed))
    merged: list[tuple[int, int | None]] = []
    for opened, closed in sorted(spans, key=lambda span: span[0]):
        if merged and (merged[-1][1] is None or opened <= merged[-1][1]):
            last = merged[-1][1]
            until = None if last is None or closed is None else max(last, closed)
            merged[-1] = (merged[-1][0], until)
        else:
            merged.append((opened, closed))
    return merged


def _allowance(calendar: Calendar, begin: int, duration: Duration) -> int:
    """The position on the working-time axis at which the duration ends without pauses."""
    line = calendar.timeline
    if duration.unit is not DurationUnit.BUSINESS_DAYS:
        return _position(line, begin) + (duration.seconds or 0) * MICROS_A_SECOND
    after = int(line.day_index(np.array([begin]))[0]) + 1
    working = np.flatnonzero(line.working[after:])
    if len(working) < duration.amount:
        raise _never(calendar)
    return _position(line, int(line.day_closes[after + working[duration.amount - 1]]))


def _estimated(line: Timeline, begin: int, due_at: int) -> bool:
    # The moment before the due is the last one worked: a day that closes at midnight is due on
    # its own date.
    first, last = line.day_index(np.array([begin, due_at - 1]))
    return bool(line.estimated[first : last + 1].any())


def _position(line: Timeline, micros: int) -> int:
    if not line.day_starts[0] <= micros <= line.day_starts[-1]:
        raise InputError(
            said(
                "{instant} lies outside the years that calendars reach, {earliest} to {latest}.",
                "{instant} di luar tahun yang dijangkau kalender, {earliest} sampai {latest}.",
                instant=from_micros(micros).isoformat(),
                earliest=FIRST_DAY.year,
                latest=LAST_DAY.year,
            )
        )
    return int(line.position(np.array([micros]))[0])


def _micros(instant: datetime) -> int:
    if instant.tzinfo is None or instant.utcoffset() is None:
        raise InputError(
            said(
                "{instant} has no time zone.",
                "{instant} tidak memiliki zona waktu.",
                instant=instant.isoformat(),
            ),
            mend=said("Add an offset, as in +07:00.", "Tambahkan selisih zona, seperti +07:00."),
        )
    return to_micros(instant)


def _never(calendar: Calendar) -> InputError:
    return InputError(
        said(
            "Calendar {name} has not enough working time for that by the end of {year}.",
            "Kalender {name} tidak memiliki cukup jam kerja untuk itu sampai akhir {year}.",
            name=calendar.name,
            year=LAST_DAY.year,
        ),
        mend=said(
            "Look at its week and its exceptions.", "Lihat minggu kerja dan pengecualiannya."
        ),
    )
