"""What part of speed and persistence load made, on weeks whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from selaras.diagnosis.load import Weeks, load_parts

REPS, WEEKS_A_PERIOD, ATTEMPTS, LEADS = 8, 13, 5, 4000
NOBODY: list[np.ndarray] = []


def _weeks(rise: float, slope: float, own: float = 0.0, seed: int = 1, leads: int = LEADS) -> Weeks:
    """Reps whose logit of going on falls by `slope` per load above 1; `own` is a fall of theirs.

    Load is about 1 in the base and `rise` times that in the period; every lead that is not called
    again is lost, so that who is still there depends on who went on.
    """
    random = np.random.default_rng(seed)
    period = np.repeat([0, 1], REPS * WEEKS_A_PERIOD)
    rep = np.tile(np.repeat(np.arange(REPS), WEEKS_A_PERIOD), 2)
    load = random.uniform(0.7, 1.3, len(rep)) * np.where(period == 1, rise, 1.0)
    shift = -slope * np.maximum(load - 1.0, 0.0) - own * period
    risks, made = np.zeros((2, ATTEMPTS, len(rep)))
    still = np.full(len(rep), leads)
    for k in range(ATTEMPTS):
        chance = 1 / (1 + np.exp(-(2.0 - 0.2 * k + shift)))
        risks[k] = still
        made[k] = random.binomial(still, chance)
        still = random.binomial(made[k].astype(int), 0.8)
    answered = np.full(len(rep), float(leads))
    within = random.binomial(leads, 1 / (1 + np.exp(-(1.0 + shift))))[None, :].astype(float)
    return Weeks(period, rep, load, load * 100, answered, within, risks, made, REPS)


def _chance(load: np.ndarray, slope: float, own: float, k: int) -> np.ndarray:
    return 1 / (1 + np.exp(-(2.0 - 0.2 * k - slope * np.maximum(load - 1.0, 0.0) - own)))


def _expected(weeks: Weeks, slope: float, own: float) -> list[float]:
    """By how much the loads of the period move the logit of each attempt's share in it."""
    found = []
    there = np.ones(len(weeks.load))
    for k in range(ATTEMPTS):
        chance = _chance(weeks.load, slope, own, k)
        shares = [
            (there * chance * weeks.leads)[rows].sum() / (there * weeks.leads)[rows].sum()
            for rows in (weeks.period == 0, weeks.period == 1)
        ]
        before, after = (np.log(share / (1 - share)) for share in shares)
        found.append(float(after - before))
        there = there * chance
    return found


@pytest.mark.parametrize("own", [0.0, 0.8])
def test_load_is_told_from_what_reps_did_by_themselves(own: float) -> None:
    weeks = _weeks(1.6, slope=2.0, own=own)
    (found,) = load_parts(weeks, NOBODY)
    expected = _expected(weeks, 2.0, own)
    assert found.persistence == pytest.approx(expected, rel=0.15)
    assert found.within[0] == pytest.approx(expected[0], rel=0.15)


def test_few_leads_leave_open_in_what_form_load_is_felt() -> None:
    (few,) = load_parts(_weeks(1.6, slope=2.0, leads=20), NOBODY)
    (many,) = load_parts(_weeks(1.6, slope=2.0), NOBODY)
    assert few.persistence_errors.min() > many.persistence_errors.max() > 0
    assert few.within_errors[0] > many.within_errors[0] > 0


def test_another_form_is_off_by_its_error() -> None:
    (found,) = load_parts(_weeks(1.6, slope=2.0, leads=20), NOBODY)
    waits, calls = found.in_another_form()
    assert waits.within - found.within == pytest.approx(found.within_errors)
    assert calls.persistence - found.persistence == pytest.approx(found.persistence_errors)
    assert (waits.persistence == found.persistence).all()
    assert (calls.within == found.within).all()


def test_whether_reps_had_all_they_could_do_is_left_open() -> None:
    """Of twice the leads reps called each less, and no more in any week of many leads."""
    weeks = _weeks(2.0, slope=0.0, own=0.8)
    (found,) = load_parts(weeks, NOBODY)
    queue = found.as_queue()
    assert queue is not None
    assert found.rise == pytest.approx(np.log(2.0), abs=0.05)
    assert queue.persistence == pytest.approx([-0.8] * ATTEMPTS, abs=0.05)
    assert queue.within == pytest.approx([-0.8], abs=0.05)
    assert found.persistence == pytest.approx([-0.4] * ATTEMPTS, abs=0.05)


def test_load_makes_no_more_of_a_fall_than_it_rose() -> None:
    """Fewer attempts a working day than before are nobody's queue."""
    (found,) = load_parts(_weeks(1.1, slope=0.0, own=2.0), NOBODY)
    queue = found.as_queue()
    assert queue is not None
    assert -0.5 < queue.persistence.min() < 0
    (found,) = load_parts(_weeks(0.9, slope=0.0, own=2.0), NOBODY)
    assert found.as_queue() is None


def test_load_that_makes_no_difference_has_no_part() -> None:
    (found,) = load_parts(_weeks(1.6, slope=0.0), NOBODY)
    assert np.abs(found.persistence).max() < 0.03
    assert np.abs(found.within).max() < 0.03


def test_load_is_not_believed_to_make_people_quicker() -> None:
    (found,) = load_parts(_weeks(1.6, slope=-1.5), NOBODY)
    assert found.persistence == pytest.approx([0.0] * ATTEMPTS, abs=1e-3)
    assert found.within == pytest.approx([0.0], abs=1e-3)


def test_load_that_fell_gives_back() -> None:
    (found,) = load_parts(_weeks(0.6, slope=2.0), NOBODY)
    assert found.persistence.min() > 0


def test_leaving_reps_out_is_estimating_without_their_weeks() -> None:
    weeks = _weeks(1.6, slope=2.0)
    kept = weeks.rep != 3
    fewer = Weeks(
        *(getattr(weeks, name)[kept] for name in ("period", "rep", "load", "leads", "answered")),
        *(getattr(weeks, name)[:, kept] for name in ("within", "risks", "made")),
        REPS,
    )
    _all, without = load_parts(weeks, [np.array([3])])
    (again,) = load_parts(fewer, NOBODY)
    # Knees and what a period came to stay those of everybody.
    assert without.persistence == pytest.approx(again.persistence, rel=0.05)


def test_one_period_alone_says_nothing_of_load() -> None:
    weeks = _weeks(1.6, slope=2.0)
    kept = weeks.period == 1
    alone = Weeks(
        *(getattr(weeks, name)[kept] for name in ("period", "rep", "load", "leads", "answered")),
        *(getattr(weeks, name)[:, kept] for name in ("within", "risks", "made")),
        REPS,
    )
    (found,) = load_parts(alone, NOBODY)
    assert found.persistence == pytest.approx([0.0] * ATTEMPTS, abs=1e-3)
    assert found.within == pytest.approx([0.0], abs=1e-3)
