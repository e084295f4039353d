"""What a plant bears at a programme's sites."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from selaras.capacity.known import Evidence
from selaras.capacity.plant import Plant
from selaras.capacity.programmes.bearing import Backing, Bearing, bearing_of
from selaras.capacity.programmes.cells import cells_of
from selaras.capacity.programmes.sentences import limits_of
from selaras.capacity.programmes.values import Programme, SitePlan
from selaras.capacity.resources import Expansion

from ..plants import NOW, TODAY, ZONE, held, plant, proven, read, resource
from .worlds import columns


def borne(there: Plant, *sites: str) -> Bearing:
    first = TODAY + timedelta(days=7)
    plans = tuple(SitePlan(site, "Fibre", (5.0, 5.0)) for site in sites)
    last = first + timedelta(days=13)
    return bearing_of(Programme("p", "P", first, last, plans, 10.0, 0.95, 0.1), there)


def two(**more: Any) -> Plant:
    """Two resources of 100 and 80 ports, 40 and 20 of them in use; only the first is tested."""
    return plant(
        resource("R1"),
        resource("R2", claimed=80.0),
        tests=(proven("R1"),),
        usage=(read("R1", *(40.0,) * 8), read("R2", *(20.0,) * 8)),
        **more,
    )


def test_what_is_in_use_of_untested_capacity_takes_nothing_from_the_tested() -> None:
    found = borne(two(), "Abepura")
    assert found.backing == (Backing.PARTLY,)
    assert found.proven.tolist() == [[60.0, 60.0]]
    assert found.claimed.tolist() == [[120.0, 120.0]]
    assert np.isnan(found.tested).all()


def test_capacity_in_several_units_is_not_known() -> None:
    mixed = plant(
        resource("R1"),
        resource("R2", unit="Mbit/s"),
        tests=(proven("R1"), proven("R2")),
        usage=(read("R1"), read("R2")),
    )
    found = borne(mixed, "Abepura", "Nowhere")
    assert found.backing == (Backing.UNITS, Backing.UNKNOWN)
    assert np.isnan(found.tested).all()


def test_a_reservation_without_its_unit_does_not_hide_what_is_there() -> None:
    lost = held(10, TODAY + timedelta(days=1), unit="rooms")
    found = borne(two(reservations=(lost,)), "Abepura")
    assert found.backing == (Backing.PARTLY,)


def grown(days: int, *tests_on: int, state: str | None = None) -> Plant:
    """100 tested ports, and 20 more to be ready so many days from today; more tests by day."""
    return plant(
        resource(product="fibre"),
        tests=(proven(), *(proven(on=TODAY + timedelta(days=n)) for n in tests_on)),
        usage=(read(),),
        expansions=(Expansion("R1", TODAY + timedelta(days=days), 20.0, state=state),),
    )


def said(there: Plant, *, begins_in: int = 7) -> list[str]:
    first = TODAY + timedelta(days=begins_in)
    plans = (SitePlan("Abepura", "fibre", (5.0, 5.0)),)
    programme = Programme("p", "P", first, first + timedelta(days=13), plans, 10.0, 0.95, 0.1)
    cells = cells_of(columns(["Abepura"], np.full((1, 20), 10.0)))
    known = Evidence(NOW, ZONE, cells, (), there, (), None)
    return [limit.en for limit in limits_of(known.assess(programme), known)]


def test_an_expansion_whose_day_has_passed_unseen_is_named() -> None:
    late = [one for one in said(grown(-14)) if "has passed" in one]
    assert len(late) == 1
    assert "R1 (18 May 2026)" in late[0]


@pytest.mark.parametrize(
    "there",
    [grown(0), grown(14), grown(-14, -7), grown(-14, state="cancelled")],
    ids=["of today", "to come", "tested since", "called off"],
)
def test_no_other_expansion_is_said_to_be_late(there: Plant) -> None:
    assert not any("has passed" in one for one in said(there))
