"""A plant read from evidence: what counts, and what is said of what does not."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

from selaras.capacity.plant import Plant
from selaras.capacity.plant_query import read_plant
from selaras.capacity.promise import Answer, Question
from selaras.capacity.promising import promise
from selaras.capacity.quantities import day_words
from selaras.capacity.source_query import ArrowSource
from selaras.capacity.status import status_of
from selaras.errors import EvidenceError, InputError
from selaras.reports.capacity_status_page import status_page

from .plants import NOW, TODAY, held

ZONE = ZoneInfo("Asia/Jakarta")


def _rows(**columns: list[Any]) -> pa.Table:
    return pa.table(columns)


def _times(*days_ago: float) -> pa.Array:
    at = [NOW - timedelta(days=days) for days in days_ago]
    return pa.array(at, pa.timestamp("us", "UTC"))


def _resources(**more: list[Any]) -> pa.Table:
    columns: dict[str, list[Any]] = {
        "resource_id": ["R1"], "site": ["Abepura"], "product": ["Fibre"], "kind": ["stock"],
        "unit": ["ports"], "claimed": [100.0],
    }  # fmt: skip
    return _rows(**(columns | more))


def _tests(ids: list[str], capacity: list[float | None], *days_ago: float, **more: Any) -> pa.Table:
    columns = {"resource_id": ids, "tested_at": _times(*days_ago), "capacity": capacity}
    return pa.table(columns | {"passed": [True] * len(ids)} | more)


def _utilisation(used: list[float], every_days: float = 1.0, resource: str = "R1") -> pa.Table:
    days = [every_days * (len(used) - 1 - n) + 0.2 for n in range(len(used))]
    return pa.table(
        {"resource_id": [resource] * len(used), "happened_at": _times(*days), "used": used}
    )


def _plant(reservations: tuple[Any, ...] = (), **tables: pa.Table) -> Plant:
    return read_plant(ArrowSource(tables, NOW), ZONE, reservations)


def _kinds(plant: Plant) -> list[tuple[str, str]]:
    return [(problem.kind, problem.subject) for problem in plant.problems]


def test_the_percentile_is_the_nearest_rank_of_the_newest_four_weeks() -> None:
    used = [90.0] * 28 + [float(n) for n in range(1, 29)]  # the older four weeks do not count
    plant = _plant(resources=_resources(), utilisation=_utilisation(used))
    usage = plant.usage["R1"]
    assert usage.level == 27  # 26.6 of 28, rounded up
    assert usage.readings == 56
    assert [week for week, _ in usage.weekly] == list(range(8))
    assert usage.weekly[0][1] == 28
    assert usage.newest == NOW - timedelta(days=0.2)


def test_readings_after_the_as_of_are_not_seen() -> None:
    later = _utilisation([5.0, 6.0, 99.0])
    late = read_plant(
        ArrowSource({"resources": _resources(), "utilisation": later}, NOW - timedelta(days=1)),
        ZONE,
    )
    assert late.usage["R1"].level == 6


def test_what_was_read_before_readings_are_complete_is_not_known() -> None:
    used = [1.0] * 56 + [60.0] * 28  # an export that was still filling up
    tables = {"resources": _resources(), "utilisation": _utilisation(used)}
    begins = {"utilisation": NOW - timedelta(weeks=4)}
    usage = read_plant(ArrowSource(tables, NOW, begins=begins), ZONE).usage["R1"]
    assert usage.weekly == ((0, 60.0), (1, 60.0), (2, 60.0), (3, 60.0))
    assert usage.readings == 28


def test_what_was_wanted_before_demand_is_complete_is_not_known() -> None:
    starts = [TODAY - timedelta(days=7 * (n + 1)) for n in range(10)]
    demand = _rows(
        site=["Abepura"] * 10,
        product=["Fibre"] * 10,
        period_start=starts,
        wanted=[40.0] * 5 + [1.0] * 5,
        served=[40.0] * 5 + [1.0] * 5,
    )
    tables = {"resources": _resources(kind=["hours"], unit=["h"]), "demand": demand}
    whole = read_plant(ArrowSource(tables, NOW), ZONE).flows["Abepura", "Fibre"]
    assert whole.unbroken == (1.0,) * 5 + (40.0,) * 5
    # In the middle of a week: what is on record of that week is a part of it.
    midday = datetime.combine(starts[4], time(12), ZONE)
    late = read_plant(ArrowSource(tables, NOW, begins={"demand": midday}), ZONE)
    assert late.flows["Abepura", "Fibre"].unbroken == (40.0,) * 4
    midnight = datetime.combine(starts[4], time(), ZONE)
    whole_week = read_plant(ArrowSource(tables, NOW, begins={"demand": midnight}), ZONE)
    assert whole_week.flows["Abepura", "Fibre"].unbroken == (40.0,) * 5


def test_days_are_local_to_the_zone() -> None:
    at = datetime(2026, 5, 20, 20, tzinfo=UTC)  # 03:00 the next day in Jakarta
    tests = pa.table(
        {
            "resource_id": ["R1"],
            "tested_at": pa.array([at], pa.timestamp("us", "UTC")),
            "capacity": [100.0],
            "expires_at": pa.array([at + timedelta(days=90)], pa.timestamp("us", "UTC")),
        }
    )
    (test,) = _plant(resources=_resources(), capacity_tests=tests).tests["R1"]
    assert (test.tested_on, test.expires_on) == (date(2026, 5, 21), date(2026, 8, 19))


def test_faults_in_the_data_are_said_and_not_counted() -> None:
    resources = _rows(
        resource_id=["R1", "R2", "R3", "R4"],
        site=["Abepura", "Abepura", None, "Abepura"],
        product=["Fibre"] * 4,
        kind=["stock", "stock", "stock", None],
        unit=["ports", "Ports ", "ports", "ports"],
        claimed=[-5.0, 100.0, 100.0, 100.0],
    )
    tests = _tests(
        ["R1", "R2", "R2", "R9", "R1"],
        [None, 180.0, 120.0, 50.0, 80.0],
        *(3.0, 200.0, 20.0, 10.0, 9.0),
        expires_at=pa.concat_arrays(
            [
                pa.array([None] * 4, pa.timestamp("us", "UTC")),
                pa.array([NOW - timedelta(days=30)], pa.timestamp("us", "UTC")),
            ]
        ),
    )
    utilisation = _utilisation([3.0, -1.0, 4.0])
    expansions = _rows(
        resource_id=["R9", "R1"], ready_on=[TODAY, TODAY], adds=[5.0, -5.0], state=["planned"] * 2
    )
    plant = _plant(
        resources=resources, capacity_tests=tests, utilisation=utilisation, expansions=expansions
    )
    assert sorted(_kinds(plant)) == [
        ("incomplete_resource", "R3"),
        ("incomplete_resource", "R4"),
        ("negative_capacity", "R1"),
        ("negative_use", "R1"),
        ("overlapping_tests", "R2"),
        ("test_after_expiry", "R1"),
        ("unknown_resource", "R9"),
        ("unknown_resource", "R9"),
        ("unusable_expansion", "R1"),
        ("unusable_test", "R1"),
    ]
    (place,) = plant.places  # one spelling of the unit
    assert place.unit == "ports"
    found = promise(plant, Question("Abepura", "Fibre", 100, TODAY, 0.95))
    assert {problem.kind for problem in found.problems} >= {"overlapping_tests", "negative_use"}
    assert all(problem.says.en and problem.says.id for problem in plant.problems)


def test_units_that_differ_are_said() -> None:
    both = _rows(
        resource_id=["R1", "R2"], site=["Abepura"] * 2, product=["Fibre"] * 2,
        kind=["stock"] * 2, unit=["ports", "Mbit/s"], claimed=[1.0, 2.0],
    )  # fmt: skip
    plant = _plant(resources=both)
    assert _kinds(plant) == [("units_differ", "Abepura, Fibre")]
    assert len(plant.places) == 2


def test_without_resources_there_is_no_plant() -> None:
    with pytest.raises(EvidenceError, match="no table of resources"):
        _plant(utilisation=_utilisation([1.0]))


def test_a_promise_from_evidence() -> None:
    plant = _plant(
        resources=_resources(),
        capacity_tests=_tests(["R1"], [90.0], 20.0),
        utilisation=_utilisation([40.0] * 60),
    )
    question = Question("Abepura", "Fibre", 50, TODAY + timedelta(days=20), 0.95)
    assert promise(plant, question).today.answer is Answer.YES
    more = Question("Abepura", "Fibre", 51, TODAY + timedelta(days=20), 0.95)
    assert promise(plant, more).today.answer is Answer.LESS


def test_reservations_where_nothing_is_known_are_a_debt_that_shows() -> None:
    lost = (held(7, TODAY, site="Waena"), held(130, TODAY))
    plant = _plant(
        lost,
        resources=_resources(),
        capacity_tests=_tests(["R1"], [100.0], 20.0),
        utilisation=_utilisation([10.0] * 60),
    )
    assert ("reservation_place", "Waena, Fibre") in _kinds(plant)
    status = status_of(plant, weeks=4)
    debts = {one.place.site: one.debt for one in status.places}
    assert debts == {"Abepura": pytest.approx(40), "Waena": 7}
    assert all("debt" in one.flags for one in status.places)


def test_headroom_by_week() -> None:
    plant = _plant(
        (held(25, TODAY + timedelta(days=9)),),
        resources=_resources(valid_to=[TODAY + timedelta(days=16)]),
        capacity_tests=_tests(["R1"], [90.0], 20.0),
        utilisation=_utilisation([40.0] * 60),
        expansions=_rows(
            resource_id=["R1"],
            ready_on=[TODAY + timedelta(days=7)],
            adds=[30.0],
            state=["approved"],
        ),
    )
    head = status_of(plant, weeks=4).headroom
    assert head.weeks[0] == TODAY
    assert head.claimed[0].tolist()[:3] == [100, 100, 0]
    assert head.tested[0].tolist() == [90, 90, 0, 0]  # out of service in the third week
    assert head.reserved[0].tolist() == [0, 25, 25, 25]
    assert head.in_use[0, 0] == 40
    assert head.free[0].tolist()[:2] == pytest.approx([50, 25])
    assert head.planned[0].tolist()[:2] == [0, 30]
    assert head.sold[0, 1] == pytest.approx(65 / 90)


def test_status_says_what_is_unsupported_and_sold_beyond_the_limit() -> None:
    two = _rows(
        resource_id=["R1", "R2"], site=["Abepura", "Sentani"], product=["Fibre"] * 2,
        kind=["stock"] * 2, unit=["ports"] * 2, claimed=[100.0, 100.0],
    )  # fmt: skip
    plant = _plant(
        resources=two,
        capacity_tests=_tests(["R1"], [100.0], 20.0),
        utilisation=_utilisation([85.0] * 40),
    )
    status = status_of(plant, weeks=2, limit=0.8)
    flags = {one.place.site: set(one.flags) for one in status.places}
    assert flags == {"Abepura": {"over_limit"}, "Sentani": {"untested"}}
    assert status.places[0].sold == pytest.approx(0.85)
    assert [one.place.site for one in status_of(plant, site="Sentani").places] == ["Sentani"]
    with pytest.raises(InputError, match="Did you mean Sentani"):
        status_of(plant, site="Sentanni")
    with pytest.raises(InputError, match="limit of sold over tested is 0"):
        status_of(plant, limit=0)


def test_what_is_reserved_ahead_is_sold_beyond_the_limit_from_its_week_on() -> None:
    plant = _plant(
        (held(70, TODAY + timedelta(days=21)),),
        resources=_resources(),
        capacity_tests=_tests(["R1"], [100.0], 20.0),
        utilisation=_utilisation([60.0] * 40),
    )
    status = status_of(plant, weeks=6)
    (found,) = status.places
    assert found.sold == pytest.approx(0.6)
    assert {"over_limit", "debt"} <= set(found.flags)
    week = day_words(status.headroom.weeks[3]).en
    said = " ".join(words.en for words in found.says)
    assert f"From the week of {week} on sold over tested is 130%" in said


@pytest.mark.parametrize("claimed", [None, -5.0, 50.0])
def test_a_place_without_a_test_is_not_drawn_as_full(claimed: float | None) -> None:
    """Nobody knows what is free there, whatever is claimed."""
    plant = _plant(resources=_resources(claimed=[claimed]), utilisation=_utilisation([5.0] * 40))
    assert "2 weeks; 0 cells have nothing free" in status_page(status_of(plant, weeks=2), "en")
