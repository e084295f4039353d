"""The rule for reservations: what may still be taken at a place, whatever has been taken so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from selaras.capacity.availability import Ahead, kept_back, look_ahead
from selaras.capacity.finding import Words
from selaras.capacity.plant import Plant
from selaras.capacity.quantities import amount, day_words
from selaras.capacity.refusals import check_day, said_of
from selaras.capacity.resources import Place
from selaras.capacity.supply import Floats
from selaras.errors import InputError, said

STEP = 1e-6
"""Quantities are kept to four decimals: what differs by less is equal."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What evidence allows to be reserved at one place over the days from `first` on.

    It knows nothing of what is reserved: that is handed to `room`, read in the same transaction
    in which the reservation is taken. Arrays have one element a day.

    Parameters
    ----------
    capacity
        What tests have shown: of stock a level, of hours the sum from the first day on.
    margin
        What is not free on a day: in use at the service level, and what no test supports any more.
    worked
        Of hours, the sum of what can be worked on reservations beside what is in use as a rule.
    service_level
        The level of `margin`.
    snapshot
        The evidence it was read from.
    """

    place: Place
    first: date
    capacity: Floats
    margin: Floats
    worked: Floats
    service_level: float
    snapshot: str | None = None

    def room(self, taken: Mapping[date, float] | Iterable[tuple[date, float]], day: date) -> float:
        """The largest quantity that still fits on a day; below 0 where more is taken than is.

        `taken` is what is held and ordered, by the day it is needed on. Raises InputError for a
        day outside those that are looked at.
        """
        start = self.position(day)
        reserved = self._reserved(taken)
        if not self.worked.size:
            left = float((self.capacity - reserved)[start:].min())
        else:
            kept = kept_back(reserved - self.worked)
            left = float(self.capacity[start] - reserved[start] - kept[start])
        return left - float(self.margin[start])

    def check(
        self, taken: Mapping[date, float] | Iterable[tuple[date, float]], day: date, quantity: float
    ) -> None:
        """Raise InputError, saying how much there is, where a quantity does not fit on a day."""
        free = self.room(taken, day)
        if quantity <= free + STEP:
            return
        says = not_enough(self.place, max(free, 0.0), quantity, day)
        raise InputError(
            said_of(says),
            mend=said(
                "Ask what can be promised on another day, or at another site.",
                "Tanyakan apa yang dapat dijanjikan pada hari atau lokasi lain.",
            ),
        )

    def position(self, day: date) -> int:
        """Where a day stands in the arrays. InputError where it is past or too far ahead."""
        at = (day - self.first).days
        if at < 0:
            check_day(day, self.first)
        if at >= len(self.capacity):
            raise InputError(
                said(
                    "{day} is further ahead than capacity is looked at.",
                    "{day} lebih jauh daripada kapasitas yang dilihat.",
                    day=day,
                ),
                mend=said("Name a nearer day.", "Sebutkan hari yang lebih dekat."),
            )
        return at

    def _reserved(self, taken: Mapping[date, float] | Iterable[tuple[date, float]]) -> Floats:
        days = len(self.capacity)
        by_day = [0.0] * days
        first = self.first.toordinal()
        pairs = taken.items() if isinstance(taken, Mapping) else taken
        for day, quantity in pairs:
            at = day.toordinal() - first
            if at < days:
                by_day[at if at > 0 else 0] += quantity
        return np.cumsum(by_day)


def allowance_of(ahead: Ahead, service_level: float, snapshot: str | None = None) -> Allowance:
    """The allowance of a place, from a look ahead; what is reserved in that does not count."""
    return Allowance(
        place=ahead.place,
        first=ahead.first,
        capacity=ahead.capacity,
        margin=ahead.used(service_level) + ahead.unsupported,
        worked=ahead.worked() if ahead.sums else np.zeros(0),
        service_level=service_level,
        snapshot=snapshot,
    )


def allowance(plant: Plant, place: Place, days: int, service_level: float) -> Allowance:
    """The allowance of one place of a plant over so many days."""
    return allowance_of(look_ahead(plant, place, days), service_level, plant.snapshot)


def not_enough(place: Place, free: float, quantity: float, day: date) -> Words:
    """That a reservation does not fit, and how much would."""
    asked, there, when = amount(quantity, place.unit), amount(free, place.unit), day_words(day)
    return Words(
        f"{asked.en} of {place.product} at {place.site} on {when.en} do not fit: {there.en} are "
        "free.",
        f"{asked.id} {place.product} di {place.site} pada {when.id} tidak muat: tersedia "
        f"{there.id}.",
    )
