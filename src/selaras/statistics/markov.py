"""Absorbing chains: what a walk is worth, and what it loses where some states are taken out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, eye_array
from scipy.sparse.linalg import splu

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

DENSE_STATES = 600
"""Up to so many states a dense inverse is quicker than a sparse factorisation."""


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


@dataclass(frozen=True, slots=True)
class Worth:
    """What a walk from the start is worth, and how that moves with each count.

    `value` is (m,), one number for each kind of reward. `by_count` (e, m), `by_leaving` (n, m) and
    `by_reward` (n,) are its exact derivatives by `Moves.count`, `leaving` and `reward`.
    """

    value: Floats
    by_count: Floats
    by_leaving: Floats
    by_reward: Floats


def worth(moves: Moves) -> Worth:
    """What a walk is worth: (I − Q)⁻¹ r at the start.

    Q is the chance of each move, r the reward that leaving a state brings on average.
    """
    solved = _solve(moves)
    return _worth(moves, solved.visits, solved.values)


def worth_without(moves: Moves, group: Codes, groups: int) -> tuple[Worth, ...]:
    """What a walk is worth where a group of states is taken out, one for each group.

    A walk that would enter the group ends there without a reward. `group` names the group of each
    state; a state of −1 is never taken out, and a group without states changes nothing. Exact:
    with N = (I − Q)⁻¹ and the group C, N − N_·C (N_CC)⁻¹ N_C· is the inverse without it.
    """
    return with_and_without(moves, group, groups)[1]


def with_and_without(moves: Moves, group: Codes, groups: int) -> tuple[Worth, tuple[Worth, ...]]:
    """`worth` and `worth_without` of one solution."""
    solved = _solve(moves)
    whole = _worth(moves, solved.visits, solved.values)
    found = []
    for name in range(groups):
        states = np.flatnonzero(group == name)
        if not len(states):
            found.append(whole)
            continue
        into, out_of = solved.columns(states), solved.rows(states)
        through = np.linalg.solve(into[states], np.hstack([solved.values[states], out_of]))
        kinds = solved.values.shape[1]
        values = solved.values - into @ through[:, :kinds]
        visits = solved.visits - solved.visits[states] @ through[:, kinds:]
        values[states], visits[states] = 0.0, 0.0
        found.append(_worth(moves, visits, values))
    return whole, tuple(found)


def removal_effects(moves: Moves, group: Codes, groups: int) -> Floats:
    """Share of each reward that is lost where a group of states is taken out, (m, groups).

    RE_c = (N_sc / N_cc) · x_c / x_s for a single state c (methods.md §5; Anderl et al. 2016), and
    1 − x_s without c / x_s for any group. NaN where the whole chain brings none of a reward.
    """
    whole, parts = with_and_without(moves, group, groups)
    return effects_of(whole.value, np.stack([one.value for one in parts], axis=-1))


def effects_of(whole: Floats, without: Floats) -> Floats:
    """1 − without/whole: (…, m) and (…, m, groups) give (…, m, groups); NaN where whole is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        lost = 1 - without / whole[..., None]
    return np.asarray(np.where(whole[..., None] != 0, lost, np.nan))


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


@dataclass(frozen=True, slots=True)
class _Solved:
    """N = (I − Q)⁻¹ as far as it is asked for.

    `visits` is its row of the start, `values` is N r, `columns` and `rows` give N_·C and N_C·.
    """

    visits: Floats
    values: Floats
    columns: Callable[[Codes], Floats]
    rows: Callable[[Codes], Floats]


def _solve(moves: Moves) -> _Solved:
    chance, reward = _chances(moves)
    if moves.states <= DENSE_STATES:
        return _solve_dense(moves, chance, reward)
    return _solve_sparse(moves, chance, reward)


def _solve_dense(moves: Moves, chance: csc_array, reward: Floats) -> _Solved:
    inverse = np.linalg.inv(np.eye(moves.states) - chance.toarray())
    return _Solved(
        visits=inverse[moves.start],
        values=inverse @ reward,
        columns=lambda states: np.asarray(inverse[:, states]),
        rows=lambda states: np.asarray(inverse[states]),
    )


def _solve_sparse(moves: Moves, chance: csc_array, reward: Floats) -> _Solved:
    n = moves.states
    factor = splu(csc_array(eye_array(n) - chance))

    def units(states: Codes) -> Floats:
        some = np.zeros((n, len(states)))
        some[states, np.arange(len(states))] = 1.0
        return some

    start = np.array([moves.start])
    return _Solved(
        visits=np.asarray(factor.solve(units(start), trans="T"))[:, 0],
        values=np.asarray(factor.solve(reward)),
        columns=lambda states: np.asarray(factor.solve(units(states))),
        rows=lambda states: np.asarray(factor.solve(units(states), trans="T")).T,
    )


def _chances(moves: Moves) -> tuple[csc_array, Floats]:
    """Chance of each move and mean reward of leaving, of those who are in a state."""
    scale = _per_stay(moves)
    share = moves.count * scale[moves.source]
    n = moves.states
    chance = csc_array((share, (moves.source, moves.target)), shape=(n, n))
    return chance, moves.reward * scale[:, None]


def _per_stay(moves: Moves) -> Floats:
    """1 over how often each state was left, by a move or for good; 0 where it never was."""
    moved = np.bincount(moves.source, weights=moves.count, minlength=moves.states)
    left = moved + moves.leaving
    return np.asarray(np.where(left > 0, 1 / np.where(left > 0, left, 1), 0.0))


def _worth(moves: Moves, visits: Floats, values: Floats) -> Worth:
    """The value at the start and its derivatives, from the visits and values of all states."""
    each = visits * _per_stay(moves)
    gain = values[moves.target] - values[moves.source]
    # A group that was taken out is not entered: its own value is 0, and so are its visits.
    return Worth(
        value=np.asarray(values[moves.start]),
        by_count=each[moves.source][:, None] * gain,
        by_leaving=-each[:, None] * values,
        by_reward=each,
    )
