"""Triples of steps against walks written out, however far apart their instants lie."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.statistics import walks as of_walks
from selaras.statistics.walks import Walks, counted, triples

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


@given(walks_within(-1000, 1000))
def test_triples_are_those_of_the_steps_in_order(found: Steps):
    parts = list(triples(laid_out(found), KINDS))
    assert sum(many for many, _triples in parts) == len(found)
    assert [int(one) for _many, part in parts for one in part] == plainly(found)


@given(walks_within(-(1 << 58), 1 << 58))
def test_instants_too_far_apart_to_share_a_number_are_put_in_order_too(found: Steps):
    assert [int(one) for _many, part in triples(laid_out(found), KINDS) for one in part] == plainly(
        found
    )


def test_walks_of_several_parts_are_told_apart(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(of_walks, "_PART_BITS", 6)
    found = [[(place, (place + walk) % KINDS) for place in range(walk % 4)] for walk in range(200)]
    parts = list(triples(laid_out(found), KINDS))
    assert [many for many, _triples in parts] == [64, 64, 64, 8]
    assert [int(one) for _many, part in parts for one in part] == plainly(found)


@given(st.lists(st.lists(st.integers(0, 99), max_size=9), max_size=9), st.booleans())
def test_counts_are_the_same_with_and_without_a_place_for_each_key(keys: list, dense: bool):
    arrays = [np.array(some, np.int64) for some in keys]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(of_walks, "_DENSE", 1 << 22 if dense else 0)
        patch.setattr(of_walks, "_AT_ONCE", 4)
        found, many = counted(arrays, 100)
    flat = sorted(key for some in keys for key in some)
    assert [key for key, n in zip(found, many, strict=True) for _again in range(n)] == flat
