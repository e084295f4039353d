"""The telescoping waterfall."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.capacity.finding import Estimate
from selaras.capacity.postmortem.waterfall import Links, waterfall

NUMBERS = st.floats(0, 1000)
MAYBE = st.none() | NUMBERS


def test_worked_example():
    found = waterfall(Links(Estimate(170), 200, 180, 120, Estimate(110)))
    assert found.gap == Estimate(60)
    assert [(term.name, term.value.value) for term in found.terms] == [
        ("demand_over_target", -30),
        ("target_over_claimed", 20),
        ("claimed_over_tested", 60),
        ("tested_over_actual", 10),
    ]


@given(NUMBERS, NUMBERS, MAYBE, MAYBE, NUMBERS)
def test_terms_add_up_to_the_gap_whatever_is_missing(demand, target, claimed, tested, actual):
    found = waterfall(Links(Estimate(demand), target, claimed, tested, Estimate(actual)))
    assert found.gap is not None
    assert sum(term.value.value for term in found.terms) == pytest.approx(found.gap.value)
    assert len(found.terms) == 4 - (claimed is None) - (tested is None)


def test_no_valid_test_merges_claimed_and_actual():
    found = waterfall(Links(Estimate(170), 200, 180, None, Estimate(110)))
    merged = found.terms[-1]
    assert (merged.name, merged.value.value, merged.merged) == (
        "claimed_over_actual",
        70,
        ("tested",),
    )


def test_an_ok_without_a_quantity_merges_target_and_tested():
    found = waterfall(Links(Estimate(170), 200, None, 120, Estimate(110)))
    assert [term.name for term in found.terms] == [
        "demand_over_target",
        "target_over_tested",
        "tested_over_actual",
    ]


def test_intervals_are_carried_to_the_steps_they_touch():
    found = waterfall(Links(Estimate(170, 150, 195), 200, 180, 120, Estimate(110)))
    assert found.terms[0].value == Estimate(-30, -50, -5)
    assert found.terms[1].value == Estimate(20)
    assert found.gap == Estimate(60, 40, 85)


def test_unknown_demand_ends_the_waterfall_at_the_target():
    found = waterfall(Links(None, 200, 180, 120, Estimate(110)))
    assert found.gap is None
    assert found.terms[0].name == "target_over_claimed"
