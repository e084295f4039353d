"""Triples of steps against walks written out, however far apart their instants lie."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.statistics import walks as of_walks
from selaras.statistics.walks import Walks, counted, grouped, ordered, placed, triples

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
    return [int(one) for part in ordered(walks) for one in triples(part, KINDS)]


@given(walks_within(-1000, 1000))
def test_triples_are_those_of_the_steps_in_order(found: Steps):
    assert sum(len(part) for part in ordered(laid_out(found))) == len(found)
    assert triples_of(laid_out(found)) == plainly(found)


@given(walks_within(-(1 << 58), 1 << 58))
def test_instants_too_far_apart_to_share_a_number_are_put_in_order_too(found: Steps):
    assert triples_of(laid_out(found)) == plainly(found)


def test_walks_of_several_parts_are_told_apart(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(of_walks, "_PART_BITS", 6)
    found = [[(place, (place + walk) % KINDS) for place in range(walk % 4)] for walk in range(200)]
    assert [len(part) for part in ordered(laid_out(found))] == [64, 64, 64, 8]
    assert triples_of(laid_out(found)) == plainly(found)


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
        patch.setattr(of_walks, "_AT_ONCE", 4)
        found, many = counted(arrays, 100)
    flat = sorted(key for some in keys for key in some)
    assert [key for key, n in zip(found, many, strict=True) for _again in range(n)] == flat
