"""Paths of leads as arrays: who they are, what they met, and where their paths end."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from selaras.calendars.clock import MICROS_A_DAY
from selaras.diagnosis.attribution.buckets import spread
from selaras.errors import EvidenceError, said
from selaras.statistics.markov import Codes
from selaras.statistics.owned import Owned, Share, Wholes
from selaras.statistics.walks import Walks, grouped

SINCE_US = 946_684_800_000_000
"""Times are packed with codes as microseconds since 2000, which leaves 12 bits for the code."""
_SHARE = 1_250_000
"""Touches of a share, about: arrays of so many are put where those of the last share were."""
_SMALL = 500_000
"""Touches that are not worth a second thread, about."""
_ROOM = 1 << 63
_ROOMY = 1 << 10
"""Up to this base there is room for every year that evidence may be of."""
_YEAR_US = 366 * MICROS_A_DAY
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
        """Where leads, ascending by number, are among those who converted; −1 for others."""
        at = np.searchsorted(numbers, self.number)
        there = np.flatnonzero(at < len(numbers))
        there = there[numbers[at[there]] == self.number[there]]
        found = np.full(len(numbers), -1)
        found[at[there]] = there
        return found


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
    """Touches of some leads, those of a lead together.

    Parameters
    ----------
    number
        Of the leads, ascending, shape (leads,).
    walks
        Their touches, in any order: where each lead's begin, and what they are.
    at
        When each touch was, in microseconds since 2000, in the order of `walks`; None where the
        steps of `walks` say it.
    """

    number: Codes
    walks: Walks
    at: Codes | None

    @classmethod
    def of(cls, share: Share, columns: Mapping[str, Sequence[Codes]], base: int) -> Touches:
        """The touches of a share of the leads, with steps on that base; see `shares_of`."""
        places = list(share.places())
        owner = _taken(places, share.owned.pieces)
        at, code = (_taken(places, columns[name]) for name in ("at", "code"))
        at -= SINCE_US
        if "place" not in columns:
            number, starts, steps = grouped(owner, packed(at, code, base))
            return cls(number, Walks(starts, steps, base), None)
        steps = packed(_taken(places, columns["place"]), code, base)
        number, starts, steps = grouped(owner, steps)
        return cls(number, Walks(starts, steps, base), grouped(owner, at)[2])


def shares_of(portion: pa.Table, base: int) -> list[Callable[[], Touches]]:
    """The touches of `touches_query.touches_of`, some leads at a time, with steps on that base."""
    batches = [some for some in portion.to_batches() if len(some)]
    columns = {name: [whole(some[name]) for some in batches] for name in portion.column_names}
    owned = Owned.of(columns["number"])
    # As many as threads finish at the same time.
    many = -(-len(owned) // (_SHARE * AT_ONCE)) * AT_ONCE if len(owned) > _SMALL else 1
    return [partial(Touches.of, share, columns, base) for share in owned.shares(many)]


def _taken(places: Sequence[tuple[int, slice | Wholes]], pieces: Sequence[Wholes]) -> Codes:
    """The values at some places of some pieces, one after the other."""
    return np.concatenate([pieces[number][some] for number, some in places])


def packed(when: Codes, code: Codes, base: int) -> Codes:
    """When each touch was (microseconds since 2000) and by which channel: `when` · base + `code`.

    Raises EvidenceError for a touch so far off that this is no number of 64 bits, which takes more
    than a thousand channels.
    """
    if base > _ROOMY:
        _check_reach(when, base)
    steps = when * base
    steps += code
    return steps


def _check_reach(at: Codes, base: int) -> None:
    if not len(at) or max(int(at.max()), -int(at.min())) < _ROOM // base:
        return
    raise EvidenceError(
        said(
            "With so many channels touches are told apart from {first} to {last} alone, and some "
            "lie outside. Map what groups them to `channel`, or mend the times of those touches.",
            "Dengan saluran sebanyak itu sentuhan hanya dapat dibedakan dari {first} sampai "
            "{last}, dan ada yang di luarnya. Petakan pengelompokannya ke `channel`, atau "
            "perbaiki waktu sentuhan itu.",
            first=2000 - _ROOM // base // _YEAR_US,
            last=2000 + _ROOM // base // _YEAR_US,
        )
    )


def paths_of(touches: Touches, people: People, start_us: int | None) -> Paths:
    """Paths from touches, null paths kept.

    A path ends at its conversion, or at the end of what is looked at. Leads that converted before
    the period are out; of those that did not convert, only those with a touch from `start_us` on
    (microseconds since 2000) count.
    """
    person = people.places(touches.number)
    return _cut(Paths(touches.number, person, touches.walks, touches.at), people, start_us)


def _cut(paths: Paths, people: People, start_us: int | None) -> Paths:
    """Without touches after the end of their path, and without paths that do not count."""
    lengths = np.diff(paths.walks.starts)
    if not len(lengths):
        return paths
    ended = paths.person >= 0
    limit = np.where(people.converted == 1, people.until_us - SINCE_US, -SINCE_US)
    until = np.repeat(limit[paths.person[ended]], lengths[ended])
    at = paths.walks.steps_of(np.flatnonzero(ended))
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


def whole(column: pa.ChunkedArray | pa.Array) -> Codes:
    """A column of whole numbers, or of instants as microseconds since 1970."""
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us", column.type.tz)).cast(pa.int64())
    return np.asarray(column.to_numpy())
