"""The moves between channels that all paths made, and how they ended."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
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


@dataclass(frozen=True, slots=True)
class Walkers:
    """Leads by their number, ascending: `chain_query.walkers_of`."""

    number: Codes
    bucket: Codes
    converted: Codes
    value: Codes

    @classmethod
    def of(cls, table: pa.Table) -> Walkers:
        columns = [_whole(table[name]) for name in ("number", "bucket", "converted", "value")]
        order = np.argsort(columns[0])
        return cls(*(column[order] for column in columns))

    def places(self, numbers: Codes) -> Codes | None:
        """Where leads are; None where one of them is not there."""
        found = np.searchsorted(self.number, numbers)
        if len(found) and (found[-1] >= len(self.number) or (self.number[found] != numbers).any()):
            return None
        return found


def count_moves(
    portions: Iterable[pa.Table],
    walkers: Walkers,
    everyone: Callable[[], Walkers],
    channels: tuple[str, ...],
    base: int,
    buckets: int,
) -> Walked:
    """Count the moves of paths, whose touches `chain_query.packed_touches` gives.

    `walkers` are the leads, or nearly all of them: `everyone` is asked where one is missing.
    """
    cells = (len(channels) + 1) ** 3
    ended: list[_Ended] = []

    def moves() -> Iterator[Codes]:
        nonlocal walkers
        for portion in portions:
            numbers, walks = _walks_of(portion, base)
            places = walkers.places(numbers)
            if places is None:
                walkers = everyone()
                places = walkers.places(numbers)
            assert places is not None
            for end, keys in _moves_of(walks, walkers, places, len(channels), cells):
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


def _walks_of(portion: pa.Table, base: int) -> tuple[Codes, Walks]:
    """The numbers of the leads of some touches, ascending, and their walks."""
    number = _whole(portion["number"])
    # files lie by lead in long runs, which a stable sort merges
    order = np.argsort(number, kind="stable")
    number = number[order]
    begins = np.ones(len(number), bool)
    begins[1:] = number[1:] != number[:-1]
    starts = np.flatnonzero(begins)
    walks = Walks(np.append(starts, len(number)), _whole(portion["packed"])[order], base)
    return number[starts], walks


def _moves_of(
    walks: Walks, walkers: Walkers, places: Codes, channels: int, cells: int
) -> Iterator[tuple[_Ended, Codes]]:
    first = 0
    for many, triple in triples(walks, channels):
        part = places[first : first + many]
        starts = walks.starts[first : first + many + 1] - walks.starts[first]
        keys = triple + cells * np.repeat(walkers.bucket[part], np.diff(starts))
        yield _Ended(keys[starts[1:] - 1], walkers.converted[part], walkers.value[part]), keys
        first += many


def _whole(column: pa.ChunkedArray) -> Codes:
    return np.asarray(column.to_numpy(), np.int64)


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
