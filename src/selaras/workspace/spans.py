"""Spans of days as people write them on a command line."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from selaras.errors import InputError, said

_YEARS = (1900, 2199)
"""First and last year of a span: what is before or after it has to be a day too."""


def read_days(text: str, zone: ZoneInfo, *, option: str) -> tuple[datetime, datetime]:
    """`FROM/TO`, both days included, as the instants at which they begin and end in a zone."""
    first, last = read_dates(text, option=option)
    after = last + timedelta(days=1)
    return datetime.combine(first, time(), zone), datetime.combine(after, time(), zone)


def read_dates(text: str, *, option: str) -> tuple[date, date]:
    """The first and the last day of `FROM/TO`. InputError where it is none."""
    parts = text.split("/")
    try:
        first, last = (date.fromisoformat(part) for part in parts)
    except ValueError:
        raise InputError(
            said(
                "{option} {text!r} is not a period.",
                "{option} {text!r} bukan periode.",
                option=option,
                text=text,
            ),
            mend=said(
                "Write its first and last day, as in 2026-01-01/2026-03-31.",
                "Tulis hari pertama dan terakhirnya, seperti 2026-01-01/2026-03-31.",
            ),
        ) from None
    if first.year < _YEARS[0] or last.year > _YEARS[1]:
        raise InputError(
            said(
                "{option} {text} lies outside the years {first} to {last}.",
                "{option} {text} di luar tahun {first} hingga {last}.",
                option=option,
                text=text,
                first=_YEARS[0],
                last=_YEARS[1],
            ),
            mend=said(
                "Write days on which something may have been recorded.",
                "Tulis hari yang mungkin memiliki catatan.",
            ),
        )
    if last < first:
        raise InputError(
            said(
                "{option} {text} ends before it begins.",
                "{option} {text} berakhir sebelum dimulai.",
                option=option,
                text=text,
            ),
            mend=said("Write the earlier day first.", "Tulis hari yang lebih awal dahulu."),
        )
    return first, last
