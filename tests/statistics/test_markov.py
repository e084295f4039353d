"""Removal effects against deletion and solving again, and the worked examples of the methods."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.statistics import markov
from selaras.statistics.markov import Moves, credits, removal_effects, worth, worth_without

Path = tuple[str, float, float]
"""A path as letters, how many of it converted, and how many did not."""

THREE_PATHS: list[Path] = [("ABC", 1, 0), ("A", 0, 1), ("BC", 0, 1)]
SIX_PATHS: list[Path] = [
    ("ABABBA", 1, 0),
    ("ABBAA", 1, 0),
    ("AA", 1, 0),
    ("B", 0, 1),
    ("AC", 2, 3),
    ("CB", 1, 4),
]


def moves_of(paths: list[Path], order: int) -> tuple[Moves, np.ndarray, int]:
    """States are the last `order` letters, the empty text the start; groups are latest letters."""
    letters = sorted(set("".join(path for path, _yes, _no in paths)))
    numbers: dict[str, int] = {"": 0}
    counted: dict[tuple[int, int], float] = {}
    ended: list[tuple[int, float, float]] = []
    for path, yes, no in paths:
        state = 0
        for end in range(1, len(path) + 1):
            name = path[max(0, end - order) : end]
            target = numbers.setdefault(name, len(numbers))
            counted[state, target] = counted.get((state, target), 0) + yes + no
            state = target
        ended.append((state, yes, no))
    leaving, reward = np.zeros(len(numbers)), np.zeros((len(numbers), 1))
    for state, yes, no in ended:
        leaving[state] += yes + no
        reward[state] += yes
    pairs = np.array(list(counted), dtype=np.int64).reshape(-1, 2)
    group = np.array([letters.index(name[-1]) if name else -1 for name in numbers])
    count = np.array(list(counted.values()), dtype=float)
    return Moves(pairs[:, 0], pairs[:, 1], count, leaving, reward, 0), group, len(letters)


def by_deletion(moves: Moves, group: np.ndarray, groups: int) -> np.ndarray:
    """Take a group's states out, solve what is left, and compare."""
    n = moves.states
    q = np.zeros((n, n))
    out = moves.leaving + np.bincount(moves.source, weights=moves.count, minlength=n)
    q[moves.source, moves.target] = moves.count / out[moves.source]
    r = moves.reward[:, 0] / np.where(out > 0, out, 1)
    whole = np.linalg.solve(np.eye(n) - q, r)[moves.start]
    effects = []
    for name in range(groups):
        kept = np.flatnonzero(group != name)
        left = np.linalg.solve(np.eye(len(kept)) - q[np.ix_(kept, kept)], r[kept])
        effects.append(1 - left[list(kept).index(moves.start)] / whole)
    return np.array(effects)


def test_three_paths_have_the_stated_value_effects_and_credit():
    moves, group, groups = moves_of(THREE_PATHS, 1)
    effects = removal_effects(moves, group, groups)
    assert worth(moves).value[0] == pytest.approx(1 / 3, abs=1e-12)
    assert effects[0] == pytest.approx([0.5, 1, 1], abs=1e-12)
    assert credits(effects, np.array([1.0]))[0] == pytest.approx([0.2, 0.4, 0.4], abs=1e-12)


def test_six_paths_have_the_stated_effects_of_order_one():
    moves, group, groups = moves_of(SIX_PATHS, 1)
    effects = removal_effects(moves, group, groups)[0]
    assert [f"{effect:.4f}" for effect in effects] == ["0.7685", "0.3485", "0.5185"]


def test_six_paths_have_the_stated_effects_of_order_two():
    moves, group, groups = moves_of(SIX_PATHS, 2)
    effects = removal_effects(moves, group, groups)[0]
    assert [f"{effect:.4f}" for effect in effects] == ["0.8333", "0.5000", "0.5000"]


