"""The engine's small tables as arrays by bucket of customers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.sparse import csr_array

from selaras.statistics.markov import Codes, Floats, Moves, Worth
from selaras.statistics.walks import placed

_DENSE = 1 << 20
"""Up to so many cells of a table each has a place while rows are added up: nothing is sorted."""


@dataclass(frozen=True, slots=True)
class Coded:
    """Values of a column by number, in ascending order."""

    names: tuple[str, ...]
    codes: Codes

    @classmethod
    def of(cls, texts: Sequence[str]) -> Coded:
        names, codes = np.unique(np.asarray(texts, dtype=object).astype(str), return_inverse=True)
        return cls(tuple(str(name) for name in names), codes.astype(np.int64))


def by_bucket(bucket: Codes, buckets: int, column: Codes, columns: int, amount: Floats) -> Any:
    """A sparse (buckets, columns) table of what the rows amount to."""
    if buckets * columns <= _DENSE:
        cells = np.bincount(bucket * columns + column, amount, buckets * columns)
        return csr_array(cells.reshape(buckets, columns))
    return csr_array(
        (np.asarray(amount, dtype=np.float64), (bucket, column)), shape=(buckets, columns)
    )


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain with its counts by bucket, whose sums are those of `moves`.

    `group` is the channel that a state's latest touch is of, −1 for the start.
    """

    moves: Moves
    group: Codes
    count: Any
    leaving: Any
    rewards: tuple[Any, ...]

    def influence(self, worth: Worth) -> Floats:
        """What each bucket adds to what a walk is worth, to first order, (buckets, rewards)."""
        rewards = np.stack([reward @ worth.by_reward for reward in self.rewards], axis=-1)
        moved = self.count @ worth.by_count + self.leaving @ worth.by_leaving
        return np.asarray(moved + rewards)

    def totals(self, weights: Floats) -> Floats:
        """What the walks brought in each draw of buckets, (draws, rewards)."""
        brought = np.stack([np.asarray(reward.sum(axis=1)) for reward in self.rewards], axis=-1)
        return np.asarray(weights @ brought)


@dataclass(frozen=True, slots=True)
class Steps:
    """Touches by bucket: the channels two before, one before and of the touch itself.

    −1 is a channel before the path began. `amounts` are (rows, kinds) of what is counted of them.
    """

    bucket: Codes
    before: Codes
    last: Codes
    channel: Codes
    amounts: Floats

    def states(self, order: int, size: int) -> tuple[Codes, Codes]:
        """The state each touch came from and the one it led to: the last 1 or 2 channels."""
        last, before, channel = self.last + 1, self.before + 1, self.channel + 1
        if order == 1:
            return last, channel
        return before * size + last, last * size + channel


def chain_of(moves: Steps, ends: Steps, order: int, buckets: int, channels: int) -> Chain:
    """The chain whose states are the last `order` channels, 1 or 2 (methods.md §5).

    `moves` counts every touch, (rows, 1); `ends` the last touch of every path: how many ended
    there, how many of them converted, and further rewards where there are any.
    """
    size = channels + 1
    source, target = moves.states(order, size)
    _before, last = ends.states(order, size)
    names, numbered, _many = placed(np.concatenate(([0], source, target)), size**order)
    source, target = numbered[1 : len(source) + 1], numbered[len(source) + 1 :]
    last = np.searchsorted(names, last)
    n = len(names)
    pairs, edge, _many = placed(source * n + target, n * n)
    count = by_bucket(moves.bucket, buckets, edge, len(pairs), moves.amounts[:, 0])
    leaving, *rewards = (
        by_bucket(ends.bucket, buckets, last, n, amount) for amount in ends.amounts.T
    )
    whole = Moves(
        source=pairs // n,
        target=pairs % n,
        count=count.sum(axis=0),
        leaving=leaving.sum(axis=0),
        reward=np.stack([reward.sum(axis=0) for reward in rewards], axis=-1),
        start=0,
    )
    return Chain(whole, names % size - 1, count, leaving, tuple(rewards))


def draw_weights(buckets: int, draws: int, seed: int) -> NDArray[np.float64]:
    """How often each bucket is drawn, (draws, buckets): a bootstrap over buckets of customers."""
    chance = np.full(buckets, 1 / buckets)
    return np.random.default_rng(seed).multinomial(buckets, chance, draws).astype(np.float64)


def whole_numbers(table: pa.Table) -> pa.Table:
    """The table with sums as plain integers: an engine may give them as wide decimals."""
    fields = [
        pa.field(one.name, pa.int64() if pa.types.is_decimal(one.type) else one.type)
        for one in table.schema
    ]
    return table.cast(pa.schema(fields))
