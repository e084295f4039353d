"""Simulated programmes: what is planted is true, and what is on record is what happened."""

from __future__ import annotations

import numpy as np
import pytest

from selaras.contracts import TABLES
from selaras.demo.programmes.planting import PLANTED, draw_case
from selaras.demo.programmes.tables import APPROVED_AT, draw_evidence
from selaras.demo.programmes.world import HISTORY_WEEKS


@pytest.mark.parametrize("planted", PLANTED, ids=lambda p: "+".join(p) or "nothing")
def test_what_is_planted_is_true_and_it_fell_short(planted):
    case = draw_case(31, planted)
    assert set(case.truth.at_fault) == set(planted)
    assert case.fell_short
    assert ("management" in planted) == (case.truth.short > 0.1)
    assert np.all(case.served <= case.orders)
    if "technical" not in planted:
        assert np.isfinite(case.tested).all()


def test_a_seed_gives_the_same_programme_again():
    one, other = (draw_case(5, ("target",)) for _ in range(2))
    assert np.array_equal(one.orders, other.orders)
    assert one.target == other.target


def test_the_evidence_holds_what_its_contracts_say_and_hides_what_nobody_asked():
    case = draw_case(7, ("technical",))
    tables = draw_evidence(case).tables
    for name, table in tables.items():
        assert set(table.column_names) <= set(TABLES[name].column_names)
    demand = tables["demand"].to_pylist()
    assert len(demand) == case.world.sites * (HISTORY_WEEKS + case.weeks)
    during = [row for row in demand if row["period_start"] > APPROVED_AT.date()]
    assert sum(row["wanted"] for row in during) == case.served.sum()
    assert any(row["sold_out"] for row in during)


def test_an_untested_ok_has_no_test_before_the_launch():
    for seed in range(40, 60):
        case = draw_case(seed, ("technical",))
        tests = draw_evidence(case).tables["capacity_tests"].to_pylist()
        before = [row for row in tests if row["tested_at"] <= APPROVED_AT]
        assert bool(before) == (case.flavour != "untested")
