"""What can be compared: leads that have their like in the other period."""

from dataclasses import replace

import numpy as np
import pytest
from tests.diagnosis.companies import drivers

from selaras.diagnosis.decomposition import effects
from selaras.diagnosis.identity import FACTORS, TEAMS, Drivers, revenue_of_coalitions
from selaras.diagnosis.overlap import occurs_in_both, overlap_of


def company(mix: list[list[float]]) -> Drivers:
    """Two sources; leads of both are answered later, and called less, than in the base."""
    return drivers(
        leads=(1000, 1000),
        mix=mix,
        quick=[[0.8, 0.8], [0.5, 0.5]],
        goes_on=[[1, 0.9, 0.8], [1, 0.6, 0.4]],
        hazards=[[0.3, 0.2, 0.1], [0.2, 0.1, 0.05]],
        win=[[0.25, 0.15], [0.25, 0.15]],
        price=[[12, 8], [12, 8]],
        delivery=(1, 1),
        slow=0.7,
    )


def team_effects(one: Drivers) -> dict[str, float]:
    found, _within = effects(revenue_of_coalitions(one, one.counts, one.others))
    return dict(zip(TEAMS, found[len(FACTORS) : -1], strict=True))


def test_where_every_kind_came_in_both_nothing_is_apart() -> None:
    found = overlap_of(company([[0.4, 0.6], [0.3, 0.7]]))

    assert found.leads == 0
    assert found.effects == pytest.approx(dict.fromkeys(TEAMS, 0.0))


def test_what_is_told_of_a_kind_that_one_period_lacks_is_apart() -> None:
    one = company([[0.5, 0.5], [0.5, 0.5]])
    moved = replace(one, counts=np.array([[500.0, 500.0], [500.0, 0.0]]))
    gone = np.array([True, False])
    kept = replace(moved, price=np.where(gone, moved.price, 0.0))

    found = overlap_of(moved)

    assert found.leads == pytest.approx(0.25)
    assert found.effects["sales"] == pytest.approx(
        team_effects(moved)["sales"] - team_effects(kept)["sales"]
    )
    assert found.effects["sales"] < 0
    assert found.effects["marketing"] == pytest.approx(0)  # told from how many came
    assert found.effects["technical"] == pytest.approx(0)


def test_if_no_kind_came_twice_all_that_sales_is_said_to_have_done_is_apart() -> None:
    one = company([[0.5, 0.5], [0.5, 0.5]])
    moved = replace(one, counts=np.array([[1000.0, 0.0], [0.0, 1000.0]]))

    found = overlap_of(moved)

    assert found.leads == 1
    assert found.effects["sales"] == pytest.approx(team_effects(moved)["sales"])


@pytest.mark.parametrize(
    ("base", "period", "expected"),
    [
        (500, 500, True),
        (500, 40, True),
        (500, 20, False),  # a propensity of 0.04
        (20, 500, False),
        (500, 0, False),
        (3, 0, True),  # none came by chance
        (0, 0, True),
    ],
)
def test_propensities_lie_within_bounds(base: int, period: int, expected: bool) -> None:
    counts = np.array([[base, 1000.0 - base], [period, 1000.0 - period]])

    assert bool(occurs_in_both(counts)[0]) is expected


def test_periods_of_other_sizes_are_compared_by_their_shares() -> None:
    counts = np.array([[50_000.0, 50_000.0], [500.0, 500.0]])

    assert occurs_in_both(counts).all()


def test_grades_that_a_source_no_longer_brings_are_what_marketing_is_judged_by() -> None:
    one = company([[0.5, 0.5], [0.5, 0.5]])
    # Both strata are grades of one source: the better one is gone, and only that moved.
    alike = replace(
        one,
        group=np.array([0, 0]),
        groups=1,
        others=np.zeros((2, 1)),
        counts=np.array([[500.0, 500.0], [0.0, 1000.0]]),
    )

    assert team_effects(alike)["marketing"] < 0
    assert overlap_of(alike).effects["marketing"] == pytest.approx(0)
