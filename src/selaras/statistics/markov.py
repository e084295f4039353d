"""Absorbing chains: what a walk is worth, and what it loses where some states are taken out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, eye_array
from scipy.sparse.linalg import splu

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

DENSE_STATES = 600
"""Up to so many states a dense inverse is quicker than a sparse factorisation."""
_BATCH = 4_000_000
"""Numbers in one batch of dense matrices: 32 MB."""


@dataclass(frozen=True, slots=True)
class Moves:
    """What was counted of walks over n states, from `start` until they leave.

    Parameters
    ----------
    source, target
        Two arrays of length e: the states of each kind of move, each pair once.
    count
        How often each move was made, length e, none below 0.
    leaving
        How many walks ended in each state, length n.
    reward
        What those walks brought as they ended, (n, m): m kinds of reward, such as conversions and
        revenue. A walk that ended without any (a null path) counts in `leaving` alone.
    start
        The state in which every walk begins.
    """

    source: Codes
    target: Codes
    count: Floats
    leaving: Floats
    reward: Floats
    start: int

    @property
    def states(self) -> int:
        return len(self.leaving)


def values(moves: Moves) -> Floats:
    """What a walk from each state is worth, (n, m): x = (I − Q)⁻¹ r.

    Q is the chance of each move, r the reward that leaving a state brings on average.
    """
    chance, reward = _chances(moves)
    factor = splu(csc_array(eye_array(moves.states) - chance))
    return np.asarray(factor.solve(reward))


def removal_effects(moves: Moves, group: Codes, groups: int) -> Floats:
    """Share of each reward that is lost where a group of states is taken out, (m, groups).

    RE_c = (N_sc / N_cc) · x_c / x_s with N = (I − Q)⁻¹, exact (methods.md §5; Anderl et al. 2016);
    for a group of several states, N_sc (N_cc)⁻¹ x_c. A walk that would enter the group ends there
    without a reward. A state of group −1 is never taken out; a group without states loses nothing.
    NaN where the whole chain brings none of a reward.
    """
    if moves.states <= DENSE_STATES:
        (one,) = _dense_effects(moves, moves.count[None], moves.leaving[None], moves.reward[None],
                                group, groups)  # fmt: skip
        return np.asarray(one)
    return _sparse_effects(moves, group, groups)


def drawn_effects(
    moves: Moves,
    count: Floats,
    leaving: Floats,
    reward: Floats,
    group: Codes,
    groups: int,
) -> Floats:
    """`removal_effects` for B draws of the counts, (B, m, groups).

    `count` is (B, e), `leaving` (B, n) and `reward` (B, n, m); `moves` gives the states they
    belong to. A state that a draw never enters is worth nothing in it.
    """
    draws = len(count)
    effects = np.empty((draws, moves.reward.shape[1], groups))
    size = max(1, _BATCH // moves.states**2)
    for first in range(0, draws, size):
        part = slice(first, first + size)
        if moves.states <= DENSE_STATES:
            effects[part] = _dense_effects(
                moves, count[part], leaving[part], reward[part], group, groups
            )
        else:
            for draw in range(first, min(first + size, draws)):
                drawn = Moves(moves.source, moves.target, count[draw], leaving[draw],
                              reward[draw], moves.start)  # fmt: skip
                effects[draw] = _sparse_effects(drawn, group, groups)
    return effects


def credits(effects: Floats, totals: Floats) -> Floats:
    """Each total shared out in proportion to the removal effects, (…, m, groups).

    `effects` is (…, m, groups), `totals` (…, m). A total of 0 leaves 0 to all; NaN where there is
    a total and no group has any effect.
    """
    whole = effects.sum(axis=-1, keepdims=True)
    total = np.asarray(totals)[..., None]
    with np.errstate(divide="ignore", invalid="ignore"):
        shared = np.where(whole != 0, effects / whole, np.nan) * total
    return np.asarray(np.where(total == 0, 0.0, shared))


def _dense_effects(
    moves: Moves, count: Floats, leaving: Floats, reward: Floats, group: Codes, groups: int
) -> Floats:
    """The effects of a batch: one inverse for each draw, one small system for each group."""
    draws, n = leaving.shape
    out = leaving.copy()
    for at in range(n):
        out[:, at] += count[:, moves.source == at].sum(axis=1)
    scale = np.where(out > 0, 1 / np.where(out > 0, out, 1), 0.0)
    system = np.broadcast_to(np.eye(n), (draws, n, n)).copy()
    system[:, moves.source, moves.target] -= count * scale[:, moves.source]
    visits = np.linalg.inv(system)
    worth = visits @ (reward * scale[:, :, None])
    begun = worth[:, moves.start]
    effects = np.zeros((draws, reward.shape[2], groups))
    for name, states in _members(group, groups):
        inner = visits[:, states[:, None], states]
        through = np.linalg.solve(inner, worth[:, states])
        lost = np.einsum("bc,bcm->bm", visits[:, moves.start, states], through)
        effects[:, :, name] = _share(lost, begun)
    return effects


def _sparse_effects(moves: Moves, group: Codes, groups: int) -> Floats:
    """The effects by one factorisation, and as many solutions as a group has states."""
    chance, reward = _chances(moves)
    factor = splu(csc_array(eye_array(moves.states) - chance))
    worth = np.asarray(factor.solve(reward))
    first = np.zeros(moves.states)
    first[moves.start] = 1.0
    visits_from_start = np.asarray(factor.solve(first, trans="T"))
    effects = np.zeros((reward.shape[1], groups))
    for name, states in _members(group, groups):
        columns = np.zeros((moves.states, len(states)))
        columns[states, np.arange(len(states))] = 1.0
        inner = np.asarray(factor.solve(columns))[states]
        lost = visits_from_start[states] @ np.linalg.solve(inner, worth[states])
        effects[:, name] = _share(lost, worth[moves.start])
    return effects


def _chances(moves: Moves) -> tuple[csc_array, Floats]:
    """Chance of each move and mean reward of leaving, of those who are in a state."""
    n = moves.states
    out = moves.leaving + np.bincount(moves.source, weights=moves.count, minlength=n)
    scale = np.where(out > 0, 1 / np.where(out > 0, out, 1), 0.0)
    share = moves.count * scale[moves.source]
    chance = csc_array((share, (moves.source, moves.target)), shape=(n, n))
    return chance, moves.reward * scale[:, None]


def _members(group: Codes, groups: int) -> Iterator[tuple[int, Codes]]:
    for name in range(groups):
        states = np.flatnonzero(group == name)
        if len(states):
            yield name, states


def _share(lost: Floats, whole: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(whole != 0, lost / whole, np.nan))
