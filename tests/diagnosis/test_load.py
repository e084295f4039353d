"""What part of speed and persistence load made, on weeks whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from selaras.diagnosis.load import Weeks, load_parts

REPS, WEEKS_A_PERIOD, ATTEMPTS, LEADS = 8, 13, 5, 4000
NOBODY: list[np.ndarray] = []


def _weeks(rise: float, slope: float, own: float = 0.0, seed: int = 1) -> Weeks:
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
    still = np.full(len(rep), LEADS)
    for k in range(ATTEMPTS):
        chance = 1 / (1 + np.exp(-(2.0 - 0.2 * k + shift)))
        risks[k] = still
        made[k] = random.binomial(still, chance)
        still = random.binomial(made[k].astype(int), 0.8)
    answered = np.full(len(rep), float(LEADS))
    within = random.binomial(LEADS, 1 / (1 + np.exp(-(1.0 + shift))))[None, :].astype(float)
    leads = load * 100
    return Weeks(period, rep, load, leads, answered, within, risks, made, REPS)


def _expected(weeks: Weeks, slope: float) -> float:
    over = np.maximum(weeks.load - 1.0, 0.0)
    return -slope * float(over[weeks.period == 1].mean() - over[weeks.period == 0].mean())


@pytest.mark.parametrize("own", [0.0, 0.8])
def test_load_is_told_from_what_reps_did_by_themselves(own: float) -> None:
    weeks = _weeks(1.6, slope=2.0, own=own)
    (found,) = load_parts(weeks, NOBODY)
    assert found.persistence == pytest.approx(_expected(weeks, 2.0), rel=0.15)
    assert found.within == pytest.approx([_expected(weeks, 2.0)], rel=0.15)


def test_load_that_makes_no_difference_has_no_part() -> None:
    (found,) = load_parts(_weeks(1.6, slope=0.0), NOBODY)
    assert abs(found.persistence) < 0.03
    assert np.abs(found.within).max() < 0.03


def test_load_is_not_believed_to_make_people_quicker() -> None:
    (found,) = load_parts(_weeks(1.6, slope=-1.5), NOBODY)
    assert found.persistence == 0
    assert found.within == pytest.approx([0.0])


def test_load_that_fell_gives_back() -> None:
    (found,) = load_parts(_weeks(0.6, slope=2.0), NOBODY)
    assert found.persistence > 0


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
    assert found.persistence == 0
    assert found.within == pytest.approx([0.0])
