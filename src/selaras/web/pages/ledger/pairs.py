"""Promises by the pair of parties that they stand between."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from selaras.ledger.together import Together
from selaras.ledger.verdict import Status
from selaras.web.ledger_now import Promise, is_current


@dataclass(frozen=True)
class Side:
    """What one party promises another."""

    promisor: str
    promisee: str
    promises: tuple[Promise, ...]

    def running(self, as_of: datetime) -> Counter[Status]:
        """How the promises of the periods that have not ended stand."""
        found = (p.newest for p in self.promises if is_current(p.newest.period, as_of))
        return _sum(found)

    @property
    def last_over(self) -> tuple[Together, ...]:
        """Each promise's newest period of which everything is decided."""
        return tuple(p.last_over for p in self.promises if p.last_over is not None)

    @property
    def last_whole(self) -> tuple[Together, ...]:
        """Of these, the ones of the period that most of them are of: the newest of such."""
        spans = Counter((one.period.span) for one in self.last_over)
        if not spans:
            return ()
        most = max(spans, key=lambda span: (spans[span], span))
        return tuple(one for one in self.last_over if one.period.span == most)

    @property
    def last_counts(self) -> Counter[Status]:
        return _sum(self.last_over)


@dataclass(frozen=True)
class Pair:
    """Two parties, and what each promises the other."""

    sides: tuple[Side, ...]

    @property
    def parties(self) -> tuple[str, str]:
        return self.sides[0].promisor, self.sides[0].promisee


def pairs_of(promises: Iterable[Promise]) -> tuple[Pair, ...]:
    """Pairs of parties in the order of their agreements."""
    sides: dict[tuple[str, str], list[Promise]] = {}
    for promise in promises:
        way = (promise.commitment.promisor, promise.commitment.promisee)
        sides.setdefault(way, []).append(promise)
    pairs: dict[frozenset[str], list[Side]] = {}
    for (promisor, promisee), found in sides.items():
        side = Side(promisor, promisee, tuple(found))
        pairs.setdefault(frozenset((promisor, promisee)), []).append(side)
    return tuple(Pair(tuple(found)) for found in pairs.values())


def _sum(periods: Iterable[Together]) -> Counter[Status]:
    total: Counter[Status] = Counter()
    for one in periods:
        total += one.counts
    return total
