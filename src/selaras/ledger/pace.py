"""How a promise's periods pass: what share of what they bring has normally come by an instant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from selaras.calendars import Calendar
from selaras.ledger.period import Period
from selaras.statistics.counts import elapsed_share

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Came:
    """So many `items` that came in a period on a local `day`, at a `part` of it from 0 to 1."""

    period: Period
    day: date
    part: float
    items: int


@dataclass(frozen=True, slots=True)
class Pace:
    """How periods pass, in working days of a calendar (methods.md §10).

    A day off counts `rest` of a working day, above 0: as much less as came on such days. With 0 a
    month would be over on its last Friday, whatever its Saturday brings. `positions` are where in
    their period earlier items came, as shares of its length, and `items` how many at each.
    """

    calendar: Calendar
    rest: float
    positions: Sequence[float] = ()
    items: Sequence[int] = ()

    def length(self, period: Period) -> float:
        """Of a whole period, in working days."""
        return self._days(period.first, period.last)

    def passed(self, period: Period, at: datetime) -> float:
        """Share of a period's length that is over at an instant."""
        if at >= period.end:
            return 1.0
        if at <= period.start:
            return 0.0
        local = at.astimezone(period.zone)
        before, today = self._around(period, local.date())
        return min(1.0, (before + part_of_day(local) * today) / self.length(period))

    def come(self, period: Period, at: datetime) -> float:
        """Share of what a period brings that has normally come by an instant."""
        return elapsed_share(self.positions, self.passed(period, at), self.items)

    def _days(self, first: date, last: date) -> float:
        worked = self.calendar.working_days(first, last) if first <= last else 0
        return worked + self.rest * ((last - first).days + 1 - worked)

    def _around(self, period: Period, day: date) -> tuple[float, float]:
        """Working days of a period before one of its days, and what that day counts itself."""
        return self._days(period.first, day - _ONE_DAY), self._days(day, day)


def learnt_pace(calendar: Calendar, periods: Sequence[Period], came: Sequence[Came]) -> Pace:
    """The pace of promises whose earlier `periods` brought what `came`."""
    of_days: Counter[tuple[Period, date]] = Counter()
    for one in came:
        of_days[one.period, one.day] += one.items
    pace = Pace(calendar, _rest(calendar, periods, of_days))
    around = {
        (period, day): (*pace._around(period, day), pace.length(period)) for period, day in of_days
    }
    positions = []
    for one in came:
        before, today, whole = around[one.period, one.day]
        positions.append((before + one.part * today) / whole)
    return Pace(calendar, pace.rest, tuple(positions), tuple(one.items for one in came))


def _rest(
    calendar: Calendar, periods: Sequence[Period], of_days: Counter[tuple[Period, date]]
) -> float:
    """What came on a day off, as a share of what came on a working day; 1 without either kind.

    Half an item is added on each side: that nothing came on nine days off does not say that
    nothing can.
    """
    days = sum((period.last - period.first).days + 1 for period in periods)
    worked = sum(calendar.working_days(period.first, period.last) for period in periods)
    if not 0 < worked < days:
        return 1.0
    items = sum(of_days.values())
    at_work = sum(n for (_period, day), n in of_days.items() if calendar.is_working_day(day))
    return ((items - at_work + 0.5) / (days - worked)) / ((at_work + 0.5) / worked)


def part_of_day(local: datetime) -> float:
    """How much of its local day is over at an instant, by the clock on the wall."""
    return (local.hour * 3600 + local.minute * 60 + local.second) / 86400
