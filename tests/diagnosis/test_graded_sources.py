"""What grades say of whether a source moved."""

from __future__ import annotations

import numpy as np
import pytest

from selaras.diagnosis.graded_sources import odds_by_grades
from selaras.diagnosis.strata import Strata

SILENT = 0.1
WORTH = np.array([0.3, 0.2, 0.1])
"""Of a lead of each grade."""
EVEN = np.array([100.0, 100.0, 100.0])


def _strata(before: np.ndarray, after: np.ndarray) -> Strata:
    """Sources with three grades each; leads by source and grade."""
    sources, grades = before.shape
    nothing = np.zeros(0)
    codes = np.repeat(np.arange(sources), grades)
    same = np.zeros(sources * grades, np.int64)
    counts = np.stack([before.ravel(), after.ravel()])
    return Strata(
        source=codes,
        grade=np.tile(np.arange(grades), sources),
        region=same,
        segment=same,
        group=codes,
        groups=sources,
        counts=counts,
        others=np.zeros((2, sources)),
        rep_shares=nothing,
        source_leads=counts.sum(axis=0).reshape(sources, grades).sum(axis=1),
        rep_leads=nothing,
        recorded=nothing,
        counts_by_rep=nothing,
        recorded_by_rep=nothing,
    )


def _odds(*after: np.ndarray, worth: np.ndarray = WORTH, leads: float = 1.0) -> np.ndarray:
    before = leads * np.tile(EVEN, (len(after), 1))
    strata = _strata(before, leads * np.array(after))
    return odds_by_grades(strata, np.tile(worth, len(after)), SILENT)


def test_source_of_worse_grades_moved_and_the_others_did_not() -> None:
    odds = _odds(EVEN, np.array([30.0, 90.0, 180.0]), EVEN)

    assert odds[1] > 5
    assert odds[[0, 2]] == pytest.approx([odds[0]] * 2)
    assert np.log(SILENT) < odds[0] < -1


def test_better_grades_speak_for_a_move_as_worse_ones_do() -> None:
    worse, better = np.array([60.0, 100.0, 140.0]), np.array([140.0, 100.0, 60.0])

    assert _odds(worse)[0] > 1.5
    assert _odds(better)[0] > 1.5


def test_more_leads_of_the_same_grades_are_no_move() -> None:
    assert _odds(3 * EVEN)[0] < -1


def test_few_leads_say_little() -> None:
    after = np.array([60.0, 100.0, 140.0])

    assert _odds(EVEN)[0] < _odds(EVEN, leads=0.05)[0] < 0
    assert _odds(after, leads=0.05)[0] < 0 < _odds(after)[0]


def test_grades_that_are_worth_the_same_say_nothing() -> None:
    alike = np.full(3, 0.2)

    assert _odds(np.array([10.0, 90.0, 200.0]), worth=alike)[0] == pytest.approx(0.0, abs=1e-12)


def test_source_without_leads_in_one_of_the_periods_is_not_told_about() -> None:
    odds = _odds(EVEN, np.zeros(3))

    assert odds[0] < -1
    assert odds[1] == 0


def test_a_change_without_doubt_stays_finite() -> None:
    assert np.isfinite(_odds(np.array([0.0, 0.0, 300.0]), leads=1e6)).all()
