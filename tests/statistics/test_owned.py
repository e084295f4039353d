"""Shares of rows by owner, against looking at every row."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.statistics import owned as of_owned
from selaras.statistics.owned import Owned, Share

PIECES = st.lists(st.lists(st.integers(-5, 60), min_size=1, max_size=40), max_size=6)


def laid(pieces: list[list[int]], *, ascending: bool) -> Owned:
    found = [np.array(sorted(p) if ascending else p, np.int32) for p in pieces]
    return Owned.of(found)


def rows_of(share: Share) -> list[tuple[int, int, int]]:
    """Piece, place and owner of every row of a share."""
    found = []
    for number, places in share.places():
        owners = share.owned.pieces[number]
        at = np.arange(len(owners))[places]
        found += [(number, int(place), int(owners[place])) for place in at]
    return found


@pytest.mark.parametrize("long", [0, 1 << 30], ids=["by runs", "one by one"])
@pytest.mark.parametrize("ascending", [True, False])
@given(pieces=PIECES, many=st.integers(1, 7))
def test_every_row_is_in_one_share_with_all_of_its_owner(
    long: int, ascending: bool, pieces: list[list[int]], many: int
) -> None:
    before, of_owned._LONG = of_owned._LONG, long
    try:
        whole = laid(pieces, ascending=ascending)
    finally:
        of_owned._LONG = before
    shares = [rows_of(share) for share in whole.shares(many)]
    expected = [
        (number, place, int(owner))
        for number, owners in enumerate(whole.pieces)
        for place, owner in enumerate(owners)
    ]
    assert sorted(row for share in shares for row in share) == expected
    assert len(shares) <= many
    owners = [{owner for _piece, _place, owner in share} for share in shares]
    for share, low, high in zip(shares, owners, owners[1:], strict=False):
        assert share == sorted(share)  # in the order in which they lie
        assert not low or not high or max(low) < min(high)


def test_shares_have_about_as_many_rows() -> None:
    owners = np.sort(np.random.default_rng(5).integers(0, 50_000, 400_000))
    shares = Owned.of([owners[:150_000], owners[150_000:]]).shares(8)
    sizes = [len(rows_of(share)) for share in shares]
    assert len(sizes) == 8
    assert sum(sizes) == 400_000
    assert max(sizes) < 1.15 * min(sizes)


def test_what_ascends_is_looked_up_and_what_does_not_is_looked_through() -> None:
    owners = np.arange(4_000)
    (ascending,) = Owned.of([owners]).runs
    (random,) = Owned.of([np.random.default_rng(3).permutation(owners)]).runs
    assert ascending is not None
    assert ascending.tolist() == [0, 4_000]
    assert random is None


def test_of_no_rows_there_are_no_shares() -> None:
    assert Owned.of([]).shares(4) == ()
