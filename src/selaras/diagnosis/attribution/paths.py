"""Paths of leads as arrays: who they are, what they met, and where their paths end."""

from __future__ import annotations

import itertools
import os
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from selaras.diagnosis.attribution.buckets import spread
from selaras.statistics.markov import Codes
from selaras.statistics.walks import Walks, grouped

SINCE_US = 946_684_800_000_000
"""Times are packed with codes as microseconds since 2000, which leaves 12 bits for the code."""
_SHARE = 500_000
"""Touches below which a share is not worth a thread of its own, about."""
AT_ONCE = min(4, os.cpu_count() or 1)
"""Threads that go over paths at once."""
NEVER_US = 1 << 62
"""Stands for an instant that is not known: later than any."""


@dataclass(frozen=True, slots=True)
class People:
    """Leads that converted, ascending by number; see `people_query.people_of`.

    `created_us` and `opened_us` say when the lead, and its opportunity, came to be, NEVER_US where
    that is not known; None where it was not asked.
    """

    number: Codes
    until_us: Codes
    converted: Codes
    value: Codes
    created_us: Codes | None = None
    opened_us: Codes | None = None

    @classmethod
    def of(cls, table: pa.Table) -> People:
        order = np.argsort(whole(table["number"]))
        names = ("number", "until_us", "converted", "value")
        return cls(*(whole(table[name])[order] for name in names))

    def with_milestones(self, created: pa.Table | None, opened: pa.Table | None) -> People:
        """With the first of the events of each; events have `number` and `at_us`, in any order."""
        return replace(self, created_us=self._first(created), opened_us=self._first(opened))

    def _first(self, events: pa.Table | None) -> Codes:
        first = np.full(len(self.number), NEVER_US)
        if events is not None and len(events):
            place = np.searchsorted(self.number, whole(events["number"]))
            np.minimum.at(first, place, whole(events["at_us"]))
        return first

    def places(self, numbers: Codes) -> Codes:
        """Where leads are among those who converted; −1 for others."""
        if not len(self.number):
            return np.full(len(numbers), -1)
        found = np.minimum(np.searchsorted(self.number, numbers), len(self.number) - 1)
        return np.where(self.number[found] == numbers, found, -1)


@dataclass(frozen=True, slots=True)
class Buckets:
    """Buckets of customers by the number of the lead: `numbers` where numbers were made here."""

    numbers: Codes | None = None
    buckets: Codes | None = None

    @classmethod
    def of(cls, table: pa.Table) -> Buckets:
        number, bucket = whole(table["number"]), whole(table["bucket"])
        order = np.argsort(number)
        return cls(number[order], bucket[order])

    def of_leads(self, numbers: Codes) -> Codes:
        if self.numbers is None or self.buckets is None:
            return np.asarray(spread(numbers), np.int64)
        return self.buckets[np.searchsorted(self.numbers, numbers)]


@dataclass(frozen=True, slots=True)
class Paths:
    """Paths that count, cut where they ended; each has at least one touch.

    Parameters
    ----------
    number
        Of the leads, ascending, shape (paths,).
    person
        Their places in People; −1 for a path without a conversion (a null path).
    walks
        Their touches, in any order: where each path's begin, and what they are.
    at
        When each touch was, in microseconds since 2000, in the order of `walks`; None where the
        steps of `walks` say it.
    """

    number: Codes
    person: Codes
    walks: Walks
    at: Codes | None

    def times(self, touches: Codes | slice = slice(None)) -> Codes:
        """When some touches were, in microseconds since 2000."""
        if self.at is not None:
            return self.at[touches]
        return self.walks.steps[touches] >> (self.walks.base.bit_length() - 1)


@dataclass(frozen=True, slots=True)
class Touches:
    """Touches of the leads from `low` to `high`, of all that there are.

    Parameters
    ----------
    number
        Of the lead, shape (touches,).
    step
        What it was and when, or in which place of its path: as in Walks.
    at
        When, in microseconds since 2000; None where the steps say it.
    """

    number: Codes
    step: Codes
    at: Codes | None
    low: int
    high: int

    @classmethod
    def shares_of(cls, portion: pa.Table, most: int) -> tuple[Touches, ...]:
        """The touches of `touches_query.touches_of`, `most` leads' worth or fewer at a time.

        Each share has all touches of its leads, and the leads of one come before those of the next.
        """
        number, step = whole(portion["number"]), whole(portion["step"])
        at = whole(portion["at"]) - SINCE_US if "at" in portion.column_names else None
        if not len(number):
            return (cls(number, step, at, 0, 0),)
        least, greatest = int(number.min()), int(number.max())
        shares = max(1, min(most, len(number) // _SHARE))
        bounds = [least + (greatest + 1 - least) * n // shares for n in range(shares + 1)]
        ends = itertools.pairwise(bounds)
        return tuple(cls(number, step, at, low, high - 1) for low, high in ends)

    def own(self) -> tuple[Codes, Codes, Codes | None]:
        """`number`, `step` and `at` of those leads alone."""
        within = (self.number >= self.low) & (self.number <= self.high)
        if within.all():
            return self.number, self.step, self.at
        at = None if self.at is None else self.at[within]
        return self.number[within], self.step[within], at


def paths_of(touches: Touches, people: People, base: int, start_us: int | None) -> Paths:
    """Paths from touches, null paths kept.

    A path ends at its conversion, or at the end of what is looked at. Leads that converted before
    the period are out; of those that did not convert, only those with a touch from `start_us` on
    (microseconds since 2000) count.
    """
    owner, steps, at = touches.own()
    number, starts, steps = grouped(owner, steps)
    times = None if at is None else grouped(owner, at)[2]
    found = Paths(number, people.places(number), Walks(starts, steps, base), times)
    return _cut(found, people, start_us)


def _cut(paths: Paths, people: People, start_us: int | None) -> Paths:
    """Without touches after the end of their path, and without paths that do not count."""
    lengths = np.diff(paths.walks.starts)
    if not len(lengths):
        return paths
    ended = paths.person >= 0
    at = np.flatnonzero(np.repeat(ended, lengths))
    limit = np.where(people.converted == 1, people.until_us - SINCE_US, -SINCE_US)
    until = np.repeat(limit[paths.person[ended]], lengths[ended])
    late = at[paths.times(at) > until]
    stale: Codes = np.zeros(0, np.int64)
    if start_us is not None:
        newest = np.maximum.reduceat(paths.times(), paths.walks.starts[:-1])
        stale = np.flatnonzero(np.repeat(~ended & (newest < start_us), lengths))
    if not len(late) and not len(stale):
        return paths
    kept = np.ones(len(paths.walks.steps), bool)
    kept[late], kept[stale] = False, False
    return _kept(paths, kept)


def _kept(paths: Paths, kept: NDArray[np.bool_]) -> Paths:
    starts = np.concatenate([[0], np.cumsum(kept)])[paths.walks.starts]
    there = np.diff(starts) > 0
    walks = Walks(
        np.append(starts[:-1][there], starts[-1]), paths.walks.steps[kept], paths.walks.base
    )
    at = None if paths.at is None else paths.at[kept]
    return Paths(paths.number[there], paths.person[there], walks, at)


def whole(column: pa.ChunkedArray) -> Codes:
    """A column of whole numbers, or of instants as microseconds since 1970."""
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us", column.type.tz)).cast(pa.int64())
    return np.asarray(column.to_numpy())
