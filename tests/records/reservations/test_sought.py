"""Reservations are found by where, of what and in which state they are at an instant."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from tests.records.reservations.places import NOW, day, stock

from selaras.records.audit.actor import Actor
from selaras.records.people.models import Party
from selaras.records.reservations.changing import convert, release
from selaras.records.reservations.models import Reservation
from selaras.records.reservations.sought import KEYS, Sought, form_of, sought, state_at
from selaras.records.reservations.taking import Wanted, take

LATER = NOW + timedelta(days=3)


def _take(site: str, quantity: int, until: datetime | None = None) -> Reservation:
    return take(Actor(None, "command"), stock(site=site), Wanted(quantity, day(10), until), now=NOW)


@pytest.fixture
def some(home: Party) -> dict[str, Reservation]:
    """One of each state three days on; the one that ran out was not ended by anybody."""
    found = {
        "held": _take("Abepura", 1),
        "over": _take("Abepura", 2, NOW + timedelta(days=1)),
        "ordered": _take("Sentani", 3),
        "released": _take("Sentani", 4),
    }
    convert(Actor(None, "command"), found["ordered"].pk, "PO-1", now=NOW)
    release(Actor(None, "command"), found["released"].pk, "", now=NOW)
    return {name: Reservation.objects.get(pk=one.pk) for name, one in found.items()}


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (Sought(), ["ordered", "held"]),
        (Sought(state="held"), ["held"]),
        (Sought(state="expired"), ["over"]),
        (Sought(state="released"), ["released"]),
        (Sought(state="all"), ["released", "ordered", "over", "held"]),
        (Sought(site="Sentani"), ["ordered"]),
        (Sought(site="Sentani", state="all"), ["released", "ordered"]),
        (Sought(product="Fibre 100"), ["ordered", "held"]),
        (Sought(product="Fibre 200"), []),
        (Sought(site="Nowhere"), []),
    ],
)
def test_reservations_are_found_by_place_and_state(
    some: dict[str, Reservation], wanted: Sought, names: list[str]
) -> None:
    assert list(sought(wanted, LATER)) == [some[name] for name in names]


def test_a_hold_whose_time_is_over_is_not_told_as_held(some: dict[str, Reservation]) -> None:
    over = some["over"]
    assert (over.state, state_at(over, NOW), state_at(over, LATER)) == ("held", "held", "expired")
    assert form_of(over, LATER)["state"] == "expired"


def test_keys_are_those_of_the_form(some: dict[str, Reservation]) -> None:
    assert tuple(form_of(some["held"], NOW)) == KEYS
