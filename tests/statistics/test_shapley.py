import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from selaras.statistics.shapley import members, owen_values, shapley_values, union_totals

PLAYERS = 4
VALUES = st.floats(-1e6, 1e6, allow_nan=False)
GAMES = arrays(np.float64, 1 << PLAYERS, elements=VALUES)
UNIONS = st.lists(st.integers(0, 2), min_size=PLAYERS, max_size=PLAYERS)


def product_game(base: list[float], actual: list[float]) -> np.ndarray:
    return np.where(members(len(base)), actual, base).prod(axis=1)


def test_worked_example_a() -> None:
    found = shapley_values(product_game([100, 0.2, 50], [120, 0.15, 48]))

    assert found.round(3).tolist() == [171.667, -269.333, -38.333]


def test_glove_game() -> None:
    # Two right gloves, one left: a pair is worth 1. Known values 1/6, 1/6, 4/6.
    inside = members(3)
    game = (inside[:, 2] & (inside[:, 0] | inside[:, 1])).astype(float)

    assert shapley_values(game) == pytest.approx([1 / 6, 1 / 6, 2 / 3])


def test_owen_values_of_three_where_two_act_together() -> None:
    # A majority of three votes: alone each has 1/3; players 0 and 1 together have it all.
    game = (members(3).sum(axis=1) >= 2).astype(float)

    assert shapley_values(game) == pytest.approx([1 / 3, 1 / 3, 1 / 3])
    assert owen_values(game, [0, 0, 1]) == pytest.approx([0.5, 0.5, 0.0])


@given(GAMES)
def test_values_sum_to_what_everybody_is_worth(game: np.ndarray) -> None:
    assert shapley_values(game).sum() == pytest.approx(game[-1] - game[0], abs=1e-6)


@given(GAMES, st.permutations(range(PLAYERS)))
def test_values_do_not_hang_on_the_order_of_players(game: np.ndarray, order: list[int]) -> None:
    inside = members(PLAYERS)
    renamed = game[(inside[:, np.argsort(order)] * (1 << np.arange(PLAYERS))).sum(axis=1)]

    assert shapley_values(renamed) == pytest.approx(shapley_values(game)[order], abs=1e-6)


@given(GAMES, st.integers(0, PLAYERS - 1))
def test_a_player_who_changes_nothing_gets_nothing(game: np.ndarray, player: int) -> None:
    without = np.arange(1 << PLAYERS) & ~(1 << player)
    null = game[without]

    assert shapley_values(null)[player] == pytest.approx(0, abs=1e-6)
    assert owen_values(null, [0, 0, 1, 1])[player] == pytest.approx(0, abs=1e-6)


@given(GAMES, st.floats(1e-3, 1e3))
def test_values_scale_with_the_unit(game: np.ndarray, unit: float) -> None:
    assert shapley_values(game * unit) == pytest.approx(
        shapley_values(game) * unit, rel=1e-9, abs=1e-3
    )


@given(GAMES)
def test_swapping_the_periods_flips_every_sign(game: np.ndarray) -> None:
    assert shapley_values(game[::-1]) == pytest.approx(-shapley_values(game), abs=1e-6)
    union_of = [0, 1, 1, 2]
    assert owen_values(game[::-1], union_of) == pytest.approx(
        -owen_values(game, union_of), abs=1e-6
    )


@settings(max_examples=60)
@given(GAMES, UNIONS)
def test_members_of_a_union_sum_to_its_value_among_unions(
    game: np.ndarray, union_of: list[int]
) -> None:
    names = sorted(set(union_of))
    of = np.array([names.index(union) for union in union_of])
    coalitions = members(len(names))[:, of] if len(names) > 1 else members(1)[:, of]
    quotient = game[(coalitions * (1 << np.arange(PLAYERS))).sum(axis=1)]

    totals = union_totals(owen_values(game, of.tolist()), of.tolist(), len(names))

    assert totals == pytest.approx(shapley_values(quotient), abs=1e-6)


@given(GAMES)
def test_unions_of_one_each_are_no_unions(game: np.ndarray) -> None:
    assert owen_values(game, range(PLAYERS)) == pytest.approx(shapley_values(game), abs=1e-6)
    assert owen_values(game, [7] * PLAYERS) == pytest.approx(shapley_values(game), abs=1e-6)


def test_many_games_at_once() -> None:
    games = np.random.default_rng(1).normal(size=(3, 2, 8))

    found = shapley_values(games)

    assert found.shape == (3, 2, 3)
    assert found[2, 1] == pytest.approx(shapley_values(games[2, 1]))


@pytest.mark.parametrize("entries", [0, 1, 3, 12])
def test_what_is_no_game_is_refused(entries: int) -> None:
    with pytest.raises(ValueError, match="no game"):
        shapley_values(np.zeros(entries))


def test_a_player_without_a_union_is_refused() -> None:
    with pytest.raises(ValueError, match="unions"):
        owen_values(np.zeros(8), [0, 1])
