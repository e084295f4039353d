from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.diagnosis.companies import drivers

from selaras.diagnosis.decomposition import effects
from selaras.diagnosis.identity import (
    FACTORS,
    TEAM_OF,
    TEAMS,
    Drivers,
    Shifts,
    contacts_per_lead,
    revenue_of_coalitions,
)

HAZARDS = [[0.30, 0.22, 0.16, 0.12, 0.08], [0.20, 0.15, 0.11, 0.08, 0.05]]


def worked_example_b() -> Drivers:
    return drivers(
        leads=(1000, 1040),
        mix=[[0.4, 0.6], [0.3, 0.7]],
        quick=[[0.8, 0.8], [0.5, 0.5]],
        goes_on=[[1, 0.9, 0.85, 0.8, 0.75], [0.95, 0.7, 0.6, 0.5, 0.4]],
        hazards=HAZARDS,
        win=[[0.25, 0.15], [0.24, 0.16]],
        price=[[12, 8], [12, 7.6]],
        delivery=(1, 0.94),
        slow=0.7,
    )


def game_of(one: Drivers) -> np.ndarray:
    return revenue_of_coalitions(one, one.counts, one.others)


def test_worked_example_b_of_methods() -> None:
    game = game_of(worked_example_b())
    found, _within = effects(game)
    by_factor = dict(zip(FACTORS, found.round(2), strict=False))
    by_team = dict(zip(TEAMS, found[len(FACTORS) : -1].round(2), strict=True))

    assert (round(game[0], 2), round(game[-1], 2)) == (911.12, 544.18)
    assert by_factor == {
        "volume": 28.22,
        "mix": -92.72,
        "quality": 0,
        "speed": -59.97,
        "persistence": -182.56,
        "skill": 0,
        "load": 0,
        "price": -12.95,
        "conversion": -2.63,
        "delivery": -44.33,
    }
    assert by_team == {
        "marketing": -64.88,
        "sales": -242.06,
        "joint": -15.61,
        "technical": -44.39,
    }
    assert found[-1] == pytest.approx(game[-1] - game[0])


def test_worked_example_d_of_methods() -> None:
    share = np.array([0.4, 0.6])
    hazards = np.repeat([[0.20], [0.06]], 5, axis=1)
    goes_on = np.array([[1, *[0.95] * 4], [1, *[0.60] * 4]])
    once, none_slow = np.ones((2, 1)), np.ones(1)

    today = contacts_per_lead(once, goes_on, hazards, none_slow)
    forced = contacts_per_lead(once, np.ones((2, 5)), hazards, none_slow)

    # Hazards that ignore grade: contacts of all over attempts of all, at each attempt.
    alive, pooled = share.copy(), []
    for k in range(5):
        tried = alive * goes_on[:, k]
        pooled.append((tried * hazards[:, k]).sum() / tried.sum())
        alive = tried * (1 - hazards[:, k])
    blind = contacts_per_lead(np.ones((1, 1)), np.ones((1, 5)), np.array([pooled]), none_slow)

    assert round(float(share @ today), 4) == 0.3267
    assert round(float(share @ forced), 4) == 0.4286
    assert round(float(blind[0]), 4) == 0.5199


def test_contacts_follow_the_written_formula() -> None:
    rho, hazard, kappa, quick = [1, 0.8, 0.5], [0.3, 0.2, 0.1], 0.6, 0.7

    def reached(penalty: float) -> float:
        total = 0.0
        for k in range(3):
            before = np.prod([rho[j] * (1 - penalty * hazard[j]) for j in range(k)])
            total += before * rho[k] * penalty * hazard[k]
        return float(total)

    found = contacts_per_lead(
        np.array([quick, 1 - quick]), np.array(rho), np.array(hazard), np.array([1, kappa])
    )

    assert found == pytest.approx(quick * reached(1) + (1 - quick) * reached(kappa))


