"""What a plant bears at a programme's sites."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from selaras.capacity import plant_rows
from selaras.capacity.known import Evidence
from selaras.capacity.plant import Plant
from selaras.capacity.problems import Problems
from selaras.capacity.programmes.answer import ProgrammeAnswer, programme_answer
from selaras.capacity.programmes.assessment import Verdict
from selaras.capacity.programmes.bearing import Backing, Bearing, bearing_of
from selaras.capacity.programmes.cells import cells_of
from selaras.capacity.programmes.sentences import limits_of
from selaras.capacity.programmes.values import Programme, SitePlan
from selaras.capacity.promise import Answer
from selaras.capacity.promising import promise
from selaras.capacity.resources import CapacityTest, Expansion

from ..plants import NOW, TODAY, ZONE, asked, held, plant, proven, read, resource
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


@pytest.mark.parametrize("stale", [None, 30])
def test_what_nobody_reads_is_not_counted_where_others_are_read(stale: int | None) -> None:
    mine = () if stale is None else (read("R1", *(90.0,) * 8, weeks_old=stale),)
    alone = plant(
        resource("R1"), resource("R9", site="Sentani"),
        tests=(proven("R1"), proven("R9")), usage=(read("R9"), *mine),
    )  # fmt: skip
    found = borne(alone, "Abepura")
    assert (found.backing, found.unread) == ((Backing.UNREAD,), ("R1",))
    assert np.isnan(found.proven).all()
    answer = asked_of(alone)
    assert answer.verdict is Verdict.CANNOT_TELL
    assert "readings would settle it" in answer.sentence.en
    assert promise(alone, asked(5)).today.answer is Answer.CANNOT_TELL
    # Beside one that is read it takes nothing and gives nothing.
    both = plant(
        resource("R1"), resource("R2", claimed=80.0), tests=(proven("R1"), proven("R2", 80.0)),
        usage=(read("R2", *(20.0,) * 8), *mine),
    )  # fmt: skip
    found = borne(both, "Abepura")
    assert found.backing == (Backing.UNREAD,)
    assert found.proven.tolist() == [[60.0, 60.0]]


def test_where_nothing_was_ever_read_stock_is_unused_and_it_is_said() -> None:
    there = plant(resource("R1", product="fibre"), tests=(proven("R1"),))
    found = bearing_of(
        Programme("p", "P", TODAY, TODAY + timedelta(days=6),
                  (SitePlan("Abepura", "fibre", (5.0,)),), 5.0, 0.95, 0.1), there,
    )  # fmt: skip
    assert (found.backing, found.proven.tolist()) == ((Backing.TESTED,), [[100.0]])
    assert found.unused == ("R1",)
    assert any("it counts as nothing" in one for one in said(there))


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


def said(there: Plant, *, begins_in: int = 7, target: float = 10.0) -> list[str]:
    first = TODAY + timedelta(days=begins_in)
    plans = (SitePlan("Abepura", "fibre", (5.0, 5.0)),)
    programme = Programme("p", "P", first, first + timedelta(days=13), plans, target, 0.95, 0.1)
    cells = cells_of(columns(["Abepura"], np.full((1, 20), 10.0)))
    known = Evidence(NOW, ZONE, cells, (), there, (), None)
    return [limit.en for limit in limits_of(known.assess(programme), known)]


def test_a_target_beyond_what_the_sites_plan_is_said() -> None:
    assert not any("The sites plan" in one for one in said(grown(0)))
    (beyond,) = [one for one in said(grown(0), target=22.0) if "The sites plan" in one]
    assert "The sites plan 10 in all, less than the target of 22" in beyond


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


def asked_of(there: Plant) -> ProgrammeAnswer:
    first = TODAY + timedelta(days=7)
    plans = (SitePlan("Abepura", "Fibre", (5.0, 5.0)),)
    programme = Programme("p", "P", first, first + timedelta(days=13), plans, 10.0, 0.95, 0.1)
    return programme_answer(programme, Evidence(NOW, ZONE, cells_of(columns([], np.zeros((0, 0)))),
                                                (), there, (), None))  # fmt: skip


@pytest.mark.parametrize("tests", [(), (proven(capacity=-5.0),), (proven(capacity=None),)])
def test_a_capacity_that_nobody_states_cannot_be_told(tests: tuple[CapacityTest, ...]) -> None:
    found = asked_of(plant(resource(claimed=None), tests=tests, usage=(read("R1", *(9.0,) * 8),)))
    assert found.verdict is Verdict.CANNOT_TELL
    assert found.assessment.by_claims.tightest is None
    assert found.sites[0].backing is Backing.UNSTATED
    assert "Neither a claim nor a valid test says how much Abepura" in found.sentence.en
    assert "No resource" not in found.sentence.en


def test_a_claim_of_nothing_is_short() -> None:
    found = asked_of(plant(resource(claimed=0.0)))
    assert found.verdict is Verdict.SHORT


def test_what_is_wrong_with_a_test_is_said_where_none_holds() -> None:
    problems = Problems()
    row = {"resource_id": "R1", "tested_at": NOW - timedelta(days=9), "capacity": -5.0,
           "method": None, "tester": None, "evidence": None, "expires_at": None,
           "passed": True}  # fmt: skip
    tests = plant_rows.tests_of_rows([row], {"R1"}, ZONE, problems)
    void = replace(plant(resource(), tests=tests["R1"]), problems=tuple(problems.found))
    found = asked_of(void)
    assert found.verdict is Verdict.CANNOT_TELL
    assert any("shows no capacity, or one below 0" in limit.en for limit in found.limits)
    assert any("tidak menunjukkan kapasitas" in limit.id for limit in found.limits)


@pytest.mark.parametrize(
    "service",
    [{"valid_to": TODAY + timedelta(days=6)}, {"valid_from": TODAY + timedelta(days=60)}],
    ids=["before it begins", "after its end"],
)
def test_what_is_out_of_service_is_said_to_be_so(service: dict[str, Any]) -> None:
    found = asked_of(plant(resource(**service), tests=(proven(),), usage=(read(),)))
    assert found.sites[0].backing is Backing.OUT_OF_SERVICE
    assert found.verdict is Verdict.SHORT
    assert "Nothing of the product at Abepura is in service in these weeks." in found.sentence.en
    assert "on record" not in found.sentence.en


@pytest.mark.parametrize(
    ("tests", "backing"),
    [((), Backing.UNTESTED), ((proven(capacity=0.0, passed=False),), Backing.FAILED)],
)
def test_a_resource_that_gives_nothing_is_on_record(
    tests: tuple[CapacityTest, ...], backing: Backing
) -> None:
    found = asked_of(plant(resource(claimed=0.0), tests=tests))
    assert found.sites[0].backing is backing
    assert "on record" not in found.sentence.en


def begins_in_seven(expires_in: int, **more: Any) -> Plant:
    until = TODAY + timedelta(days=expires_in)
    return plant(resource(**more), tests=(proven(expires_on=until),), usage=(read(),))


@pytest.mark.parametrize("expires_in", [3, 7])
def test_a_test_that_expires_before_the_first_day_ends_does_not_count(expires_in: int) -> None:
    found = asked_of(begins_in_seven(expires_in))
    assert found.verdict is Verdict.CANNOT_TELL
    assert found.sites[0].backing is Backing.EXPIRED
    assert any("expires before the programme begins" in limit.en for limit in found.limits)


@pytest.mark.parametrize("expires_in", [8, 20])
def test_a_test_that_holds_when_it_begins_counts_and_is_named(expires_in: int) -> None:
    found = asked_of(begins_in_seven(expires_in))
    assert found.verdict is Verdict.BEARS
    assert any("expires before the programme ends" in limit.en for limit in found.limits)
    assert not any("programme begins" in limit.en for limit in found.limits)


@pytest.mark.parametrize("expires_in", [3, 7, 8, 40])
def test_by_its_first_day_it_counts_the_tests_that_a_promise_counts(expires_in: int) -> None:
    there = begins_in_seven(expires_in)
    promised = promise(there, asked(1, days=7)).today.answer
    told = asked_of(there).verdict
    assert (promised is Answer.CANNOT_TELL) is (told is Verdict.CANNOT_TELL)


def test_a_debt_is_said_as_one() -> None:
    lent = plant(resource(), tests=(proven(),), usage=(read("R1", *(124.0,) * 8),))
    site = asked_of(lent).sites[0]
    assert (site.free, site.debt, site.claimed) == (0.0, 24.0, 0.0)
    says = asked_of(lent).sentence
    assert (
        "More is foreseen to be in use or reserved than was tested: 24 ports at Abepura" in says.en
    )
    assert "24 ports di Abepura" in says.id
    assert "No target would be safe." in says.en
    assert "A target of 0" not in says.en


def test_where_nothing_is_owed_no_debt_is_said() -> None:
    full = plant(resource(), tests=(proven(),), usage=(read("R1", *(100.0,) * 8),))
    found = asked_of(full)
    assert (found.sites[0].free, found.sites[0].debt) == (0.0, 0.0)
    assert "in use or reserved" not in found.sentence.en


def test_a_part_that_is_tested_counts_as_in_a_promise() -> None:
    """What is tested is in use; the other resource, that nobody tested, claims enough."""
    there = plant(
        resource("R1"),
        resource("R2", claimed=80.0),
        tests=(proven("R1"),),
        usage=(read("R1", *(100.0,) * 8), read("R2")),
    )
    assert promise(there, asked(1, days=20)).today.answer is Answer.NO
    found = asked_of(there)
    assert found.verdict is Verdict.SHORT
    assert found.sites[0].backing is Backing.PARTLY
    assert found.sites[0].probability_short is not None
    assert "A part of what Abepura has stands without a valid test" in found.sentence.en
