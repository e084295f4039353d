"""The periods that a commitment is held against, in the zone of the agreement's calendar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from selaras.agreements.values import AgreementVersion, Cadence, Every

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """One period, `first` to `last` local day, both included.

    `whole_first` and `whole_last` are what the calendar would make it; they differ where the
    agreement begins or ends within it.
    """

    first: date
    last: date
    whole_first: date
    whole_last: date
    zone: ZoneInfo

    @property
    def is_cut_short(self) -> bool:
        return (self.first, self.last) != (self.whole_first, self.whole_last)

    @cached_property
    def start(self) -> datetime:
        """First instant, in the agreement's zone."""
        return datetime.combine(self.first, time(), self.zone)

    @cached_property
    def end(self) -> datetime:
        """First instant after it, in the agreement's zone."""
        return datetime.combine(self.last + _ONE_DAY, time(), self.zone)

    @cached_property
    def span(self) -> tuple[str, str]:
        """Both instants as texts; verdicts of the same period are many, and sorted by them."""
        return self.start.isoformat(), self.end.isoformat()

    @property
    def days(self) -> str:
        """First and last day as an ISO 8601 interval, both included: `2026-04-01/2026-06-30`."""
        return f"{self.first}/{self.last}"

    def number_since(self, day: date) -> int:
        """Which period of its kind it is, the one that contains `day` being the first."""
        months = _month_of(self.whole_last + _ONE_DAY) - _month_of(self.whole_first)
        if months and self.whole_first.day == (self.whole_last + _ONE_DAY).day == 1:
            return _month_of(self.whole_first) // months - _month_of(day) // months + 1
        return (self.whole_last - day).days // ((self.whole_last - self.whole_first).days + 1) + 1

    @property
    def keys(self) -> tuple[str, ...]:
        """The names under which a target may be stated for it, the most specific first."""
        day = self.whole_first
        week_year, week, _ = day.isocalendar()
        return (
            day.isoformat(),
            f"{week_year}-W{week:02d}",
            f"{day.year}-{day.month:02d}",
            f"{day.year}-Q{(day.month + 2) // 3}",
            str(day.year),
        )


def _month_of(day: date) -> int:
    """Months since the year 0."""
    return day.year * 12 + day.month - 1


def _bounds(cadence: Cadence, day: date) -> tuple[date, date]:
    """First and last day of the whole period of `cadence` that contains `day`."""
    every = cadence.every
    if every is Every.DAY:
        return day, day
    if every is Every.WEEK:
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6)
    months = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}[every]
    month = (day.month - 1) // months * months + 1
    first = date(day.year, month, 1)
    after = date(day.year + (month + months > 12), (month + months - 1) % 12 + 1, 1)
    return first, after - _ONE_DAY


def _rolling(
    days: int, spans: Sequence[tuple[date, date]], until: date
) -> Iterator[tuple[date, date]]:
    for first, last in spans:
        end = first + timedelta(days=days - 1)
        while end <= min(last, until):
            yield end - timedelta(days=days - 1), end
            end += _ONE_DAY


def _coverage(versions: Sequence[AgreementVersion], until: date) -> list[tuple[date, date]]:
    """Days on which the agreement holds in any version, as disjoint spans in order."""
    spans = sorted(
        (first, min(last, until)) for first, last in map(in_force, versions) if first <= until
    )
    merged: list[tuple[date, date]] = []
    for first, last in spans:
        if merged and first <= merged[-1][1] + _ONE_DAY:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


def in_force(version: AgreementVersion) -> tuple[date, date]:
    """First and last local day on which a version holds."""
    agreement = version.agreement
    first = version.in_force_from or agreement.effective_from
    last = version.in_force_to or agreement.effective_to or date.max - timedelta(days=400)
    return first, last


def governing(versions: Sequence[AgreementVersion], day: date) -> AgreementVersion | None:
    """The version in force on `day`: of several, the one that began last."""
    holding = [v for v in versions if in_force(v)[0] <= day <= in_force(v)[1]]
    return max(holding, key=lambda v: in_force(v)[0], default=None)


def periods_of(
    versions: Sequence[AgreementVersion], cadence: Cadence, zone: ZoneInfo, as_of: datetime
) -> tuple[Period, ...]:
    """Every period of an agreement that has begun before `as_of`, in order.

    Parameters
    ----------
    versions
        All versions of one agreement: a period is cut short only where none of them holds.
    """
    today = as_of.astimezone(zone)
    newest = today.date() if today.time() > time() else today.date() - _ONE_DAY
    spans = _coverage(versions, date.max - timedelta(days=400))
    if cadence.every is Every.ROLLING:
        assert cadence.days is not None
        return tuple(
            Period(first, last, first, last, zone)
            for first, last in _rolling(cadence.days, spans, newest)
        )
    periods: list[Period] = []
    for span_first, span_last in spans:
        day = span_first
        while day <= min(span_last, newest):
            first, last = _bounds(cadence, day)
            periods.append(Period(day, min(last, span_last), first, last, zone))
            day = last + _ONE_DAY
    return tuple(periods)
