"""What can still be promised at one place, day by day (methods.md §6).

Stock is a level: a quantity that is taken is gone from its day on. Hours are sums: what is due on a
day can be worked on any day before it. Either way what may be taken on day t is
min over u ≥ t of (capacity_u − reserved_u), less what is in use, so that nothing that was promised
for a later day is promised twice. Use that nobody has reserved is foreseen up to day t; of what
comes after it only reservations are protected.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from selaras.capacity.plant import Plant
from selaras.capacity.resources import Expansion, Kind, Place
from selaras.capacity.supply import DAYS_A_WEEK, Floats, Ordinals, days_from, planned, supply
from selaras.capacity.usage import InUse

ROUNDING = 1e-9
"""Relative difference under which two quantities are equal."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """One place over the days from `first` on; arrays have one element a day.

    Parameters
    ----------
    capacity
        What tests have shown: of stock a level, of hours the sum from the first day on.
    tested
        The same, of tests that hold on the day.
    planned
        What of both is a planned expansion, which no test has shown.
    unsupported
        What cannot be counted on a day, since the test behind it has expired by then.
    reserved
        What is taken by reservations: a level, or what is due by then.
    use
        What is in use.
    weeks
        Weeks from the start of the first day to the end of each.
    """

    place: Place
    first: date
    capacity: Floats
    tested: Floats
    planned: Floats
    unsupported: Floats
    reserved: Floats
    use: InUse
    weeks: Floats
    _kept: dict[float, Floats] = field(default_factory=dict, repr=False, compare=False)

    @property
    def sums(self) -> bool:
        return self.place.kind is Kind.HOURS

    def at(self, day: date) -> int:
        """The position of a day, held within the days that are looked at."""
        return min(max((day - self.first).days, 0), len(self.weeks) - 1)

    def available(self, level: float) -> Floats:
        """What can be promised by each day, that sure; below 0 where more is taken than is."""
        return np.asarray(self.before_use - self.used(level))

    def available_on(self, start: int, level: float) -> float:
        """What can be promised by one day, for those who ask of no other."""
        day = slice(start, start + 1)
        used = self.use.upper(self.weeks[day], level, summed=self.sums)
        return float(self.before_use[start] - used[0])

    def used(self, level: float) -> Floats:
        """What will be in use on each day, or worked by then, that sure."""
        if level not in self._kept:
            self._kept[level] = self.use.upper(self.weeks, level, summed=self.sums)
        return self._kept[level]

    def fits(self, quantity: float, level: float) -> NDArray[np.bool_]:
        """On which days a quantity can be promised, that sure; rounding takes nothing away."""
        return np.asarray(self.available(level) >= quantity - self._rounding(quantity))

    def fits_on(self, start: int, quantity: float, level: float) -> bool:
        """Whether a quantity can be promised by one day."""
        least = quantity - self._rounding(quantity)[start]
        return bool(self.available_on(start, level) >= least)

    def probability_short(self, start: int, quantity: float) -> float | None:
        """P(the quantity cannot be there on day `start`); None where no spread of use is known."""
        most = self.before_use[start : start + 1] - quantity
        chances = self.use.exceeds(self.weeks[start : start + 1], most, summed=self.sums)
        return None if chances is None else float(chances[0])

    @property
    def before_use(self) -> Floats:
        """What would be free on each day if nothing else were in use."""
        if 0.0 not in self._kept:
            self._kept[0.0] = self._free()
        return self._kept[0.0]

    def _rounding(self, quantity: float) -> Floats:
        return np.asarray(ROUNDING * (np.abs(self.capacity) + quantity))

    def binding_day(self, start: int) -> int:
        """The day from `start` on for whose reservations the most is kept back; else `start`."""
        kept = self.reserved - (self.worked() if self.sums else self.capacity)
        return start + int(np.argmax(kept[start:]))

    def debt(self, start: int) -> float:
        """What is in use today and reserved by then beyond what tests support; 0 without."""
        used = self.use.level * (self.weeks[start] if self.sums else 1.0)
        supported = self.capacity[start] - self.unsupported[start]
        owed = float(used + self.reserved[start] - supported)
        return owed if owed > ROUNDING * (abs(supported) + used) else 0.0

    def _free(self) -> Floats:
        if not self.sums:
            return least_after(self.capacity - self.reserved) - self.unsupported
        kept = kept_back(self.reserved - self.worked())
        return np.asarray(self.capacity - self.reserved - self.unsupported - kept)

    def worked(self) -> Floats:
        """Of hours, the sum of what can be worked by each day beside what is in use as a rule."""
        there = np.diff(self.capacity, prepend=0.0)
        usual = np.diff(self.use.expected_sum(self.weeks), prepend=0.0)
        return np.asarray(np.cumsum(np.maximum(there - usual, 0.0)))


def whole(value: float, ahead: Ahead, quantity: float) -> float:
    """Rounded down: whole where capacity and question are whole: nobody can promise half a port."""
    top = float(ahead.capacity[-1]) if not ahead.sums else 0.5
    whole = quantity == int(quantity) and top == int(top)
    return float(math.floor(value + 1e-9)) if whole else math.floor(value * 1e4 + 1e-6) / 1e4


def least_after(values: Floats) -> Floats:
    """min over u ≥ t of values_u, for each t."""
    return np.asarray(np.minimum.accumulate(values[::-1])[::-1])


def kept_back(owed: Floats) -> Floats:
    """What has to be left on each day for what is due later and cannot be worked until then.

    `owed` is what is due by each day less what can be worked by then.
    """
    return np.asarray(np.maximum.accumulate(owed[::-1])[::-1] - owed)


def hours_available(capacity: Floats, due: Floats) -> Floats:
    """What can still be promised of hours by the end of each period (methods.md §6).

    `capacity` and `due` are by period: capacity 20, 20, 20 with 5, 32, 10 due leaves 3, 3, 13.
    """
    return least_after(np.cumsum(np.asarray(capacity, float) - np.asarray(due, float)))


def stock_available(capacity: Floats, taken: Floats) -> Floats:
    """What can still be promised of stock from each period on: min over u ≥ t of what is left."""
    return least_after(np.asarray(capacity, float) - np.asarray(taken, float))


def look_ahead(
    plant: Plant, place: Place, days: int, expansions: Sequence[Expansion] = ()
) -> Ahead:
    """One place over so many days from the plant's today on, with the expansions given."""
    today = plant.today
    edges = days_from(today, days)
    resources = plant.resources_of(place)
    read = [resource for resource in resources if plant.is_read(resource)]
    laid = supply(read, plant.tests, edges, today)
    used = plant.use_of(place)
    free_share = np.array([plant.free_share(resource) for resource in read])
    lost = ((laid.shown - laid.tested) * free_share[:, None]).sum(axis=0)
    known = {resource.resource_id: resource for resource in resources}
    added = planned(expansions, known, plant.tests, edges, today).sum(axis=0)
    capacity, tested = laid.shown.sum(axis=0) + added, laid.tested.sum(axis=0) + added
    booked = _booked(plant, place, edges)
    if place.kind is Kind.HOURS:
        capacity, tested, lost = np.cumsum(capacity), np.cumsum(tested), np.cumsum(lost)
        added = np.cumsum(added)
    weeks = (edges[1:] - edges[0]) / DAYS_A_WEEK
    return Ahead(place, today, capacity, tested, added, lost, booked, used, weeks)


def _booked(plant: Plant, place: Place, edges: Ordinals) -> Floats:
    """What reservations take by the end of each day; what was due before today is due today."""
    days, quantities = plant.bookings.of(place)
    at = np.clip(days - edges[0], 0, None)
    inside = at < len(edges) - 1
    by_day = np.bincount(at[inside], quantities[inside], len(edges) - 1)
    return np.asarray(np.cumsum(by_day))
