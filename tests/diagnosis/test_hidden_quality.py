"""Callers who see more of a lead than its grade give up the worse ones of a grade."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit
from tests.diagnosis.companies import drivers

from selaras.diagnosis.decomposition import effects
from selaras.diagnosis.hidden_quality import (
    NOTHING_HIDDEN,
    HiddenQuality,
    hidden_quality,
    sort_leads,
)
from selaras.diagnosis.identity import (
    FACTORS,
    Drivers,
    Shifts,
    contacts_per_lead,
    revenue_of_coalitions,
    unexplained,
)

SLOPES = HiddenQuality(goes_on=0.6, contact=0.25, win=0.3)
HAZARDS = np.array([0.25, 0.2, 0.16, 0.12, 0.1])


@dataclass(frozen=True)
class Called:
    """What was seen of many leads of one kind: share called on, hazards, wins of contacts."""

    goes_on: np.ndarray
    hazards: np.ndarray
    win: float


def called(goes_on: float, slopes: HiddenQuality = SLOPES) -> Called:
    """Leads whose quality is a standard normal deviate, followed on a fine grid of it."""
    quality = np.linspace(-6, 6, 2001)
    alive = np.exp(-(quality**2) / 2)
    alive /= alive.sum()
    going, hazards, reached = [], [], np.zeros_like(alive)
    for hazard in HAZARDS:
        tried = alive * expit(goes_on + slopes.goes_on * quality)
        through = tried * hazard * np.exp(slopes.contact * quality)
        going.append(tried.sum() / alive.sum())
        hazards.append(through.sum() / tried.sum())
        reached += through
        alive = tried - through
    win = (reached * 0.2 * np.exp(slopes.win * quality)).sum() / reached.sum()
    return Called(np.array(going), np.array(hazards), float(win))


def drivers_of(base: Called, period: Called) -> Drivers:
    """What a fit to those leads finds if it takes them for alike."""
    once = np.ones((1, 1))
    fitted = drivers(
        leads=(1000, 1000),
        mix=[[1.0], [1.0]],
        quick=[[1.0], [1.0]],
        goes_on=[list(base.goes_on), list(period.goes_on)],
        hazards=[list(base.hazards)],
        win=[[base.win], [period.win]],
        price=[[1.0], [1.0]],
        delivery=(1, 1),
        slow=1.0,
    )
    # One shift for all attempts, at which as many are reached as were.
    reached = contacts_per_lead(once, period.goes_on, period.hazards[None], np.ones(1))[0]
    low, high = -1.0, 1.0
    for _ in range(50):
        shift = (low + high) / 2
        hazards = base.hazards[None] * np.exp(shift)
        fewer = contacts_per_lead(once, period.goes_on, hazards, np.ones(1))[0] < reached
        low, high = (shift, high) if fewer else (low, shift)
    nothing = np.zeros(1)
    return replace(fitted, contact_shifts=Shifts(nothing, nothing, np.array([shift])))


def sorted_by(one: Drivers, slopes: HiddenQuality) -> Drivers:
    hidden = replace(one, hidden=slopes)
    shifts = one.win_shifts
    rest = shifts.conversion + unexplained(hidden)
    return replace(hidden, win_shifts=replace(shifts, conversion=rest))


def effects_of(one: Drivers) -> dict[str, float]:
    game = revenue_of_coalitions(one, one.counts, one.others)
    return dict(zip((*FACTORS, *"1234", "gap"), effects(game)[0], strict=True))


@pytest.mark.parametrize(("before", "after"), [(2.2, 0.8), (2.2, 1.6), (1.0, 2.4)])
def test_calling_less_costs_what_the_worse_leads_would_have_brought(
    before: float, after: float
) -> None:
    seen = drivers_of(called(before), called(after))
    alike, hidden = effects_of(seen), effects_of(sorted_by(seen, SLOPES))

    # Nothing but persistence changed: all of the gap is its effect.
    assert hidden["gap"] == pytest.approx(alike["gap"])
    assert abs(alike["persistence"]) > 1.05 * abs(alike["gap"])
    assert hidden["persistence"] == pytest.approx(alike["gap"], rel=0.015)
    assert abs(hidden["conversion"]) < 0.015 * abs(alike["gap"])


@settings(max_examples=30, deadline=None)
@given(
    st.builds(HiddenQuality, *(st.floats(-0.6, 0.6) for _ in range(3))),
    st.floats(0, 3),
    st.floats(0, 3),
)
def test_sorting_leaves_what_was_observed(
    slopes: HiddenQuality, before: float, after: float
) -> None:
    one = drivers_of(called(before), called(after))
    alike = revenue_of_coalitions(one, one.counts, one.others)
    other = sorted_by(one, slopes)
    hidden = revenue_of_coalitions(other, one.counts, one.others)

    assert hidden[0] == pytest.approx(alike[0], rel=1e-6)
    assert hidden[-1] == pytest.approx(alike[-1], rel=1e-6)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_sorted_leads_show_the_observed_rates(seed: int) -> None:
    random = np.random.default_rng(seed)
    waits = random.dirichlet(np.ones(3), 4)
    goes_on, contact = random.uniform(0.3, 0.99, (4, 5)), random.uniform(0.02, 0.3, (4, 5))
    penalties = np.array([1.0, 0.8, 0.6])
    slopes = HiddenQuality(*random.uniform(-0.5, 0.5, 3))

    found = sort_leads(slopes, waits, goes_on, contact, penalties)

    # Who waited long is reached less by the same factor; that is not quite so of a mixture.
    seen = contacts_per_lead(waits, goes_on, contact, penalties)
    assert found.reached.sum(axis=1) == pytest.approx(seen, rel=0.01)


def test_no_hidden_quality_changes_nothing() -> None:
    one = drivers_of(called(2.2), called(0.8))
    almost = replace(one, hidden=HiddenQuality(goes_on=1e-12))

    plain, sorted_ = (revenue_of_coalitions(d, d.counts, d.others) for d in (one, almost))

    assert not NOTHING_HIDDEN.sorts
    assert sorted_ == pytest.approx(plain, rel=1e-9)


def test_hidden_quality_is_read_off_the_grades() -> None:
    # Two sources with two grades each; sources differ by what is no matter of grades.
    group, leads = np.array([0, 0, 1, 1]), np.array([300.0, 300.0, 100.0, 100.0])
    better = np.array([0.5, -0.5, 0.5, -0.5])
    source = np.array([0.0, 0.0, 2.0, 2.0])
    rates = (1.2 * better + source, 0.4 * better + source, 0.8 * better - source)

    half = hidden_quality(group, leads, *rates, 0.5)
    quarter = hidden_quality(group, leads, *rates, 0.25)

    assert (half.goes_on, half.contact, half.win) == pytest.approx((0.6, 0.2, 0.4))
    assert quarter.goes_on == pytest.approx(0.6 * np.sqrt(3))


def test_grades_that_differ_by_nothing_tell_of_nothing_hidden() -> None:
    flat = np.zeros(4)
    one_grade = np.array([0.3, 0.7, 0.1, 0.2])
    leads = np.full(4, 50.0)

    alike = hidden_quality(np.array([0, 0, 1, 1]), leads, one_grade, flat, flat, 0.5)
    single = hidden_quality(np.arange(4), leads, one_grade, one_grade, one_grade, 0.5)

    assert alike == single == NOTHING_HIDDEN
