"""Credit of channels under the rules, and what coalitions of them brought (methods.md §5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from selaras.calendars.clock import MICROS_A_DAY
from selaras.diagnosis.attribution.buckets import BUCKETS
from selaras.diagnosis.attribution.paths import AT_ONCE, SINCE_US, Buckets, People
from selaras.diagnosis.attribution.question import Model
from selaras.diagnosis.choices import ATTRIBUTION
from selaras.statistics.markov import Codes, Floats
from selaras.statistics.walks import Walks, placed, summed

CREDIT = 1_000_000_000
"""Credits are whole billionths of a conversion: whole numbers add up alike in any order."""
_HALF_LIFE_US = ATTRIBUTION.half_life_days * MICROS_A_DAY
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
    key = np.repeat(won.bucket * channels, won.lengths) + won.code
    cells, place, _many = placed(key, BUCKETS * channels)
    found = {"bucket": cells // channels, "code": cells % channels}
    worth = {"c": np.full(len(won), float(CREDIT)), "v": won.value.astype(np.float64)}

    def credit_under(model: Model) -> dict[str, Codes]:
        share = _SHARES[model](won)
        touched = place if share.touches is None else place[share.touches]
        return {
            f"{letter}_{model.name}": summed(touched, share.of(won, whole), len(cells))
            for letter, whole in worth.items()
        }

    # Threads, since numpy lets others run while it goes over an array.
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for credit in pool.map(credit_under, models):
            found |= credit
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


@dataclass(frozen=True, slots=True)
class _Share:
    """Which share of its path a touch has: most rules give the same one to most of a path.

    Parameters
    ----------
    by_path
        Of every touch of a path, shape (paths,); None: `by_touch` says it.
    by_touch
        Of each touch by itself, shape (touches,).
    apart
        Places of touches and their shares, a row a path, that are not what `by_path` says; those of
        one touch are alike.
    touches
        Places of the only touches, one a path, that have any; None: all of them.
    """

    by_path: Floats | None = None
    by_touch: Floats | None = None
    apart: tuple[tuple[Codes, Floats, NDArray[np.bool_] | None], ...] = ()
    touches: Codes | None = None

    def of(self, won: Won, whole: Floats) -> Codes:
        """The shares of what each path is worth, rounded, of `touches`."""
        if self.by_touch is not None:
            return _rounded(self.by_touch * np.repeat(whole, won.lengths))
        assert self.by_path is not None
        credit = _rounded(self.by_path * whole)
        if self.touches is not None:
            return credit
        credit = np.repeat(credit, won.lengths)
        for places, shares, paths in self.apart:
            credit[places] = _rounded(shares * (whole if paths is None else whole[paths]))
        return credit


def _first(won: Won) -> _Share:
    return _Share(np.ones(len(won)), touches=won.starts[:-1])


def _last(won: Won) -> _Share:
    return _Share(np.ones(len(won)), touches=won.starts[1:] - 1)


def _linear(won: Won) -> _Share:
    return _Share(1.0 / won.lengths)


def _u(won: Won) -> _Share:
    """40% to the first and the last, 20% to those between; one or two touches share alike."""
    lengths = won.lengths
    long = lengths > 2
    between = np.where(long, 0.2 / np.maximum(lengths - 2, 1), 1.0 / lengths)
    ends = np.full(int(long.sum()), 0.4)
    places = (won.starts[:-1][long], won.starts[1:][long] - 1)
    return _Share(between, apart=tuple((place, ends, long) for place in places))


def _w(won: Won) -> _Share:
    """30% to the first touch and to the last ones before the lead and its opportunity came to be,
    10% to the others; shares that nobody takes are spread in proportion."""
    first = won.starts[:-1]
    milestones = [(first, np.ones(len(won), bool))]
    for instants in (won.created, won.opened):
        assert instants is not None
        before = _by_path(won, won.at <= np.repeat(instants, won.lengths))
        milestones.append((first + np.maximum(before, 1) - 1, instants < _LATEST))
    # how many of the milestones a path has, and how many touches they are
    has, touches = np.zeros(len(won), np.int64), np.zeros(len(won), np.int64)
    for number, (place, known) in enumerate(milestones):
        earlier = np.zeros(len(won), bool)
        for other, there in milestones[:number]:
            earlier |= there & (other == place)
        has += known
        touches += known & ~earlier
    others = won.lengths - touches
    whole = 3 * has + (others > 0)
    share_of_others = np.where(others > 0, 1.0 / np.maximum(others, 1), 0.0)
    apart = []
    for place, known in milestones:
        hits = sum((there & (other == place)).astype(np.int64) for other, there in milestones)
        apart.append((place[known], (3.0 * hits / whole)[known], known))
    return _Share(share_of_others / whole, apart=tuple(apart))


def _by_path(won: Won, flags: NDArray[np.bool_]) -> Codes:
    """How many touches of each path are flagged."""
    so_far = np.zeros(len(flags) + 1, np.int64)
    np.cumsum(flags, out=so_far[1:])
    return np.diff(so_far[won.starts])


def _decay(won: Won) -> _Share:
    """Half the weight for every half-life before the last touch."""
    if not len(won):
        return _Share(by_touch=np.zeros(0))
    age = (np.repeat(won.at[won.starts[1:] - 1], won.lengths) - won.at).astype(np.float64)
    weight = _rounded(_FULL * np.exp2(-age / _HALF_LIFE_US))
    total = np.add.reduceat(weight, won.starts[:-1])
    return _Share(by_touch=weight / np.repeat(total.astype(np.float64), won.lengths))


_LATEST = 1 << 61
"""Instants from this on stand for one that is not known (`paths.NEVER_US`)."""
_SHARES: dict[Model, Callable[[Won], _Share]] = {
    Model.FIRST: _first,
    Model.LAST: _last,
    Model.LINEAR: _linear,
    Model.U: _u,
    Model.W: _w,
    Model.DECAY: _decay,
}
"""How each rule shares a path out."""


def _rounded(amount: Floats) -> Codes:
    return np.floor(amount + 0.5).astype(np.int64)
