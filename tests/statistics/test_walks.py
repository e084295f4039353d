"""Triples of steps against walks written out, however far apart their instants lie."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.statistics import walks as of_walks
from selaras.statistics.walks import Walks, abreast, counted, grouped, in_order, placed, triples

KINDS, BASE = 5, 8
Steps = list[list[tuple[int, int]]]
"""Walks as (instant, kind) of each step, in any order."""


def laid_out(found: Steps) -> Walks:
    lengths = [len(walk) for walk in found]
    steps = [instant * BASE + kind for walk in found for instant, kind in walk]
    return Walks(np.cumsum([0, *lengths]), np.array(steps, np.int64), BASE)


def plainly(found: Steps) -> list[int]:
    size, packed = KINDS + 1, []
    for walk in found:
        kinds = [-1, -1, *(kind for _instant, kind in sorted(walk))]
        for before, last, kind in zip(kinds, kinds[1:], kinds[2:], strict=False):
            packed.append(kind + size * (last + 1) + size * size * (before + 1))
    return packed


def walks_within(least: int, most: int) -> st.SearchStrategy[Steps]:
    step = st.tuples(st.integers(least, most), st.integers(0, KINDS - 1))
    return st.lists(st.lists(step, max_size=6), max_size=40)


def triples_of(walks: Walks) -> list[int]:
    """The triples of every walk, walk by walk."""
    by_walk = {
        int(place): steps.tolist()
        for part in abreast(walks)
        for place, steps in zip(part.places, triples(part, KINDS).T, strict=True)
    }
    return [one for place in sorted(by_walk) for one in by_walk[place]]


@given(walks_within(-1000, 1000))
def test_triples_are_those_of_the_steps_in_order(found: Steps):
    assert triples_of(laid_out(found)) == plainly(found)


@given(walks_within(-(1 << 58), 1 << 58))
def test_instants_however_far_apart_are_put_in_order(found: Steps):
    assert triples_of(laid_out(found)) == plainly(found)


@given(walks_within(-3, 3))
def test_walks_of_several_parts_are_told_apart(found: Steps):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(of_walks, "_AT_ONCE", 4)
        assert triples_of(laid_out(found)) == plainly(found)


@given(walks_within(-1000, 1000))
def test_steps_are_found_where_they_lay(found: Steps):
    walks = laid_out(found)
    seen = []
    for part in abreast(walks):
        assert np.sort(walks.steps[part.where], axis=0).tolist() == part.steps.tolist()
        assert walks.steps_of(part.places).tolist() == part.where.T.ravel().tolist()
        seen += part.where.ravel().tolist()
    assert sorted(seen) == list(range(len(walks.steps)))


@pytest.mark.parametrize("length", range(1, 13))
def test_all_zeros_and_ones_are_put_in_order(length: int):
    # then so is everything that the same places are compared for (Knuth's 0-1 principle)
    columns = np.array(list(itertools.product((0, 1), repeat=length))).T
    assert in_order(columns.copy()).tolist() == np.sort(columns, axis=0).tolist()


@pytest.mark.parametrize("length", [13, 16, 17, 31, 32, 33, 200])
def test_columns_of_any_length_are_put_in_order(length: int):
    columns = np.random.default_rng(length).integers(-(1 << 62), 1 << 62, (length, 50))
    assert in_order(columns.copy()).tolist() == np.sort(columns, axis=0).tolist()


@pytest.mark.parametrize("kind", [np.int32, np.int64])
@given(st.lists(st.tuples(st.integers(-3, 9), st.integers()), max_size=30), st.integers(1, 10**7))
def test_values_come_to_lie_with_their_owner(kind: type, pairs: list, apart: int):
    pairs = [(owner, value % 1000) for owner, value in pairs]
    owner = np.array([owner * apart for owner, _value in pairs], kind)
    owners, starts, values = grouped(owner, np.array([v for _owner, v in pairs], np.int64))
    found = {
        int(name): values[first:after].tolist()
        for name, first, after in zip(owners, starts[:-1], starts[1:], strict=True)
    }
    assert list(found) == sorted({int(one) for one in owner})
    assert found == {
        name: [v for o, v in pairs if o * apart == name] for name in found
    }  # in the order in which they came
    assert starts[-1] == len(pairs)


@given(st.lists(st.integers(0, 99), max_size=40), st.booleans())
def test_every_key_is_placed_among_the_distinct_ones(keys: list[int], dense: bool):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(of_walks, "_DENSE", 1 << 22 if dense else 0)
        found, place, many = placed(np.array(keys, np.int64), 100)
    assert found.tolist() == sorted(set(keys))
    assert found[place].tolist() == keys
    assert many.tolist() == [keys.count(key) for key in sorted(set(keys))]


@given(st.lists(st.lists(st.integers(0, 99), max_size=9), max_size=9), st.booleans())
def test_counts_are_the_same_with_and_without_a_place_for_each_key(keys: list, dense: bool):
    arrays = [np.array(some, np.int64) for some in keys]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(of_walks, "_DENSE", 1 << 22 if dense else 0)
        patch.setattr(of_walks, "_COUNTED", 4)
        found, many = counted(arrays, 100)
    flat = sorted(key for some in keys for key in some)
    assert [key for key, n in zip(found, many, strict=True) for _again in range(n)] == flat
