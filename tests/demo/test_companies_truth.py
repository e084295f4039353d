"""What is said to be true of a simulated company is true of what is drawn from it."""

from dataclasses import replace

import numpy as np
import pytest

from selaras.demo.companies.company import FACTOR_FIELDS, TEAM_FACTORS
from selaras.demo.companies.effects import mean_additions, true_effects
from selaras.demo.companies.expectation import expected_revenue, expected_wins, ripening
from selaras.demo.companies.hours import base_starts, local_seconds
from selaras.demo.companies.planting import SINGLES, draw_company
from selaras.demo.companies.simulate import Period, simulate_period

STARTS = local_seconds(base_starts())
OWN_FACTOR = {name: name for name in SINGLES}


def _periods(truth: str, draws: int) -> tuple[list[Period], float, float]:
    company = draw_company(7, truth, 30_000)
    periods = [simulate_period(company, company.actual, STARTS, n) for n in range(draws)]
    return (
        periods,
        expected_revenue(company, company.actual),
        expected_wins(company, company.actual),
    )


@pytest.mark.parametrize("truth", ["none", "overload", "confounded", "speed", "quality+skill"])
def test_expected_revenue_is_the_mean_of_what_is_drawn(truth: str) -> None:
    periods, revenue, wins = _periods(truth, 12)
    assert np.mean([period.revenue for period in periods]) == pytest.approx(revenue, rel=0.02)
    assert np.mean([period.won.sum() for period in periods]) == pytest.approx(wins, rel=0.02)


@pytest.mark.parametrize("truth", ["none", "persistence"])
def test_expected_revenue_by_an_age_is_the_mean_of_what_has_come_by_then(truth: str) -> None:
    company = draw_company(7, truth, 30_000)
    by_then = []
    for n in range(12):
        period = simulate_period(company, company.actual, STARTS, n)
        come = period.delivered & (period.delivers - period.created <= 21 * 86400)
        by_then.append(period.amount[come].sum())
    expected = expected_revenue(company, company.actual, ripening(company, 21))
    assert np.mean(by_then) == pytest.approx(expected, rel=0.04)
    assert expected < 0.8 * expected_revenue(company, company.actual)


@pytest.mark.parametrize(
    "truth", ["none", "overload", "confounded", "volume+quality", "quality+skill"]
)
def test_effects_add_up_to_the_gap(truth: str) -> None:
    effects = true_effects(draw_company(3, truth, 3000))
    for parts in (effects.factors, effects.flat, effects.teams):
        assert sum(parts.values()) == pytest.approx(effects.gap, abs=1e-6 * effects.base)
    for team, factors in TEAM_FACTORS.items():
        own = sum(effects.factors[factor] for factor in factors)
        assert effects.teams[team] == pytest.approx(own)


def test_effects_of_nothing_are_nothing() -> None:
    effects = true_effects(draw_company(3, "none", 3000))
    assert effects.flat == dict.fromkeys(FACTOR_FIELDS, 0.0)
    assert effects.teams == dict.fromkeys(TEAM_FACTORS, 0.0)
    assert effects.gap == 0


@pytest.mark.parametrize("truth", SINGLES)
def test_effects_of_one_change_are_that_change_alone(truth: str) -> None:
    effects = true_effects(draw_company(11, truth, 3000))
    moved = {factor for factor, effect in effects.flat.items() if effect}
    assert moved - {"load"} == {OWN_FACTOR[truth]}
    # Only leads make reps busy.
    assert truth == "volume" or "load" not in moved


def test_effects_change_sign_when_the_periods_are_swapped() -> None:
    company = draw_company(3, "volume+quality", 3000)
    swapped = replace(company, base=company.actual, actual=company.base)
    there, back = true_effects(company), true_effects(swapped)
    for factor in FACTOR_FIELDS:
        assert there.flat[factor] == pytest.approx(-back.flat[factor], abs=1e-6 * there.base)


def test_effects_follow_a_worked_product() -> None:
    levels = {"a": (100.0, 120.0), "b": (0.2, 0.15), "c": (50.0, 48.0)}

    def worth(changed: frozenset[str]) -> float:
        return float(
            np.prod([now if name in changed else was for name, (was, now) in levels.items()])
        )

    orders = (("a", "b", "c"), ("a", "c", "b"), ("b", "a", "c"))
    orders += (("b", "c", "a"), ("c", "a", "b"), ("c", "b", "a"))
    effects = mean_additions(worth, orders)
    assert effects == pytest.approx({"a": 171.667, "b": -269.333, "c": -38.333}, abs=5e-4)


def test_overload_harms_through_load_and_nobody_is_at_fault_but_both() -> None:
    effects = true_effects(draw_company(3, "overload", 3000))
    assert effects.flat["volume"] > 0 > effects.flat["load"]
    assert not effects.at_fault("sales")
    assert not effects.at_fault("marketing")
    assert effects.at_fault("joint")


@pytest.mark.parametrize("truth", SINGLES)
def test_planted_change_has_the_size_that_was_asked_for(truth: str) -> None:
    shares = []
    for seed in range(3):
        company = draw_company(seed, truth, 3000)
        alone = replace(company.actual, strain_leads=company.base.strain_leads)
        ratio = expected_revenue(company, alone) / expected_revenue(company, company.base)
        shares.append(abs(ratio - 1))
    assert all(share < 0.46 for share in shares)
    assert sum(share > 0.04 for share in shares) >= 2


def test_unknown_truth_is_refused() -> None:
    with pytest.raises(ValueError, match="luck"):
        draw_company(1, "luck", 300)


@pytest.mark.parametrize("seed", range(1, 9))
def test_companies_of_another_kind_are_whole_and_change_by_what_is_planted(seed: int) -> None:
    still = draw_company(seed, "none", 3000, other=True)
    moved = draw_company(seed, "price", 3000, other=True)

    assert still.changed_factors() == ()
    assert moved.changed_factors() == ("price",)
    assert np.allclose(still.routing.sum(axis=1), 1)
    assert np.isclose(still.base.shares.sum(), 1)
    assert expected_revenue(still, still.base) > 0


def test_companies_of_another_kind_are_of_another_kind() -> None:
    usual = [draw_company(seed, "none", 3000) for seed in range(40)]
    others = [draw_company(seed, "none", 3000, other=True) for seed in range(40)]

    assert max(company.reps for company in usual) <= 16 < max(c.reps for c in others)
    assert max(company.sources for company in usual) <= 5 < max(c.sources for c in others)
