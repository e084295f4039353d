"""Whose a shift of rates is: a source's, a rep's, or nobody's."""

from __future__ import annotations

import numpy as np
import pytest

from selaras.diagnosis.movers import Movers, find_movers
from selaras.diagnosis.rates import Shift

SOURCES, REPS = np.full(4, 300.0), np.full(10, 120.0)
WORTH = {"acceptance": 1.0, "contact": 0.6, "win": 1.0}
STILL = {"acceptance": 0.0, "contact": 0.0, "win": 0.0}


def _found(
    source: dict[str, float],
    reps: dict[str, float],
    common: dict[str, float] = STILL,
    rep_leads: np.ndarray = REPS,
) -> Movers:
    """The first source and the first four reps shift by so much, all by `common`."""
    shifts = {
        name: Shift(
            common=common[name],
            of_source=np.where(np.arange(4) == 0, source[name], 0.0),
            of_rep=np.where(np.arange(10) < 4, reps[name], 0.0),
            source_errors=np.full(4, 0.03),
            rep_errors=np.full(10, 0.05),
        )
        for name in WORTH
    }
    return find_movers(shifts, WORTH, SOURCES, rep_leads)


def test_nobody_moved() -> None:
    found = _found(STILL, STILL)
    for name in WORTH:
        assert np.abs(found.of_source[name]).max() < 0.01
        assert np.abs(found.of_rep[name]).max() < 0.01


def test_source_keeps_the_rates_that_it_moved() -> None:
    moved = {"acceptance": 0.0, "contact": -0.3, "win": -0.5}
    found = _found(moved, STILL)
    assert found.of_source["win"][0] == pytest.approx(-0.5, abs=0.05)
    assert found.of_source["contact"][0] == pytest.approx(-0.3, abs=0.05)
    assert abs(found.of_source["acceptance"][0]) < 0.03
    assert np.abs(found.of_source["win"][1:]).max() < 0.03


def test_reps_and_a_source_are_told_apart() -> None:
    source = {"acceptance": 0.0, "contact": -0.3, "win": -0.5}
    reps = {"acceptance": 0.0, "contact": 0.0, "win": -0.6}
    found = _found(source, reps)
    assert found.of_rep["win"][:4] == pytest.approx([-0.6] * 4, abs=0.08)
    assert np.abs(found.of_rep["win"][4:]).max() < 0.05
    assert found.of_source["win"][0] == pytest.approx(-0.5, abs=0.08)


def test_what_all_share_is_neither_a_sources_nor_a_reps() -> None:
    found = _found(STILL, STILL, {"acceptance": 0.0, "contact": 0.0, "win": -0.4})
    assert abs(found.of_source["win"].mean()) < 0.08
    assert abs(found.of_rep["win"].mean()) < 0.08


def test_who_had_no_leads_did_not_move() -> None:
    leads = np.where(np.arange(10) == 0, 0.0, 120.0)
    found = _found(STILL, {"acceptance": 0.0, "contact": 0.0, "win": -0.6}, rep_leads=leads)
    assert found.of_rep["win"][0] == 0
    assert found.of_rep["win"][1] == pytest.approx(-0.6, abs=0.08)


def test_covariance_has_no_negative_direction() -> None:
    found = _found({"acceptance": 0.0, "contact": -0.1, "win": -0.2}, STILL)
    assert np.linalg.eigvalsh(found.covariance).min() >= -1e-12


def test_what_else_speaks_for_a_source_tells_which_of_them_moved() -> None:
    half = np.array([0.3, 0.3, -0.3, -0.3])
    shift = Shift(
        common=-0.3,
        of_source=half,
        of_rep=np.zeros(10),
        source_errors=np.full(4, 0.1),
        rep_errors=np.full(10, 0.3),
    )

    def told(odds: np.ndarray | None) -> Movers:
        return find_movers({"win": shift}, WORTH, SOURCES, REPS, odds)

    found = told(np.array([-2.0, -2.0, 5.0, 5.0]))
    assert found.of_source["win"] == pytest.approx([0.0, 0.0, -0.6, -0.6], abs=0.1)
    assert found.covariance[0, 0] < 0.5 * told(None).covariance[0, 0]
