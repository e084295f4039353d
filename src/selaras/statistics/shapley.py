"""Shapley and Owen values of a game given as a table of its coalitions (methods.md §3).

A game of n players is an array whose last axis has 2ⁿ entries: entry S, read as a binary number,
is the value of the coalition whose members are the bits of S that are set (player i is bit i).
Shapley (1953); Owen (1977), "Values of games with a priori unions".
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import comb

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
MOST_PLAYERS = 16


def shapley_values(game: Floats) -> Floats:
    """φ_i = Σ_S |S|!(n−|S|−1)!/n! · [v(S∪i) − v(S)], along the last axis.

    Parameters
    ----------
    game
        Shape (…, 2ⁿ), 1 ≤ n ≤ 16.

    Returns
    -------
    Shape (…, n); each row sums to v(all) − v(none). ValueError for another number of entries.
    """
    values = np.asarray(game, dtype=np.float64)
    players = _players(values)
    return np.asarray(values @ _owen_weights(tuple(range(players))).T)


def owen_values(game: Floats, union_of: Sequence[int]) -> Floats:
    """Values of the players where some act together: first the unions share, then their members.

    Parameters
    ----------
    game
        Shape (…, 2ⁿ).
    union_of
        For each player the number of its union; any whole numbers.

    Returns
    -------
    Shape (…, n). The members of a union sum to the Shapley value of that union in the game that
    the unions play. ValueError where `union_of` does not name a union for each player.
    """
    values = np.asarray(game, dtype=np.float64)
    players = _players(values)
    if len(union_of) != players:
        raise ValueError(f"{players} players have {len(union_of)} unions")
    return np.asarray(values @ _owen_weights(tuple(union_of)).T)


def union_totals(values: Floats, union_of: Sequence[int], unions: int) -> Floats:
    """Sums of the players' values by union, shape (…, unions)."""
    return np.asarray(values @ np.eye(unions)[list(union_of)])


def members(players: int) -> NDArray[np.bool_]:
    """Shape (2ⁿ, n): whether a player is in a coalition."""
    coalitions = np.arange(1 << players)
    return np.asarray((coalitions[:, None] >> np.arange(players)) & 1 == 1)


def _players(game: Floats) -> int:
    entries = game.shape[-1] if game.ndim else 0
    players = entries.bit_length() - 1
    if entries != 1 << max(players, 0) or not 1 <= players <= MOST_PLAYERS:
        raise ValueError(f"{entries} coalitions are no game of 1 to {MOST_PLAYERS} players")
    return players


@lru_cache(maxsize=32)
def _owen_weights(union_of: tuple[int, ...]) -> Floats:
    """What each coalition's value counts for each player, shape (n, 2ⁿ).

    Every player in a union of its own gives the Shapley weights.
    """
    players = len(union_of)
    names = sorted(set(union_of))
    inside = members(players)
    weights = np.zeros((players, 1 << players))
    own = np.array([[union == name for union in union_of] for name in names])
    counts = inside.astype(np.int64) @ own.T.astype(np.int64)
    sizes = own.sum(axis=1)
    full, empty = counts == sizes, counts == 0
    for player in range(players):
        home = names.index(union_of[player])
        others = [n for n in range(len(names)) if n != home]
        allowed = (full | empty)[:, others].all(axis=1) & ~inside[:, player]
        without = np.flatnonzero(allowed)
        weight = _order_weights(len(names))[full[without][:, others].sum(axis=1)]
        weight = weight * _order_weights(int(sizes[home]))[counts[without, home]]
        weights[player, without] -= weight
        weights[player, without | (1 << player)] += weight
    return weights


def _order_weights(players: int) -> Floats:
    """s!(n−s−1)!/n! for s = 0 … n−1."""
    return np.array([1 / (players * comb(players - 1, s)) for s in range(players)])
