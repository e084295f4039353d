from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.diagnosis.finding import Effect, Estimate
from selaras.diagnosis.verdict_rule import RULE, Case, apply_rule

TEAMS = ("marketing", "sales", "joint", "technical")


def case(gap: tuple[float, float, float] = (-40, -50, -30), **effects: tuple[float, float, float]):
    """A gap from a base of 100; teams that are not given did nothing, for sure."""
    teams = tuple(Effect(n, n, *effects.get(n, (0.0, -1.0, 1.0))) for n in TEAMS)
    return Case(
        gap=Estimate(*gap),
        base=100.0,
        teams=teams,
        worse_than_next={n: 0.95 if n in effects else 0.1 for n in TEAMS},
        harmful={n: 0.995 if n in effects else 0.5 for n in TEAMS},
        leads=(500, 500),
        won=(50, 50),
    )


@pytest.mark.parametrize("team", TEAMS)
def test_any_team_is_named_by_the_same_rule(team: str) -> None:
    found = apply_rule(case(**{team: (-30.0, -40.0, -20.0)}))

    assert (found.cause, found.named) == (team, (team,))


@pytest.mark.parametrize(
    "change",
    [
        {"gap": Estimate(-20, -45, 5)},  # the gap may be none
        {"gap": Estimate(-20, None, None)},
        {"worse_than_next": {"sales": 0.89}},
        {"leads": (500, 29)},
        {"won": (9, 50)},
        {"apart": {"sales": -16.0}},  # more than half rests on leads without their like
    ],
)
def test_each_condition_is_needed(change: dict[str, object]) -> None:
    plain = case(sales=(-30.0, -40.0, -20.0))

    assert apply_rule(plain).cause == "sales"
    assert apply_rule(replace(plain, **change)).cause == "cannot_tell"


@pytest.mark.parametrize("effect", [(-30.0, -65.0, 5.0), (-7.9, -9.0, -6.8)])
def test_an_effect_that_may_be_none_or_is_small_names_nobody(
    effect: tuple[float, float, float],
) -> None:
    assert apply_rule(case(sales=effect)).cause == "cannot_tell"


@pytest.mark.parametrize("apart", [-14.0, 0.0, 12.0])
def test_harm_that_mostly_rests_on_leads_with_their_like_is_named(apart: float) -> None:
    found = apply_rule(replace(case(sales=(-30.0, -40.0, -20.0)), apart={"sales": apart}))

    assert found.named == ("sales",)


def test_two_are_named_however_they_compare_once_the_second_is_sure() -> None:
    both = case(sales=(-30.0, -40.0, -20.0), marketing=(-12.0, -20.0, -4.0))

    assert apply_rule(both).cause == "both"
    assert apply_rule(both).named == ("sales", "marketing")
    unsure = replace(both, harmful={"sales": 1.0, "marketing": 0.98})
    assert apply_rule(unsure).named == ("sales",)


def test_two_are_named_on_less_where_neither_is_surely_the_worse() -> None:
    pair = replace(
        case(sales=(-20.0, -30.0, -10.0), marketing=(-18.0, -28.0, -8.0)),
        worse_than_next={"sales": 0.6},
        harmful={"sales": 0.995, "marketing": 0.98},
    )

    assert apply_rule(pair).named == ("sales", "marketing")
    unsure = replace(pair, harmful={"sales": 0.995, "marketing": 0.97})
    assert apply_rule(unsure).cause == "cannot_tell"


def test_a_small_gap_is_neithers() -> None:
    assert apply_rule(case(gap=(-2, -9, 5), sales=(-5.0, -8.0, -2.0))).cause == "neither"
    assert apply_rule(case(gap=(-2, -11, 5))).cause == "cannot_tell"


def test_what_all_share_is_not_named_joint() -> None:
    joint = case(joint=(-30.0, -40.0, -20.0))
    own = tuple(
        Effect("joint", "joint", -2.0, -6.0, 2.0) if t.name == "joint" else t for t in joint.teams
    )

    assert apply_rule(joint).cause == "joint"
    shared = replace(joint, shared_by_all=True, own=own)
    assert apply_rule(shared).cause == "cannot_tell"


def test_who_holds_a_rise_back_is_named_and_a_plain_rise_is_nobodys() -> None:
    rise = case(gap=(40, 30, 50), marketing=(70.0, 60.0, 80.0))
    held_back = case(gap=(40, 30, 50), sales=(-30.0, -40.0, -20.0))

    assert apply_rule(rise).cause == "neither"
    assert apply_rule(held_back).named == ("sales",)
    assert apply_rule(case(gap=(40, -5, 85))).cause == "cannot_tell"


@given(
    st.dictionaries(
        st.sampled_from(TEAMS), st.tuples(st.floats(-60, 0), st.floats(0, 30)), max_size=4
    ),
    st.floats(0.1, 1000),
)
def test_the_rule_does_not_hang_on_the_unit(
    drawn: dict[str, tuple[float, float]], unit: float
) -> None:
    effects = {n: (v, v - half, v + half) for n, (v, half) in drawn.items()}
    one = case(**effects)
    other = replace(
        one,
        base=one.base * unit,
        gap=Estimate(one.gap.value * unit, one.gap.low * unit, one.gap.high * unit),
        teams=tuple(
            Effect(t.name, t.team, t.effect * unit, t.low * unit, t.high * unit) for t in one.teams
        ),
    )

    near = any(abs(abs(t.effect) - RULE.least_share * abs(one.gap.value)) < 1e-6 for t in one.teams)
    assert near or apply_rule(one) == apply_rule(other)
