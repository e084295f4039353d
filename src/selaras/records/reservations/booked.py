"""What is reserved, as the values that `capacity` reckons with."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
from django.db.models import Q, QuerySet, Sum
from numpy.typing import NDArray

from selaras.capacity.reservations import Bookings
from selaras.capacity.resources import Kind, Place
from selaras.records.reservations.models import Balance, Reservation


def reserved(at: datetime) -> Bookings:
    """What is taken at an instant, by place and day, and what of it is for which programme."""
    named = _taking_at(at).exclude(programme="").order_by()
    rows = named.values_list("programme", *_COLUMNS, "needed_on").annotate(total=Sum("quantity"))
    own: dict[str, _Sums] = defaultdict(lambda: defaultdict(lambda: defaultdict(float)))
    for programme, *names, day, quantity in rows:
        own[programme][_place(*names)][day] += float(quantity)
    return Bookings(
        bookings(at).by_place, {name: Bookings(_columns(sums)) for name, sums in own.items()}
    )


def bookings(at: datetime) -> Bookings:
    """What is taken at an instant, by place and day.

    From the balances, less holds that have run out and were not ended yet. For an instant before
    the last change, from what the reservations say of then.
    """
    later = Reservation.objects.filter(changed_at__gt=at).exists()
    return Bookings(_columns(_known_then(at) if later else _balances(at)))


_Sums = dict[Place, dict[date, float]]
_COLUMNS = ("place__site", "place__product", "place__kind", "place__unit")


def _columns(sums: _Sums) -> dict[Place, tuple[NDArray[np.int64], NDArray[np.float64]]]:
    found = {}
    for place, by_day in sums.items():
        days = sorted(day for day, quantity in by_day.items() if quantity > 0)
        if days:
            found[place] = (
                np.array([day.toordinal() for day in days], dtype=np.int64),
                np.array([by_day[day] for day in days]),
            )
    return found


def _balances(at: datetime) -> _Sums:
    sums: _Sums = defaultdict(lambda: defaultdict(float))
    rows = Balance.objects.filter(quantity__gt=0).values_list(*_COLUMNS, "day", "quantity")
    for *names, day, quantity in rows:
        sums[_place(*names)][day] += float(quantity)
    run_out = Reservation.objects.filter(state=Reservation.State.HELD, expires_at__lte=at)
    over = run_out.order_by().values_list(*_COLUMNS, "needed_on").annotate(total=Sum("quantity"))
    for *names, day, quantity in over:
        sums[_place(*names)][day] -= float(quantity)
    return sums


def _known_then(at: datetime) -> _Sums:
    """By the reservations themselves: taken by then, and not given back or run out by then."""
    sums: _Sums = defaultdict(lambda: defaultdict(float))
    rows = (
        _taking_at(at)
        .order_by()
        .values_list(*_COLUMNS, "needed_on")
        .annotate(total=Sum("quantity"))
    )
    for *names, day, quantity in rows:
        sums[_place(*names)][day] += float(quantity)
    return sums


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


def _utc(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat()


def _place(site: str, product: str, kind: str, unit: str) -> Place:
    return Place(site, product, Kind(kind), unit)


def listed(*, site: str | None = None, every: bool = False, most: int = 1000) -> list[Reservation]:
    """Reservations, the newest first: those that take capacity, or every one."""
    found = Reservation.objects.select_related("place").order_by("-id")
    if not every:
        found = found.filter(state__in=[Reservation.State.HELD, Reservation.State.ORDERED])
    if site is not None:
        found = found.filter(place__site=site)
    return list(found[:most])


def form(one: Reservation) -> dict[str, Any]:
    """The JSON of a reservation."""
    return {
        "id": one.pk,
        "state": str(one.state),
        "site": one.place.site,
        "product": one.place.product,
        "kind": one.place.kind,
        "unit": one.place.unit,
        "quantity": float(one.quantity),
        "needed_on": one.needed_on.isoformat(),
        "expires_at": _utc(one.expires_at),
        "holder": one.holder,
        "programme": one.programme,
        "order": one.order,
        "priority": one.priority,
        "key": one.key,
        "taken_at": _utc(one.taken_at),
        "snapshot": one.snapshot,
    }
