"""Rows that belong to owners, looked at for some owners at a time, wherever these rows lie."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Wholes = NDArray[np.integer[Any]]

_LONG = 1 << 9
"""Rows that ascending runs of owners have on average, at the least: shorter ones are not looked
up one by one."""
_SAMPLES = 1 << 8
"""Owners of so many rows a share, taken evenly, say where shares are to end."""


@dataclass(frozen=True, slots=True, eq=False)
class Owned:
    """The owners of rows that come in pieces, say the chunks of a column.

    Parameters
    ----------
    pieces
        The owner of every row, a whole number, piece by piece, all of one type.
    runs
        Of each piece where runs of owners that do not descend begin, and where the last one ends;
        None where they are too short to be of use.
    """

    pieces: tuple[Wholes, ...]
    runs: tuple[Wholes | None, ...]

    @classmethod
    def of(cls, pieces: Sequence[Wholes]) -> Owned:
        return cls(tuple(pieces), tuple(_runs(owners) for owners in pieces))

    def __len__(self) -> int:
        return sum(len(owners) for owners in self.pieces)

    def shares(self, many: int) -> tuple[Share, ...]:
        """So many shares of about as many rows each, or fewer; an owner's rows are all in one."""
        if not len(self):
            return ()
        apart = max(1, len(self) // (many * _SAMPLES))
        sample = np.sort(np.concatenate([owners[::apart] for owners in self.pieces]))
        ends = np.unique(sample[[len(sample) * n // many for n in range(1, many)]])
        return tuple(Share(self, *some) for some in itertools.pairwise([None, *ends, None]))


@dataclass(frozen=True, slots=True, eq=False)
class Share:
    """The rows whose owner is `low` or above, and below `high`; None: there is no such bound."""

    owned: Owned
    low: Any
    high: Any

    def places(self) -> Iterator[tuple[int, slice | Wholes]]:
        """Numbers of pieces, and which of their rows are in the share, in their order."""
        for number, (owners, runs) in enumerate(
            zip(self.owned.pieces, self.owned.runs, strict=True)
        ):
            if runs is None:
                yield number, np.flatnonzero(self._within(owners))
                continue
            for first, after in itertools.pairwise(runs.tolist()):
                run = owners[first:after]
                low = 0 if self.low is None else int(np.searchsorted(run, self.low))
                high = len(run) if self.high is None else int(np.searchsorted(run, self.high))
                if low < high:
                    yield number, slice(first + low, first + high)

    def _within(self, owners: Wholes) -> NDArray[np.bool_]:
        within = np.ones(len(owners), bool) if self.low is None else owners >= self.low
        return within if self.high is None else within & (owners < self.high)


def _runs(owners: Wholes) -> Wholes | None:
    begins = np.flatnonzero(owners[1:] < owners[:-1]) + 1
    if len(begins) * _LONG > len(owners):
        return None
    return np.concatenate([[0], begins, [len(owners)]])
