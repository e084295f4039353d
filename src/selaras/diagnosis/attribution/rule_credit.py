"""Credit of channels under the rules, and what coalitions of them brought (methods.md §5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from selaras.diagnosis.attribution.buckets import BUCKETS
from selaras.diagnosis.attribution.paths import SINCE_US, Buckets, People
from selaras.diagnosis.attribution.question import Model
from selaras.diagnosis.choices import ATTRIBUTION
from selaras.statistics.markov import Codes, Floats
from selaras.statistics.walks import Walks, placed, summed

CREDIT = 1_000_000_000
"""Credits are whole billionths of a conversion: whole numbers add up alike in any order."""
_HALF_LIFE_US = ATTRIBUTION.half_life_days * 86_400_000_000
_FULL = 2.0**40
"""Time decay's weight of a path's last touch, a whole number too."""


@dataclass(frozen=True, slots=True)
class Won:
    """Paths that converted, with their touches in order.

    Parameters
    ----------
    starts
        Where the touches of each path begin, and where the last ones end, shape (paths + 1,).
    code, at
        Channel and instant (microseconds since 2000) of every touch.
    bucket, value
        Of each path: the bucket of customers, and what it brought in ten-thousandths.
    created, opened
        When the lead, and its opportunity, came to be, as `at`; None where W is not asked for.
    """

    starts: Codes
    code: Codes
    at: Codes
    bucket: Codes
    value: Codes
    created: Codes | None
    opened: Codes | None

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def lengths(self) -> Codes:
        return np.diff(self.starts)


def won_of(
    people: People, buckets: Buckets, person: Codes, walks: Walks, times: Codes | None
) -> Won:
    """Paths of those people, in order; `times` where the steps do not say when they were."""
    milestones = [
        None if instants is None else instants[person] - SINCE_US
        for instants in (people.created_us, people.opened_us)
    ]
    return Won(
        walks.starts,
        walks.kinds(),
        walks.steps >> (walks.base.bit_length() - 1) if times is None else times,
        buckets.of_leads(people.number[person]),
        people.value[person],
        *milestones,
    )


def rule_cells(won: Won, models: Sequence[Model], channels: int) -> pa.Table:
    """Credit by `bucket` and `code` of the channel: `c_<model>` billionths of a conversion,
    `v_<model>` ten-thousandths of the currency."""
    lengths = won.lengths
    key = np.repeat(won.bucket, lengths) * channels + won.code
    cells, place, _many = placed(key, BUCKETS * channels)
    value = np.repeat(won.value.astype(np.float64), lengths)
    found = {"bucket": cells // channels, "code": cells % channels}
    for model in models:
        share = _SHARES[model](won)
        found[f"c_{model.name}"] = summed(place, _whole(share * CREDIT), len(cells))
        found[f"v_{model.name}"] = summed(place, _whole(share * value), len(cells))
    return pa.table(found)


def coalition_cells(won: Won, channels: int) -> pa.Table:
    """Conversions and their value by `bucket`, `code` and `size`: of paths that touched so many
    channels, this one among them."""
    owner = np.repeat(np.arange(len(won)), won.lengths)
    met = np.unique(owner * channels + won.code)
    owner, code = met // channels, met % channels
    size = np.bincount(owner, minlength=len(won))[owner]
    key = (won.bucket[owner] * channels + code) * (channels + 1) + size
    cells, place, many = placed(key, BUCKETS * channels * (channels + 1))
    pair = cells // (channels + 1)
    return pa.table(
        {
            "bucket": pair // channels,
            "code": pair % channels,
            "size": cells % (channels + 1),
            "conversions": many,
            "value": summed(place, won.value[owner], len(cells)),
        }
    )


def _first(won: Won) -> Floats:
    share = np.zeros(len(won.code))
    share[won.starts[:-1]] = 1.0
    return share


def _last(won: Won) -> Floats:
    share = np.zeros(len(won.code))
    share[won.starts[1:] - 1] = 1.0
    return share


def _linear(won: Won) -> Floats:
    return np.repeat(1.0 / won.lengths, won.lengths)


def _u(won: Won) -> Floats:
    """40% to the first and the last, 20% to those between; one or two touches share alike."""
    lengths = won.lengths
    long = lengths > 2
    share = np.repeat(np.where(long, 0.2 / np.maximum(lengths - 2, 1), 1.0 / lengths), lengths)
    share[won.starts[:-1][long]] = 0.4
    share[won.starts[1:][long] - 1] = 0.4
    return share


def _w(won: Won) -> Floats:
    """30% to the first touch and to the last ones before the lead and its opportunity came to be,
    10% to the others; shares that nobody takes are spread in proportion."""
    hits = np.zeros(len(won.code), np.int64)
    hits[won.starts[:-1]] = 1
    milestones = np.ones(len(won), np.int64)
    for instants in (won.created, won.opened):
        assert instants is not None
        known = instants < _LATEST
        before = _by_path(won, won.at <= np.repeat(instants, won.lengths))
        hits[(won.starts[:-1] + np.maximum(before, 1) - 1)[known]] += 1
        milestones += known
    others = won.lengths - _by_path(won, hits > 0)
    share_of_others = np.where(others > 0, 1.0 / np.maximum(others, 1), 0.0)
    whole = 3 * milestones + (others > 0)
    parts = np.where(hits > 0, 3.0 * hits, np.repeat(share_of_others, won.lengths))
    return np.asarray(parts / np.repeat(whole, won.lengths))


def _by_path(won: Won, flags: NDArray[np.bool_]) -> Codes:
    """How many touches of each path are flagged; every path has one at least."""
    if not len(won):
        return np.zeros(0, np.int64)
    return np.add.reduceat(flags.astype(np.int64), won.starts[:-1])


def _decay(won: Won) -> Floats:
    """Half the weight for every half-life before the last touch."""
    if not len(won):
        return np.zeros(0)
    age = (np.repeat(won.at[won.starts[1:] - 1], won.lengths) - won.at).astype(np.float64)
    weight = _whole(_FULL * np.exp2(-age / _HALF_LIFE_US))
    total = np.add.reduceat(weight, won.starts[:-1])
    return weight / np.repeat(total.astype(np.float64), won.lengths)


_LATEST = 1 << 61
"""Instants from this on stand for one that is not known (`people_query.NEVER_US`)."""
_SHARES: dict[Model, Callable[[Won], Floats]] = {
    Model.FIRST: _first,
    Model.LAST: _last,
    Model.LINEAR: _linear,
    Model.U: _u,
    Model.W: _w,
    Model.DECAY: _decay,
}
"""The share of its path that every touch has."""


def _whole(amount: Floats) -> NDArray[np.int64]:
    return np.floor(amount + 0.5).astype(np.int64)
