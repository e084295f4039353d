"""The moves between channels that all paths made, how they ended, and the paths that converted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
import pyarrow as pa

from selaras.diagnosis.attribution.buckets import BUCKETS
from selaras.diagnosis.attribution.paths import AT_ONCE, Buckets, Paths, People
from selaras.diagnosis.attribution.rule_credit import Won, won_of
from selaras.statistics.markov import Codes
from selaras.statistics.walks import (
    Abreast,
    Walks,
    abreast,
    counted,
    placed,
    summed,
    together,
    triples,
)

T = TypeVar("T")
Portion = Sequence[Callable[[], Paths]]
"""Shares of a portion of touches: each makes the paths of some leads."""


@dataclass(frozen=True, slots=True)
class Walked:
    """What was counted of all paths, by bucket of customers: enough for chains of order 1 and 2.

    `moves` says how often each channel followed which two: `bucket`, `triple`, `moves`; `ends` how
    paths ended: `bucket`, the `triple` of their last touch, how many `ended`, of them `converted`,
    and the `value` that those brought, in ten-thousandths. See `codes` for triples. `won` are the
    paths that converted.
    """

    channels: tuple[str, ...]
    moves: pa.Table
    ends: pa.Table
    won: Won

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
    portions: Iterable[Portion], people: People, buckets: Buckets, channels: tuple[str, ...]
) -> Walked:
    """Count the moves of paths (`paths.paths_of`); all touches of a lead are in one of them."""
    cells = (len(channels) + 1) ** 3

    def go_over(make: Callable[[], Paths]) -> tuple[_Seen, tuple[Codes, Codes]]:
        paths, seen = make(), _Seen()
        bucket = buckets.of_leads(paths.number)

        def moves() -> Iterator[Codes]:
            for part in abreast(paths.walks):
                keys = triples(part, len(channels))
                keys += cells * bucket[part.places]
                seen.add(paths, part, keys[-1])
                yield keys.ravel()

        found = counted(moves(), BUCKETS * cells)
        return seen, found

    seen, counts = _Seen(), []
    for share, found in _each(portions, go_over):
        seen.extend(share)
        counts.append(found)
    keys, many = together(counts, BUCKETS * cells)
    table = {"bucket": keys // cells, "triple": keys % cells, "moves": many}
    ends = seen.ends(people, cells)
    return Walked(channels, pa.table(table), ends, seen.won(people, buckets))


def won_paths(portions: Iterable[Portion], people: People, buckets: Buckets) -> Won:
    """The paths that converted alone, from touches of those people."""

    def go_over(make: Callable[[], Paths]) -> _Seen:
        paths, seen = make(), _Seen()
        for part in abreast(paths.walks):
            seen.add(paths, part, np.zeros(len(part.places), np.int64))
        return seen

    seen = _Seen()
    for share in _each(portions, go_over):
        seen.extend(share)
    return seen.won(people, buckets)


def _each(portions: Iterable[Portion], work: Callable[[Callable[[], Paths]], T]) -> Iterator[T]:
    """What the work gives of each share, in their order; the shares of a portion at once.

    Threads, since numpy and scipy let others run while they sort, copy and count.
    """
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for portion in portions:
            yield from pool.map(work, portion)


@dataclass(slots=True)
class _Seen:
    """What is kept of paths while they are gone over."""

    last: list[Codes] = field(default_factory=list)
    person: list[Codes] = field(default_factory=list)
    lengths: list[Codes] = field(default_factory=list)
    steps: list[Codes] = field(default_factory=list)
    times: list[Codes] = field(default_factory=list)
    base: int = 1

    def add(self, paths: Paths, part: Abreast, last: Codes) -> None:
        """Some of the paths, in order, and the last step of each.

        By time touches lie as by place: the order of a day's touches is within that time.
        """
        person = paths.person[part.places]
        won = np.flatnonzero(person >= 0)
        self.last.append(last)
        self.person.append(person)
        self.lengths.append(np.full(len(won), len(part.steps)))
        self.steps.append(part.steps[:, won].T.ravel())
        if paths.at is not None:
            self.times.append(np.sort(paths.at[part.where[:, won]], axis=0).T.ravel())
        self.base = part.base

    def extend(self, other: _Seen) -> None:
        """Go on with what was kept of the paths after these."""
        for name in ("last", "person", "lengths", "steps", "times"):
            getattr(self, name).extend(getattr(other, name))
        self.base = max(self.base, other.base)

    def ends(self, people: People, cells: int) -> pa.Table:
        """How paths ended, by bucket and triple."""
        last, person = _joined(self.last), _joined(self.person)
        found, place, many = placed(last, BUCKETS * cells)
        won = person >= 0
        sums = {
            name: summed(place[won], getattr(people, name)[person[won]], len(found))
            for name in ("converted", "value")
        }
        return pa.table({"bucket": found // cells, "triple": found % cells, "ended": many} | sums)

    def won(self, people: People, buckets: Buckets) -> Won:
        person = _joined(self.person)
        steps = _joined(self.steps)
        starts = np.append(0, np.cumsum(_joined(self.lengths)))
        times = _joined(self.times) if self.times else None
        return won_of(people, buckets, person[person >= 0], Walks(starts, steps, self.base), times)


def _joined(parts: list[Codes]) -> Codes:
    return np.concatenate([np.zeros(0, np.int64), *parts])
