"""Reservations by what is asked of them: where, of what, and in which state at an instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q, QuerySet

from selaras.records.reservations.models import Reservation, ReservedPlace

_State = Reservation.State
EVERY = "all"
"""Stands for every state, where without a word only what takes capacity is meant."""
STATES = (*_State.values, EVERY)
KEYS = (
    "id", "state", "site", "product", "kind", "unit", "quantity", "needed_on", "expires_at",
    "holder", "programme", "order", "priority", "key", "taken_at", "snapshot",
)  # fmt: skip
"""The keys of a reservation's JSON, in their order."""


@dataclass(frozen=True, slots=True)
class Sought:
    """Which reservations: empty is any site and any product. `state` is one of STATES; empty: what
    takes capacity, held or ordered."""

    site: str = ""
    product: str = ""
    state: str = ""


def sought(wanted: Sought, at: datetime) -> QuerySet[Reservation]:
    """Those that are sought, the newest first, with their places.

    A hold whose time is over counts as expired, whether or not anybody has ended it since.
    """
    found = Reservation.objects.select_related("place").order_by("-id")
    if wanted.site or wanted.product:
        places = ReservedPlace.objects.order_by()
        if wanted.site:
            places = places.filter(site=wanted.site)
        if wanted.product:
            places = places.filter(product=wanted.product)
        found = found.filter(place__in=places)
    return found if wanted.state == EVERY else found.filter(_in_state(wanted.state, at))


def _in_state(state: str, at: datetime) -> Q:
    over = Q(state=_State.HELD, expires_at__lte=at)
    held = Q(state=_State.HELD) & (Q(expires_at=None) | Q(expires_at__gt=at))
    if state == _State.HELD:
        return held
    if state == _State.EXPIRED:
        return Q(state=_State.EXPIRED) | over
    return Q(state=state) if state else held | Q(state=_State.ORDERED)


def state_at(one: Reservation, at: datetime) -> str:
    """The state of a reservation at an instant."""
    ran_out = one.expires_at is not None and one.expires_at <= at
    if one.state == _State.HELD and ran_out:
        return _State.EXPIRED.value
    return str(one.state)


def form_of(one: Reservation, at: datetime) -> dict[str, Any]:
    """The JSON of a reservation, as it stands at an instant."""
    return {
        "id": one.pk,
        "state": state_at(one, at),
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


def _utc(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat()
