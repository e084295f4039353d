"""The periods that are looked at where nobody names any."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from selaras.diagnosis.finding import Span
from selaras.diagnosis.followup.asked import Asked as Leads
from selaras.diagnosis.lead_span_query import lead_span
from selaras.diagnosis.reasoning import is_mature
from selaras.diagnosis.source_query import source_of

_MONTHS = 3
"""Of a quarter."""
_BACK = 36
"""Months. A company whose deals take longer than this has nothing to look at by default."""
_BEGUN = 0.1
"""Leads are on record for a base if the first of them came within so much of it."""


def newest_periods(leads: Leads) -> tuple[Span, Span]:
    """The base and the last period that can be asked about: quarters, or months.

    A period has ended and has leads, these have had the time that deals take, and leads are on
    record for the whole of the base: half a quarter would look like half the leads. Months are
    taken where no two quarters are on record. Where neither can be asked about yet it is the
    newest quarter whose leads have had the time, or the newest one, whose refusal says what is
    lacking.
    """
    on_record = lead_span(source_of(leads.reading))
    quarters = list(_pairs(leads, _MONTHS))
    if on_record is None:
        return quarters[0]
    since = max([on_record[0], *_beginnings(leads)])
    first, last = (at.astimezone(leads.zone).date() for at in (since, on_record[1]))
    quarters = [pair for pair in quarters if pair[1].first <= last] or quarters[:1]
    months = [pair for pair in _pairs(leads, 1) if pair[1].first <= last]
    for base, period in (*quarters, *months):
        begun = first <= base.first + _BEGUN * (period.first - base.first)
        if begun and _is_old_enough(leads, base, period):
            return base, period
    return next((pair for pair in quarters if _is_old_enough(leads, *pair)), quarters[0])


def _beginnings(leads: Leads) -> Iterator[datetime]:
    """From when on the evidence is said to be complete, of each table that says so."""
    snapshot = leads.reading.snapshot
    for table in ("leads", "attempts", "deals"):
        at = snapshot.complete_from(table) if leads.reading.has(table) else None
        if at is not None:
            yield at


def months_before(first: date, months: int) -> date:
    """The first day of the month so many months before that of `first`."""
    number = first.year * 12 + first.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def _pairs(leads: Leads, months: int) -> Iterator[tuple[Span, Span]]:
    """Periods of so many calendar months that have ended, the newest first, and those before."""
    today = leads.horizon.astimezone(leads.zone).date()
    this = date(today.year, (today.month - 1) // months * months + 1, 1)
    for back in range(1, _BACK // months + 1):
        starts = [months_before(this, months * (back + more)) for more in (1, 0, -1)]
        yield _span(*starts[:2]), _span(*starts[1:])


def _span(first: date, after: date) -> Span:
    return Span(first, after - timedelta(days=1))


def _is_old_enough(leads: Leads, base: Span, period: Span) -> bool:
    return is_mature(leads.reading, base, period, as_of=leads.reading.as_of, zone=leads.zone)
