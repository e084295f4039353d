"""Reservations: expiring holds on capacity, and the rule that says whether one more fits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from selaras.capacity.resources import Kind, Place

Floats = NDArray[np.float64]


class State(StrEnum):
    """What became of a reservation. `held` and `ordered` ones take capacity."""

    HELD = "held"
    ORDERED = "ordered"
    RELEASED = "released"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Reservation:
    """A hold on `quantity` of a product at a site.

    Stock is held from `needed_on` on, for good; hours are to be worked by the end of that day.
    A hold whose `expires_at` has come takes nothing any more; None: it does not expire. An order
    does not expire. `unit` and `kind` tell places of the same site and product apart; None where
    there is only one. `programme` is the id of the programme it is for.
    """

    reservation_id: str
    site: str
    product: str
    quantity: float
    needed_on: date
    state: State = State.HELD
    expires_at: datetime | None = None
    holder: str | None = None
    priority: int = 0
    taken_at: datetime | None = None
    unit: str | None = None
    kind: Kind | None = None
    programme: str | None = None

    def takes(self, at: datetime) -> bool:
        """Whether it takes capacity at an instant."""
        if self.state is State.ORDERED:
            return True
        return self.state is State.HELD and (self.expires_at is None or self.expires_at > at)


@dataclass(frozen=True, slots=True)
class Bookings:
    """What is reserved, by place: days (proleptic ordinals) in order, and quantities.

    `by_programme` is the part of it that is held or ordered for each programme, where it is known.
    """

    by_place: dict[Place, tuple[NDArray[np.int64], Floats]]
    by_programme: Mapping[str, Bookings] = field(default_factory=dict)

    def of(self, place: Place) -> tuple[NDArray[np.int64], Floats]:
        return self.by_place.get(place, _NONE)

    def total(self, place: Place) -> float:
        return float(self.of(place)[1].sum())

    @classmethod
    def of_columns(
        cls,
        places: Sequence[Place],
        place: NDArray[np.int64],
        day: NDArray[np.int64],
        quantity: Floats,
    ) -> Bookings:
        """From columns: the position of each one's place in `places`, its day, its quantity."""
        order = np.lexsort((day, place))
        place, day, quantity = place[order], day[order], quantity[order]
        ends = np.searchsorted(place, np.arange(len(places)), side="right")
        starts = np.concatenate(([0], ends[:-1])) if len(places) else ends
        return cls(
            {
                places[n]: (day[start:end], quantity[start:end])
                for n, (start, end) in enumerate(zip(starts, ends, strict=True))
                if end > start
            }
        )

    def with_others(self, others: Bookings) -> Bookings:
        """These and others together."""
        programmes = dict(self.by_programme)
        for name, theirs in others.by_programme.items():
            programmes[name] = programmes.get(name, NO_BOOKINGS).with_others(theirs)
        return Bookings(_merged(self, others, 1.0), programmes)

    def without(self, programme: str) -> Bookings:
        """What is reserved for everything but one programme: what it will find taken.

        What is held for a programme is part of its own demand, and would count twice.
        """
        own = self.by_programme.get(programme)
        if own is None:
            return self
        kept = {name: held for name, held in self.by_programme.items() if name != programme}
        return Bookings(_merged(self, own, -1.0), kept)

    def plus(self, place: Place, day: date, quantity: float) -> Bookings:
        """With one more. The others are shared, so that a simulation can take many."""
        days, quantities = self.of(place)
        at = int(np.searchsorted(days, day.toordinal(), side="right"))
        more = (np.insert(days, at, day.toordinal()), np.insert(quantities, at, quantity))
        return Bookings(self.by_place | {place: more}, self.by_programme)


_NONE: tuple[NDArray[np.int64], Floats] = (np.zeros(0, np.int64), np.zeros(0))
NO_BOOKINGS = Bookings({})

Reserved = Callable[[datetime], Bookings]
"""What was reserved as of an instant: held then, by what was taken and given back until then."""


def nothing_reserved(at: datetime) -> Bookings:
    """What is reserved where nobody keeps reservations."""
    return NO_BOOKINGS


def _merged(
    some: Bookings, others: Bookings, sign: float
) -> dict[Place, tuple[NDArray[np.int64], Floats]]:
    """Places of both, the quantities of the others times `sign`."""
    found = dict(some.by_place)
    for place, (days, quantities) in others.by_place.items():
        mine = found.get(place, _NONE)
        every = np.concatenate([mine[0], days])
        order = np.argsort(every, kind="stable")
        found[place] = (every[order], np.concatenate([mine[1], sign * quantities])[order])
    return found


def room(most: Floats, taken: Floats, start: int) -> float:
    """The largest quantity that still fits from bucket `start` on; below 0 where it is overbooked.

    Stock and hours alike: `most` is what may be taken up to and with each bucket, and `taken` what
    is (methods.md §6). For stock both are levels, for hours sums from the first bucket on, so that
    a later promise is never paid for with what an earlier one needs.
    """
    return float(np.min(most[start:] - taken[start:]))


def fits(most: Floats, taken: Floats, start: int, quantity: float) -> bool:
    """Whether a reservation of `quantity` from bucket `start` on leaves nobody short."""
    return quantity <= room(most, taken, start)