@st.composite
def any_drivers(draw: st.DrawFn) -> Drivers:
    """Two segments with two grades each, in which everything may change, short of any bound."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    strata, attempts, waits = 4, 3, 3

    def shifts() -> Shifts:
        return Shifts(*random.uniform(-0.15, 0.15, (3, strata)))

    shares = 0.15 + 0.55 * random.dirichlet(np.ones(waits), (2, strata))
    return Drivers(
        group=np.array([0, 0, 1, 1]),
        groups=2,
        counts=random.integers(1, 500, (2, strata)).astype(float),
        others=random.integers(0, 100, (2, 2)).astype(float),
        waits=shares,
        waits_loaded=np.repeat(random.uniform(-0.5, 0.5, (strata, 1)), waits, axis=1),
        goes_on=random.uniform(0.4, 0.6, (2, strata, attempts)),
        goes_on_loaded=random.uniform(-1, 0, (strata, attempts)),
        contact=random.uniform(0.05, 0.3, (strata, attempts)),
        contact_shifts=shifts(),
        acceptance=random.uniform(0.3, 0.5, strata),
        acceptance_shifts=shifts(),
        win=random.uniform(0.05, 0.2, strata),
        win_shifts=shifts(),
        penalties=np.array([1.0, 0.8, 0.5]),
        price=random.uniform(1, 20, (2, strata)),
        delivery=random.uniform(0.5, 1, (2, strata)),
        scale=random.uniform(0.9, 1.1, 2),
    )


@settings(max_examples=40, deadline=None)
@given(any_drivers())
def test_effects_sum_to_the_gap_and_members_to_their_team(one: Drivers) -> None:
    game = game_of(one)
    found, within = effects(game)
    factors, teams = found[: len(FACTORS)], found[len(FACTORS) : -1]
    gap = game[-1] - game[0]

    assert factors.sum() == pytest.approx(gap, abs=1e-7 * game.max())
    assert teams.sum() == pytest.approx(gap, abs=1e-7 * game.max())
    for name, total in zip(TEAMS, teams, strict=True):
        own = [within[k] for k, factor in enumerate(FACTORS) if TEAM_OF[factor] == name]
        assert sum(own) == pytest.approx(total, abs=1e-7 * game.max())


@settings(max_examples=40, deadline=None)
@given(any_drivers(), st.floats(1e-3, 1e6))
def test_effects_scale_with_the_unit_of_money(one: Drivers, unit: float) -> None:
    other = replace(one, price=one.price * unit)

    assert effects(game_of(other))[0] == pytest.approx(effects(game_of(one))[0] * unit, rel=1e-6)


@settings(max_examples=40, deadline=None)
@given(any_drivers())
def test_factors_that_did_not_change_have_no_effect(one: Drivers) -> None:
    nothing = np.zeros(4)
    still = replace(
        one,
        waits=np.stack([one.waits[0]] * 2),
        waits_loaded=np.zeros_like(one.waits_loaded),
        goes_on_loaded=np.zeros_like(one.goes_on_loaded),
        contact_shifts=replace(one.contact_shifts, skill=nothing),
        acceptance_shifts=replace(one.acceptance_shifts, skill=nothing),
        win_shifts=replace(one.win_shifts, skill=nothing),
        price=np.stack([one.price[0]] * 2),
    )
    found = dict(zip(FACTORS, effects(game_of(still))[0], strict=False))

    for name in ("speed", "load", "skill", "price"):
        assert found[name] == pytest.approx(0, abs=1e-7 * game_of(still).max())


@settings(max_examples=40, deadline=None)
@given(any_drivers())
def test_swapping_the_periods_flips_every_sign(one: Drivers) -> None:
    # Shifts are told from the base: seen from the other side the rates start where they ended.
    def other_way(base: np.ndarray, shifts: Shifts) -> tuple[np.ndarray, Shifts]:
        total = shifts.quality + shifts.skill + shifts.conversion
        factor = np.exp(total) if base.ndim == 1 else np.exp(total)[:, None]
        return base * factor, Shifts(-shifts.quality, -shifts.skill, -shifts.conversion)

    contact, contact_shifts = other_way(one.contact, one.contact_shifts)
    acceptance, acceptance_shifts = other_way(one.acceptance, one.acceptance_shifts)
    win, win_shifts = other_way(one.win, one.win_shifts)
    swapped = replace(
        one,
        counts=one.counts[::-1],
        others=one.others[::-1],
        waits=one.waits[::-1],
        waits_loaded=-one.waits_loaded,
        goes_on=one.goes_on[::-1],
        goes_on_loaded=-one.goes_on_loaded,
        contact=contact,
        contact_shifts=contact_shifts,
        acceptance=acceptance,
        acceptance_shifts=acceptance_shifts,
        win=win,
        win_shifts=win_shifts,
        price=one.price[::-1],
        delivery=one.delivery[::-1],
        scale=one.scale[::-1],
    )
    game = game_of(one)

    assert effects(game_of(swapped))[0] == pytest.approx(-effects(game)[0], abs=1e-7 * game.max())


def test_a_source_that_came_new_is_mix_and_not_quality() -> None:
    one = worked_example_b()
    new = replace(
        one,
        counts=np.array([[1000.0, 0.0], [1000.0, 500.0]]),
        waits=np.stack([one.waits[0]] * 2),
        goes_on=np.stack([one.goes_on[0]] * 2),
        win_shifts=Shifts(*np.zeros((3, 2))),
        price=np.stack([one.price[0]] * 2),
        delivery=np.ones((2, 2)),
    )
    found = dict(zip(FACTORS, effects(game_of(new))[0], strict=False))

    assert found["quality"] == pytest.approx(0)
    assert found["volume"] > 0
    assert found["mix"] < 0
