"""The moves between channels that all paths made, and how they ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from selaras.statistics.markov import Codes
from selaras.statistics.walks import Walks, counted, summed, triples


@dataclass(frozen=True, slots=True)
class Walked:
    """What was counted of all paths, by bucket of customers: enough for chains of order 1 and 2.

    `moves` says how often each channel followed which two: `bucket`, `triple`, `moves`; `ends` how
    paths ended: `bucket`, the `triple` of their last touch, how many `ended`, of them `converted`,
    and the `value` that those brought, in ten-thousandths. See `codes` for triples.
    """

    channels: tuple[str, ...]
    moves: pa.Table
    ends: pa.Table

    @property
    def met(self) -> tuple[str, ...]:
        """Channels that some path met."""
        latest = np.unique(self.codes(self.moves)[2])
        return tuple(self.channels[code] for code in latest)

    @property
    def paths(self) -> int:
        return int(self.ends["ended"].to_numpy().sum())

    @property
    def touches(self) -> int:
        return int(self.moves["moves"].to_numpy().sum())

    def codes(self, table: pa.Table) -> tuple[Codes, Codes, Codes]:
        """The places in `channels` of the touch two before, the one before and the touch itself;
        −1 where the path had not begun."""
        triple, size = table["triple"].to_numpy(), len(self.channels) + 1
        return triple // (size * size) - 1, triple // size % size - 1, triple % size


def count_moves(
    portions: Iterable[pa.Table], channels: tuple[str, ...], base: int, buckets: int
) -> Walked:
    """Count the moves of paths, as `chain_query.paths` gives them."""
    cells = (len(channels) + 1) ** 3
    ended: list[_Ended] = []

    def moves() -> Iterator[Codes]:
        for batch in _batches(portions):
            for end, keys in _moves_of(batch, len(channels), base, cells):
                ended.append(end)
                yield keys

    keys, many = counted(moves(), buckets * cells)
    table = {"bucket": keys // cells, "triple": keys % cells, "moves": many}
    return Walked(channels, pa.table(table), _ends_of(ended, cells))


@dataclass(frozen=True, slots=True)
class _Ended:
    """The last step of some paths, `bucket · cells + triple`, and what they brought."""

    key: Codes
    converted: Codes
    value: Codes


def _batches(portions: Iterable[pa.Table]) -> Iterator[pa.RecordBatch]:
    for portion in portions:
        yield from portion.to_batches()


def _moves_of(
    batch: pa.RecordBatch, channels: int, base: int, cells: int
) -> Iterator[tuple[_Ended, Codes]]:
    listed = batch.column("packed")
    starts = listed.offsets.to_numpy().astype(np.int64)
    walks = Walks(starts - starts[0], listed.flatten().to_numpy(), base)
    bucket, converted, value = (
        np.asarray(batch.column(name), np.int64) for name in ("bucket", "converted", "value")
    )
    first = 0
    for many, triple in triples(walks, channels):
        part = slice(first, first + many)
        starts = walks.starts[first : first + many + 1] - walks.starts[first]
        keys = triple + cells * np.repeat(bucket[part], np.diff(starts))
        yield _Ended(keys[starts[1:] - 1], converted[part], value[part]), keys
        first += many


def _ends_of(ended: list[_Ended], cells: int) -> pa.Table:
    """How paths ended, by bucket and triple."""
    none = np.zeros(0, np.int64)
    key = np.concatenate([none, *(one.key for one in ended)])
    found, place, many = np.unique(key, return_inverse=True, return_counts=True)
    sums = {
        name: summed(
            place, np.concatenate([none, *(getattr(one, name) for one in ended)]), len(found)
        )
        for name in ("converted", "value")
    }
    return pa.table({"bucket": found // cells, "triple": found % cells, "ended": many} | sums)
