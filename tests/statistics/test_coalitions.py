"""Shared credit against the Shapley value over every order of players."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.statistics.coalitions import shared_credit

PLAYERS = "ABCD"
coalitions = st.dictionaries(
    st.frozensets(st.sampled_from(PLAYERS), min_size=1), st.integers(0, 50), min_size=1, max_size=8
)


def credit_of(worth: dict[frozenset[str], int]) -> np.ndarray:
    rows = [(PLAYERS.index(p), len(s), w) for s, w in worth.items() for p in s]
    player, size, amount = (np.array(column) for column in zip(*rows, strict=True))
    return shared_credit(player, size, amount.astype(float), len(PLAYERS))


def by_orders(worth: dict[frozenset[str], int]) -> list[float]:
    """Mean of what each player adds, over every order in which they may join."""

    def value(members: set[str]) -> float:
        return sum(w for s, w in worth.items() if s <= members)

    gains = dict.fromkeys(PLAYERS, 0.0)
    orders = list(permutations(PLAYERS))
    for order in orders:
        for place, player in enumerate(order):
            gains[player] += value({*order[: place + 1]}) - value({*order[:place]})
    return [gains[player] / len(orders) for player in PLAYERS]


@given(coalitions)
def test_it_is_the_shapley_value(worth: dict[frozenset[str], int]):
    assert credit_of(worth) == pytest.approx(by_orders(worth), abs=1e-9)


@given(coalitions)
def test_it_sums_to_what_all_coalitions_brought(worth: dict[frozenset[str], int]):
    assert credit_of(worth).sum() == pytest.approx(sum(worth.values()))
