"""Small plants made by hand, for tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from selaras.capacity.booking import bookings_of, taken_at
from selaras.capacity.plant import Plant
from selaras.capacity.promise import Question
from selaras.capacity.reservations import Reservation
from selaras.capacity.resources import CapacityTest, Expansion, Kind, Resource
from selaras.capacity.usage import Usage

NOW = datetime(2026, 6, 1, tzinfo=UTC)
"""A Monday."""
TODAY = NOW.date()
ZONE = ZoneInfo("UTC")


def resource(name: str = "R1", site: str = "Abepura", **more: Any) -> Resource:
    """A resource of fibre ports, 100 claimed."""
    given: dict[str, Any] = {
        "product": "Fibre",
        "kind": Kind.STOCK,
        "unit": "ports",
        "claimed": 100.0,
    }
    return Resource(name, site, **(given | more))


def proven(name: str = "R1", capacity: float | None = 100.0, **more: Any) -> CapacityTest:
    """A test that was passed a month ago and holds for a year."""
    on = more.pop("on", TODAY - timedelta(days=30))
    given: dict[str, Any] = {"expires_on": on + timedelta(days=365), "passed": True}
    at = datetime.combine(on, time(3), UTC)
    return CapacityTest(name, at, on, capacity, **(given | more))


def read(name: str = "R1", *levels: float, weeks_old: int = 0) -> Usage:
    """Weekly levels, the newest last; steady at 0 without any."""
    series = levels or (0.0,) * 8
    weekly = tuple((weeks_old + n, level) for n, level in enumerate(reversed(series)))
    return Usage(name, NOW - timedelta(weeks=weeks_old, hours=1), len(series), series[-1], weekly)


def held(quantity: float, needed_on: date, site: str = "Abepura", **more: Any) -> Reservation:
    name = more.pop("name", f"{quantity:g} on {needed_on}")
    return Reservation(name, site, more.pop("product", "Fibre"), quantity, needed_on, **more)


def plant(
    *resources: Resource,
    tests: tuple[CapacityTest, ...] = (),
    usage: tuple[Usage, ...] = (),
    reservations: tuple[Reservation, ...] = (),
    expansions: tuple[Expansion, ...] = (),
) -> Plant:
    """A plant as of NOW."""
    by_resource: dict[str, tuple[CapacityTest, ...]] = {}
    for test in tests:
        by_resource[test.resource_id] = (*by_resource.get(test.resource_id, ()), test)
    places = sorted({one.place for one in resources})
    booked, homeless = bookings_of(places, taken_at(reservations, NOW))
    return Plant(
        NOW,
        ZONE,
        resources,
        tests=by_resource,
        usage={one.resource_id: one for one in usage},
        bookings=booked,
        expansions=expansions,
        problems=homeless,
        snapshot="0" * 12,
    )


def simple(
    *, used: tuple[float, ...] = (), reservations: tuple[Reservation, ...] = (), **more: Any
) -> Plant:
    """One tested resource of 100 ports at Abepura."""
    return plant(
        resource(),
        tests=(proven(),),
        usage=(read("R1", *used),),
        reservations=reservations,
        **more,
    )


def asked(quantity: float, days: int = 30, **more: Any) -> Question:
    """A quantity of fibre at Abepura so many days from today."""
    given: dict[str, Any] = {"site": "Abepura", "product": "Fibre", "service_level": 0.95}
    given |= {"quantity": quantity, "by": TODAY + timedelta(days=days)}
    return Question(**(given | more))
