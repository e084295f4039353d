"""What is reserved, as the values that `capacity` reckons with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import numpy as np
from django.db.models import Q, QuerySet, Sum

from selaras.capacity.allowance import STEP
from selaras.capacity.reservations import NO_BOOKINGS, Bookings
from selaras.capacity.resources import Kind, Place
from selaras.records.reservations.balances import balances
from selaras.records.reservations.models import Reservation, ReservedPlace

_Row = tuple[int, int, float]
"""The id of a place, a day (proleptic ordinal), and a quantity."""


_MOST_NAMED = 500
"""Ids in one statement; beyond that all places are read."""


def reserved(at: datetime) -> Bookings:
    """What is taken at an instant, by place and day, and what of it is for which programme."""
    return Bookings(bookings(at).by_place, for_programmes(at))


def for_programmes(at: datetime, among: Collection[int] | None = None) -> dict[str, Bookings]:
    """What is taken at an instant for each programme: everywhere, or at places by id."""
    # Greater than nothing: a form that an index answers, as "not nothing" is not.
    named = _taking_at(at).filter(programme__gt="").order_by()
    if among is not None:
        named = named.filter(place_id__in=among)
    rows = named.values_list("programme", "place_id", "needed_on").annotate(total=Sum("quantity"))
    own: dict[str, list[_Row]] = defaultdict(list)
    for programme, place, day, quantity in rows:
        own[programme].append((place, day.toordinal(), float(quantity)))
    places = places_by_id({place for held in own.values() for place, *_ in held}) if own else {}
    return {name: added_up(held, places) for name, held in own.items()}


def bookings(at: datetime) -> Bookings:
    """What is taken at an instant, by place and day.

    From the balances, less holds that have run out and were not ended yet. For an instant before
    the last change, from what the reservations say of then.
    """
    return added_up(_known_then(at) if is_followed(at) else balances(at), places_by_id())


def is_followed(at: datetime) -> bool:
    """Whether anything was changed after an instant."""
    return Reservation.objects.filter(changed_at__gt=at).exists()


def added_up(rows: Sequence[_Row], places: Mapping[int, Place]) -> Bookings:
    """Rows added up by place and day; millions are no loop in Python."""
    if not rows:
        return NO_BOOKINGS
    ids, days, quantities = (np.array(column) for column in zip(*rows, strict=True))
    known, at = np.unique(ids, return_inverse=True)
    order = np.lexsort((days, at))
    at, days, quantities = at[order], days[order], quantities[order].astype(np.float64)
    begins = np.flatnonzero(np.r_[True, (at[1:] != at[:-1]) | (days[1:] != days[:-1])])
    sums = np.add.reduceat(quantities, begins)
    kept = begins[sums > STEP]
    return Bookings.of_columns(
        [places[int(one)] for one in known],
        at[kept].astype(np.int64),
        days[kept].astype(np.int64),
        sums[sums > STEP],
    )


def places_by_id(ids: Collection[int] | None = None) -> dict[int, Place]:
    """The places by their ids: at least those of some ids, where they are named."""
    found = ReservedPlace.objects.order_by()
    if ids is not None and len(ids) <= _MOST_NAMED:
        found = found.filter(pk__in=ids)
    rows = found.values_list("id", "site", "product", "kind", "unit")
    return {key: _place(*names) for key, *names in rows}


def _known_then(at: datetime) -> list[_Row]:
    """By the reservations themselves: taken by then, and not given back or run out by then."""
    rows = _taking_at(at).order_by().values_list("place_id", "needed_on")
    return [
        (place, day.toordinal(), float(quantity))
        for place, day, quantity in rows.annotate(total=Sum("quantity"))
    ]


def _taking_at(at: datetime) -> QuerySet[Reservation]:
    """Those that were taken by an instant, and neither given back nor run out by then."""
    state = Reservation.State
    lasting = Q(expires_at=None) | Q(expires_at__gt=at)
    return Reservation.objects.filter(taken_at__lte=at).filter(
        Q(state=state.ORDERED)
        | Q(state=state.HELD) & lasting
        | Q(state=state.RELEASED, changed_at__gt=at)
        # One that ran out was over at its hour, whenever somebody noticed.
        | Q(state=state.EXPIRED, expires_at__gt=at)
    )


def _place(site: str, product: str, kind: str, unit: str) -> Place:
    return Place(site, product, Kind(kind), unit)
