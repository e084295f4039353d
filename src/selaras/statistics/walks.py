"""Walks whose steps come in any order: put in order, and how often each step followed which two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int64]

_PART_BITS = 12
"""Walks that are put in order at once, as a power of two: their steps stay near the processor."""
_LEAST_BITS = 6
"""With room for fewer walks than this in one number, they are put in order by two numbers."""
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


def triples(walks: Walks, kinds: int) -> Iterator[tuple[int, Codes]]:
    """What each step was and which two came before it, some walks at a time.

    Gives how many walks, and for each of their steps in order
    `kind + size · (last + 1) + size² · (before + 1)` with size = kinds + 1, where a step before
    the walk began counts 0. `Walks.starts` says where each walk's triples lie.
    """
    bits = _bits(walks.steps)
    room = min(63 - bits, _PART_BITS)
    many = 1 << (room if room >= _LEAST_BITS else _PART_BITS)
    size = kinds + 1
    for first in range(0, len(walks), many):
        part = walks.part(first, many)
        kind = _in_order(part, bits if room >= _LEAST_BITS else None) & (walks.base - 1)
        yield len(part), kind + size * _before(part, kind, 1) + size * size * _before(part, kind, 2)


def counted(keys: Iterable[Codes], below: int) -> tuple[Codes, Codes]:
    """The distinct keys, ascending, and how often each came; keys are 0 to `below` − 1."""
    if below <= _DENSE:
        counts = np.zeros(below, np.int64)
        for some in _gathered(keys):
            counts += np.bincount(some, minlength=below)
        found = np.flatnonzero(counts)
        return found, counts[found]
    parts = [np.unique(some, return_counts=True) for some in _gathered(keys)]
    if not parts:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    found, place = np.unique(np.concatenate([one for one, _n in parts]), return_inverse=True)
    return found, summed(place, np.concatenate([n for _one, n in parts]), len(found))


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
