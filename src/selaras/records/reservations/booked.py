"""What is reserved, as the values that `capacity` reckons with."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

import numpy as np
from django.db.models import Sum

from selaras.capacity.reservations import Bookings, State
from selaras.capacity.reservations import Reservation as Value
from selaras.capacity.resources import Kind, Place
from selaras.records.reservations.models import Balance, Reservation


def bookings(at: datetime) -> Bookings:
    """Balances by place, without holds that have run out by then and were not ended yet."""
    sums: dict[Place, dict[date, float]] = defaultdict(lambda: defaultdict(float))
    columns = ("place__site", "place__product", "place__kind", "place__unit")
    for *names, day, quantity in Balance.objects.filter(quantity__gt=0).values_list(
        *columns, "day", "quantity"
    ):
        sums[_place(*names)][day] += float(quantity)
    run_out = Reservation.objects.filter(state=Reservation.State.HELD, expires_at__lte=at)
    for *names, day, quantity in (
        run_out.order_by().values_list(*columns, "needed_on").annotate(total=Sum("quantity"))
    ):
        sums[_place(*names)][day] -= float(quantity)
    found = {}
    for place, by_day in sums.items():
        days = sorted(day for day, quantity in by_day.items() if quantity > 0)
        if days:
            found[place] = (
                np.array([day.toordinal() for day in days], dtype=np.int64),
                np.array([by_day[day] for day in days]),
            )
    return Bookings(found)


def values() -> tuple[Value, ...]:
    """Every reservation that takes capacity, as a plain value."""
    taking = Reservation.objects.filter(
        state__in=[Reservation.State.HELD, Reservation.State.ORDERED]
    ).select_related("place")
    return tuple(value_of(one) for one in taking.order_by("id"))


def value_of(one: Reservation) -> Value:
    """A reservation as `capacity` knows it."""
    return Value(
        reservation_id=str(one.pk),
        site=one.place.site,
        product=one.place.product,
        quantity=float(one.quantity),
        needed_on=one.needed_on,
        state=State(one.state),
        expires_at=one.expires_at,
        holder=one.holder or None,
        priority=one.priority,
        taken_at=one.taken_at,
        unit=one.place.unit,
        kind=Kind(one.place.kind),
    )


def _place(site: str, product: str, kind: str, unit: str) -> Place:
    return Place(site, product, Kind(kind), unit)
