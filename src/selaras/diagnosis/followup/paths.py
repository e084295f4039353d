"""How leads were worked and what came of it, as counts by kind of lead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from selaras.diagnosis.choices import FOLLOW_UP

Codes = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Paths:
    """One row a kind of lead, way of working it and outcome; `leads` says how many there are.

    `words` are the distinct values of each word column, ascending, and `codes` each row's
    position in them: rep, sourced_by, source, grade, segment, speed, persistence; empty is unknown.
    `made` is the number of attempts up to and including the first contact, `reached` whether there
    was one, `mature` whether it was long enough ago to tell if a deal follows, `won` 1 for a deal
    won within that time and 2 for a later one, `aged` and `won_aged` the same counted from the
    lead's start. `left_out` are leads that nobody was given.
    """

    words: Mapping[str, tuple[str, ...]]
    codes: Mapping[str, Codes]
    made: Codes
    reached: Codes
    mature: Codes
    won: Codes
    aged: Codes
    won_aged: Codes
    leads: Codes
    beyond: int
    unclear: int
    left_out: Mapping[str, int]

    @property
    def n(self) -> int:
        return int(self.leads.sum())

    @property
    def reps(self) -> int:
        """Reps with leads; those that nobody is named for are none."""
        return self.size("rep") - ("" in self.words["rep"])

    @property
    def most(self) -> int:
        """The largest number of attempts on one lead."""
        return int(self.made.max(initial=0))

    def size(self, word: str) -> int:
        return len(self.words[word])

    def only(self, chosen: NDArray[np.bool_]) -> Paths:
        """The rows where `chosen`; words keep their positions."""
        return Paths(
            self.words,
            {name: codes[chosen] for name, codes in self.codes.items()},
            self.made[chosen],
            self.reached[chosen],
            self.mature[chosen],
            self.won[chosen],
            self.aged[chosen],
            self.won_aged[chosen],
            self.leads[chosen],
            self.beyond,
            self.unclear,
            self.left_out,
        )

    def where(self, word: str, *values: str) -> NDArray[np.bool_]:
        """Which rows have one of these values."""
        wanted = [i for i, value in enumerate(self.words[word]) if value in values]
        return np.isin(self.codes[word], wanted)

    def tally(self, by: Sequence[str], counts: NDArray[np.float64] | Codes) -> Floats:
        """Sums of `counts` by words, as a dense array with an axis a word."""
        shape = tuple(self.size(word) for word in by)
        flat = np.zeros(len(self.leads), dtype=np.int64)
        for word, size in zip(by, shape, strict=True):
            flat = flat * size + self.codes[word]
        many = int(np.prod(shape, dtype=np.int64)) if shape else 1
        summed = np.bincount(flat, weights=np.asarray(counts, dtype=np.float64), minlength=many)
        return np.asarray(summed.reshape(shape))

    def attempted(self, by: Sequence[str], attempts: int) -> Floats:
        """Leads with at least k attempts, k = 1 … attempts on the last axis."""
        layers = [self.tally(by, self.leads * (self.made >= k)) for k in range(1, attempts + 1)]
        return np.stack(layers, axis=-1)

    def contacts(self, by: Sequence[str], attempts: int) -> Floats:
        """Leads first reached at attempt k, k = 1 … attempts on the last axis."""
        reached = self.leads * self.reached
        layers = [self.tally(by, reached * (self.made == k)) for k in range(1, attempts + 1)]
        return np.stack(layers, axis=-1)


OTHER = "…"
"""What values beyond the most frequent ones are put together as."""


def paths_from_columns(
    words: Mapping[str, tuple[tuple[str, ...], Codes]],
    numbers: Mapping[str, Codes],
    left_out: Mapping[str, int],
) -> Paths:
    """Paths from columns as the query gives them: each word's distinct values, and codes.

    Grades, sources and segments beyond the most frequent ones are put together as OTHER.
    """
    values: dict[str, tuple[str, ...]] = {}
    codes: dict[str, Codes] = {}
    for name, (found, positions) in words.items():
        kept = found
        if name in _FOLDED and len(found) > FOLLOW_UP.most_kinds:
            kept = _most_frequent(found, positions, numbers["leads"])
        values[name] = tuple(sorted({*kept, OTHER} if len(kept) < len(found) else kept))
        place = {value: i for i, value in enumerate(values[name])}
        moved = [place[value if value in place else OTHER] for value in found]
        codes[name] = np.array(moved, dtype=np.int64)[positions]
    return Paths(
        values,
        codes,
        numbers["made"],
        numbers["reached"],
        numbers["mature"],
        numbers["won"],
        numbers["aged"],
        numbers["won_aged"],
        numbers["leads"],
        int(numbers["beyond"].sum()),
        int(numbers["unclear"].sum()),
        left_out,
    )


_FOLDED = ("grade", "source", "segment")


def _most_frequent(values: tuple[str, ...], positions: Codes, leads: Codes) -> tuple[str, ...]:
    many = np.bincount(positions, weights=leads, minlength=len(values))
    order = sorted(range(len(values)), key=lambda i: (-many[i], values[i]))
    return tuple(values[i] for i in order[: FOLLOW_UP.most_kinds - 1])