paths = st.lists(
    st.tuples(
        st.text("ABCDE", min_size=1, max_size=7), st.integers(0, 3), st.integers(0, 3)
    ).filter(lambda path: path[1] + path[2] > 0),
    min_size=1,
    max_size=12,
).filter(lambda found: any(yes for _path, yes, _no in found))


@given(paths, st.sampled_from([1, 2, 3]))
def test_effects_equal_those_of_deleting_and_solving_again(found: list[Path], order: int):
    moves, group, groups = moves_of(found, order)
    effects = removal_effects(moves, group, groups)
    assert effects[0] == pytest.approx(by_deletion(moves, group, groups), abs=1e-9)
    assert ((effects > -1e-9) & (effects < 1 + 1e-9)).all()


@given(paths, st.sampled_from([1, 2]))
def test_sparse_and_dense_agree(found: list[Path], order: int):
    moves, group, groups = moves_of(found, order)
    dense = worth_without(moves, group, groups)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markov, "DENSE_STATES", 0)
        sparse = worth_without(moves, group, groups)
    for one, other in zip(dense, sparse, strict=True):
        for name in ("value", "by_count", "by_leaving", "by_reward"):
            assert getattr(one, name) == pytest.approx(getattr(other, name), abs=1e-9)


@given(paths)
def test_the_value_of_the_chain_is_the_share_that_converted(found: list[Path]):
    moves, _group, _groups = moves_of(found, 1)
    walks = sum(yes + no for _path, yes, no in found)
    converted = sum(yes for _path, yes, _no in found)
    assert worth(moves).value[0] == pytest.approx(converted / walks)


@given(paths, st.sampled_from([1, 2]))
def test_credit_sums_to_what_is_shared_out(found: list[Path], order: int):
    moves, group, groups = moves_of(found, order)
    shared = credits(removal_effects(moves, group, groups), np.array([7.0]))
    assert shared.sum() == pytest.approx(7.0)


@given(paths)
def test_repeats_of_one_channel_change_nothing_of_order_one(found: list[Path]):
    doubled = [("".join(letter * 2 for letter in path), yes, no) for path, yes, no in found]
    plain = removal_effects(*moves_of(found, 1))
    assert removal_effects(*moves_of(doubled, 1)) == pytest.approx(plain, abs=1e-9)


@given(paths, st.sampled_from([1, 2]), st.integers(0, 11))
def test_derivatives_foretell_what_more_of_one_path_does(found: list[Path], order: int, which: int):
    path, yes, no = found[which % len(found)]
    step = 1e-6
    more = [*found, (path, yes * step, no * step)]
    moves, group, groups = moves_of(found, order)
    grown, same_group, _groups = moves_of(more, order)
    assert (group == same_group).all()
    pairs = [(worth(moves), worth(grown))]
    pairs += zip(worth_without(moves, group, groups), worth_without(grown, group, groups),
                 strict=True)  # fmt: skip
    for one, other in pairs:
        foretold = (
            (grown.count - moves.count) @ one.by_count
            + (grown.leaving - moves.leaving) @ one.by_leaving
            + one.by_reward @ (grown.reward - moves.reward)
        )
        assert foretold == pytest.approx(other.value - one.value, abs=1e-9)


def test_a_channel_that_all_paths_pass_takes_everything_with_it():
    moves, group, groups = moves_of([("AB", 2, 3), ("B", 1, 1)], 1)
    assert removal_effects(moves, group, groups)[0, 1] == pytest.approx(1.0)


def test_a_loop_of_one_channel_gets_all_the_credit():
    moves, group, groups = moves_of([("AAAA", 1, 1)], 2)
    assert credits(removal_effects(moves, group, groups), np.array([1.0])) == pytest.approx(1.0)


def test_without_conversions_there_is_no_effect_to_state():
    moves, group, groups = moves_of([("AB", 0, 3)], 1)
    assert np.isnan(removal_effects(moves, group, groups)).all()


def test_a_group_without_states_loses_nothing():
    moves, group, groups = moves_of(THREE_PATHS, 1)
    assert removal_effects(moves, group, groups + 1)[0, groups] == 0
