"""Walks whose steps come in any order: put in order, and how often each step followed which two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Codes = NDArray[np.int64]

_PART_BITS = 12
"""Walks that are put in order at once, as a power of two: their steps stay near the processor."""
_LEAST_BITS = 6
"""With room for fewer walks than this in one number, they are put in order by two numbers."""
_SPARSE = 4
"""With numbers of owners spread wider than so many times the values, sorting them is quicker."""
_INT32 = 1 << 31
_DENSE = 1 << 22
"""Up to so many keys that there could be, each has a place of its own to be counted in."""
_AT_ONCE = 1 << 20
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

    def part(self, first: int, many: int) -> Walks:
        """`many` walks from `first` on, or those that there are."""
        starts = self.starts[first : first + many + 1]
        return Walks(starts - starts[0], self.steps[starts[0] : starts[-1]], self.base)

    def kinds(self) -> Codes:
        """The kind of every step."""
        return self.steps & (self.base - 1)


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


def ordered(walks: Walks) -> Iterator[Walks]:
    """The walks with their steps in order, some of them at a time."""
    bits = _bits(walks.steps)
    room = min(63 - bits, _PART_BITS)
    many = 1 << (room if room >= _LEAST_BITS else _PART_BITS)
    for first in range(0, len(walks), many):
        part = walks.part(first, many)
        steps = _in_order(part, bits if room >= _LEAST_BITS else None)
        yield Walks(part.starts, steps, walks.base)


def triples(walks: Walks, kinds: int) -> Codes:
    """What each step of walks in order was, and which two came before it.

    `kind + size · (last + 1) + size² · (before + 1)` for every step with size = kinds + 1, where a
    step before the walk began counts 0.
    """
    size, kind = kinds + 1, walks.kinds()
    return kind + size * _before(walks, kind, 1) + size * size * _before(walks, kind, 2)


def counted(keys: Iterable[Codes], below: int) -> tuple[Codes, Codes]:
    """The distinct keys, ascending, and how often each came; keys are 0 to `below` − 1."""
    if below <= _DENSE:
        counts = np.zeros(below, np.int64)
        for some in _gathered(keys):
            counts += np.bincount(some, minlength=below)
        found = np.flatnonzero(counts)
        return found, counts[found]
    return together([np.unique(some, return_counts=True) for some in _gathered(keys)])


def together(parts: Sequence[tuple[Codes, Codes]]) -> tuple[Codes, Codes]:
    """The distinct keys of some counts (see `counted`), and how often each came in all of them."""
    if not parts:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    if len(parts) == 1:
        return parts[0]
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
        if sum(map(len, held)) >= _AT_ONCE:
            yield np.concatenate(held)
            held = []
    if held:
        yield np.concatenate(held)


def _bits(steps: Codes) -> int:
    return (int(steps.max()) - int(steps.min())).bit_length() if len(steps) else 0


def _in_order(part: Walks, bits: int | None) -> Codes:
    """Steps in order, walk by walk; a walk and its step share a number where `bits` says how."""
    owner = np.repeat(np.arange(len(part)), np.diff(part.starts))
    if bits is None:
        return part.steps[np.lexsort((part.steps, owner))]
    if not len(part.steps):
        return part.steps
    least = part.steps.min()
    keys = (owner << bits) | (part.steps - least)
    keys.sort()
    return np.asarray((keys & ((1 << bits) - 1)) + least)


def _before(part: Walks, kind: Codes, back: int) -> Codes:
    """One more than the kind of the step so many before, 0 where the walk had not begun."""
    found = np.zeros_like(kind)
    found[back:] = kind[:-back] + 1
    begins, ends = part.starts[:-1], part.starts[1:]
    for step in range(back):
        there = begins + step
        found[there[there < ends]] = 0
    return found
