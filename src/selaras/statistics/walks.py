"""Walks whose steps come in any order: put in order, and how often each step followed which two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Codes = NDArray[np.int64]

_AT_ONCE = 1 << 16
"""Steps that are put in order at once, about: they stay near the processor."""
_COMPARED = 32
"""The longest walks put in order by comparing one place with another, of many walks at once."""
_SPARSE = 4
"""With numbers of owners spread wider than so many times the values, sorting them is quicker."""
_INT32 = 1 << 31
_DENSE = 1 << 22
"""Up to so many keys that there could be, each has a place of its own to be counted in."""
_COUNTED = 1 << 20
"""Keys that are counted at once, at the least: going over all the places takes time too."""


@dataclass(frozen=True, slots=True)
class Walks:
    """Some walks over kinds 0, 1, 2, …

    Parameters
    ----------
    starts
        Where each walk begins in `steps`, and where the last one ends: one more than there are
        walks, none descending.
    steps
        When and what each step was, in one number: instant · `base` + kind. The steps of a walk
        lie together, in any order; of one instant they are taken by kind.
    base
        A power of two above every kind.
    """

    starts: Codes
    steps: Codes
    base: int

    def __len__(self) -> int:
        return len(self.starts) - 1

    def steps_of(self, places: Codes) -> Codes:
        """Where the steps of some walks lie, one walk's after the other's."""
        lengths = (self.starts[1:] - self.starts[:-1])[places]
        skipped = self.starts[places] - (np.cumsum(lengths) - lengths)
        return np.repeat(skipped, lengths) + np.arange(lengths.sum())

    def kinds(self) -> Codes:
        """The kind of every step."""
        return self.steps & (self.base - 1)


@dataclass(frozen=True, slots=True)
class Abreast:
    """Walks of one length, side by side.

    Parameters
    ----------
    places
        Their places among all walks, shape (walks,).
    where
        Where their steps lay among those of all walks, in any order, shape (length, walks).
    steps
        Their steps in order, shape (length, walks): see Walks.
    base
        As of Walks.
    """

    places: Codes
    where: Codes
    steps: Codes
    base: int


def grouped(owner: Codes, values: Codes) -> tuple[Codes, Codes, Codes]:
    """Values brought together by their owner, in the order in which they come.

    Gives the owners, ascending, where the values of each begin (and where the last ones end), and
    the values. Owners that are numbered densely from some number on take one pass.
    """
    if not len(owner):
        return owner.astype(np.int64), np.zeros(1, np.int64), values
    least = int(owner.min())
    many = int(owner.max()) - least + 1
    if many > _SPARSE * len(owner):
        order = np.argsort(owner, kind="stable")
        ordered = owner[order]
        first = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
        return ordered[first].astype(np.int64), np.append(first, len(ordered)), values[order]
    # A table with one entry a row, read by columns: a stable counting sort.
    rows = np.arange(len(owner) + 1, dtype=np.int32 if len(owner) < _INT32 else np.int64)
    table = csr_array((values, owner - owner.dtype.type(least), rows), shape=(len(owner), many))
    by_owner = table.tocsc()
    begins = np.asarray(by_owner.indptr, np.int64)
    there = np.flatnonzero(np.diff(begins))
    return there + least, np.append(begins[there], begins[-1]), np.asarray(by_owner.data)


def abreast(walks: Walks) -> Iterator[Abreast]:
    """The walks that have steps, those of one length together, with their steps in order."""
    lengths = np.diff(walks.starts)
    if not len(lengths):
        return
    by_length = np.argsort(lengths.astype(np.min_scalar_type(lengths.max())), kind="stable")
    many = np.bincount(lengths)
    after = np.cumsum(many)
    for length in np.flatnonzero(many[1:]) + 1:
        alike = by_length[after[length] - many[length] : after[length]]
        at_once = max(1, _AT_ONCE // int(length))
        for first in range(0, len(alike), at_once):
            places = alike[first : first + at_once]
            where = walks.starts[places] + np.arange(length)[:, None]
            yield Abreast(places, where, in_order(walks.steps.take(where)), walks.base)


def in_order(columns: Codes) -> Codes:
    """Whole numbers with every column in ascending order, those of one place side by side."""
    if len(columns) > _COMPARED:
        return np.sort(columns, axis=0)
    rows, spare = list(columns), np.empty_like(columns[0])
    for low, high in _comparisons(len(columns)):
        lesser = np.minimum(rows[low], rows[high], out=spare)
        np.maximum(rows[low], rows[high], out=rows[high])
        rows[low], spare = lesser, rows[low]
    return np.stack(rows)


def triples(walks: Abreast, kinds: int) -> Codes:
    """What each step was, and which two came before it, shape (length, walks).

    `kind + size · (last + 1) + size² · (before + 1)` for every step with size = kinds + 1, where a
    step before the walk began counts 0.
    """
    size, kind = kinds + 1, walks.steps & (walks.base - 1)
    found = kind.copy()
    found[1:] += size * (kind[:-1] + 1)
    found[2:] += size * size * (kind[:-2] + 1)
    return found


def counted(keys: Iterable[Codes], below: int) -> tuple[Codes, Codes]:
    """The distinct keys, ascending, and how often each came; keys are 0 to `below` − 1."""
    if below <= _DENSE:
        counts = np.zeros(below, np.int64)
        for some in _gathered(keys):
            counts += np.bincount(some, minlength=below)
        found = np.flatnonzero(counts)
        return found, counts[found]
    return together([np.unique(some, return_counts=True) for some in _gathered(keys)], below)


def together(parts: Sequence[tuple[Codes, Codes]], below: int) -> tuple[Codes, Codes]:
    """The distinct keys of some counts (see `counted`), and how often each came in all of them."""
    if not parts:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    if len(parts) == 1:
        return parts[0]
    if below <= _DENSE:
        counts = np.zeros(below, np.int64)
        for some, many in parts:
            counts[some] += many
        found = np.flatnonzero(counts)
        return found, counts[found]
    found, place = np.unique(np.concatenate([one for one, _n in parts]), return_inverse=True)
    return found, summed(place, np.concatenate([n for _one, n in parts]), len(found))


def placed(keys: Codes, below: int) -> tuple[Codes, Codes, Codes]:
    """The distinct keys, ascending, the place of every key among them, and how often each came."""
    if below > _DENSE:
        return np.unique(keys, return_inverse=True, return_counts=True)
    counts = np.bincount(keys, minlength=below)
    found = np.flatnonzero(counts)
    place = np.zeros(below, np.int64)
    place[found] = np.arange(len(found))
    return found, place[keys], counts[found]


def summed(place: Codes, amounts: Codes, places: int) -> Codes:
    """The sums of whole amounts by place, exact."""
    sums = np.zeros(places, np.int64)
    np.add.at(sums, place, amounts)
    return sums


def _gathered(keys: Iterable[Codes]) -> Iterator[Codes]:
    held: list[Codes] = []
    for some in keys:
        held.append(some)
        if sum(map(len, held)) >= _COUNTED:
            yield np.concatenate(held)
            held = []
    if held:
        yield np.concatenate(held)


@cache
def _comparisons(length: int) -> tuple[tuple[int, int], ...]:
    """Which places to compare, the lesser to come first, so that so many end in order: Batcher's
    odd-even merge sort (1968; Knuth, The Art of Computer Programming 3, 5.2.2, algorithm M)."""
    found = []
    whole = 1 << max(0, length - 1).bit_length()
    part = whole // 2
    while part:
        apart, of, rest = part, 0, whole // 2
        while True:
            found += [(low, low + apart) for low in range(length - apart) if low & part == of]
            if rest == part:
                break
            apart, of, rest = rest - part, part, rest // 2
        part //= 2
    return tuple(found)
