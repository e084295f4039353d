"""What is likely of items that are still open, and of periods that still run.

Sources: methods.md §2 (Kaplan–Meier, Aalen–Johansen) and §10 (forecast of a count).
"""

from __future__ import annotations

import base64
import itertools
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from selaras.ledger.items.judged import UNWATCHED
from selaras.statistics.counts import Gamma, forecast
from selaras.statistics.masses import (
    BinomialsBelow,
    Mass,
    negative_binomial_pmf,
    poisson_binomials,
    probability_of_fewer,
    rest_given_at_least,
    spread,
)
from selaras.statistics.survival import (
    IncidenceCurves,
    Sample,
    aalen_johansen,
    incidences_at,
    places_of,
)

MINIMUM_ITEMS = 30
"""Fewer earlier items than this say nothing about the next one (*choice*, rule 6)."""
AT_RISK = 0.5
"""P(miss) from which an undecided verdict is at risk (*choice*, rule 6)."""

_TOO_EARLY = 0.1
"""Up to this share of a period, what it brought says less of its rest than those before it."""

RELEASED = 3
"""Cause of an item that is seen to be exempt past the horizon: open on the curve, and no risk."""

Wholes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Waits:
    """Items on their own time axis, grouped: of one subject and period, or of a whole period.

    `times`, `causes` (0 open, 1 kept, 2 exempt, 3 exempt past the horizon) and `weights` (how many)
    are parallel. A broken item is open beyond `due`: nothing happened to it in time. `due` is the
    allowance on the axis. Times are as they stood at the horizon: what is seen past it says nothing
    of those of which nothing is seen. What began past the horizon is open at `UNWATCHED`.
    """

    times: Wholes
    causes: Wholes
    weights: Wholes
    due: int

    @classmethod
    def of(cls, text: str, due: int) -> Waits:
        """From what `text` gave."""
        numbers = np.frombuffer(zlib.decompress(base64.b64decode(text)), dtype="<i8")
        times, causes, weights = numbers.astype(np.int64).reshape(3, -1)
        return cls(times, causes, weights, due)

    @property
    def text(self) -> str:
        """Times, causes and weights as a text to keep: a month of them may be a megabyte."""
        numbers = np.stack([self.times, self.causes, self.weights]).astype("<i8")
        return base64.b64encode(zlib.compress(numbers.tobytes(), 1)).decode("ascii")

    def split(self, sizes: Sequence[int]) -> list[Waits]:
        """Cut after so many rows each: what `joined` put together."""
        ends = [0, *itertools.accumulate(sizes)]
        return [
            Waits(self.times[a:b], self.causes[a:b], self.weights[a:b], self.due)
            for a, b in itertools.pairwise(ends)
        ]

    @property
    def items(self) -> int:
        return int(self.weights.sum())

    @property
    def open_ages(self) -> Wholes:
        """Ages of the open items, each as often as there are items of it, oldest last."""
        open_now = (self.causes == 0) & (self.times <= self.due)
        return np.sort(np.repeat(self.times[open_now], self.weights[open_now]))

    @property
    def is_told(self) -> bool:
        """Whether the horizon lies past all that decided them: no later one tells more."""
        return not self.open_ages.size and not np.any(self.causes == RELEASED)

    @property
    def counted(self) -> int:
        """How many there were at the horizon, without those that were exempt by then."""
        return int(self.weights[self.causes != 2].sum())

    @property
    def kept(self) -> int:
        return int(self.weights[self.causes == 1].sum())

    @property
    def unwatched(self) -> int:
        return int(self.weights[self.times == UNWATCHED].sum())

    @property
    def sample(self) -> Sample:
        """Times, causes and weights of those that were watched at all, as curves are drawn."""
        seen = self.times != UNWATCHED
        causes = np.where(self.causes == RELEASED, 0, self.causes)
        return self.times[seen], causes[seen], self.weights[seen]

    def curves(self) -> IncidenceCurves:
        return aalen_johansen(*self.sample)


def joined(waits: Iterable[Waits], due: int) -> Waits:
    """Items of several as they are, one after the other."""
    none = np.zeros(0, dtype=np.int64)
    every = [Waits(none, none, none, due), *waits]
    times, causes, weights = (
        np.concatenate(parts)
        for parts in zip(*((w.times, w.causes, w.weights) for w in every), strict=True)
    )
    return Waits(times, causes, weights, due)


def pooled(waits: Iterable[Waits], due: int) -> Waits:
    """Items of several subjects or periods as one sample, each time and cause once."""
    every = joined(waits, due)
    times, causes, weights = every.times, every.causes, every.weights
    kinds = int(causes.max(initial=0)) + 1
    distinct, place = places_of(times * kinds + causes)
    together = np.bincount(place, weights=weights, minlength=distinct.size)
    return Waits(distinct // kinds, distinct % kinds, together.astype(np.int64), due)


def shares_in_time(waits: Sequence[Waits], due: int) -> list[float]:
    """F_kept(due) by Aalen–Johansen of each: the share answered in time, open items censored."""
    return incidences_at([w.sample for w in waits], 1, float(due))


def keep_probabilities(
    curves: IncidenceCurves, ages: Sequence[int] | Wholes, due: int
) -> np.ndarray:
    """P(kept | open at each age and not exempt), from the curves of earlier items.

    What happened to others at just that age may still happen to an open item: who has waited no
    working time yet can be answered before any passes, and who waits since yesterday today. So
    curves are read before the age, which is a whole number.
    """
    before = np.asarray(ages, dtype=float) - 0.5
    alive = curves.survival_at(before)
    kept = curves.at(1, float(due)) - curves.at(1, before)
    exempt = curves.at(2, float(due)) - curves.at(2, before) if curves.causes >= 2 else 0 * before
    remaining = alive - exempt
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(remaining > 0, kept / remaining, 0.0)
    return np.clip(share, 0.0, 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class Undecided:
    """A share that is not decided yet.

    `open_ages` are the ages of its open items on the axis of the curves, `kept` and `lost` the
    items that are kept, and those that are broken or unknown; `coming` is the mass of how many
    items the rest of the period brings, each of which is kept as one of age 0 is. `ahead` of the
    open ones are seen to be kept past the horizon: no fewer of them will be.
    """

    open_ages: Sequence[int] | Wholes
    kept: int
    lost: int
    coming: Mass
    ahead: int = 0


def misses_of_shares(
    curves: IncidenceCurves, shares: Sequence[Undecided], due: int, asked: Fraction
) -> list[float]:
    """P(the share kept ends below what is asked), for each of some shares."""
    sizes = [len(share.open_ages) for share in shares]
    ages = np.concatenate([np.zeros(1), *(np.asarray(s.open_ages, dtype=float) for s in shares)])
    fresh, *_ = every = keep_probabilities(curves, ages, due)
    of_open = np.split(every[1:], np.cumsum(sizes)[:-1]) if sizes else []
    coming = [spread(share.coming) for share in shares]
    # Those to come are alike, for all shares.
    to_come = BinomialsBelow.of((n for many, _chances in coming for n in many), float(fresh))
    misses = []
    for share, (many, chances), mass in zip(
        shares, coming, poisson_binomials(of_open), strict=True
    ):
        seen = share.kept + share.lost + mass.size - 1
        need = [
            -(-asked.numerator * (seen + n) // asked.denominator) - share.kept - share.ahead
            for n in many
        ]
        more = rest_given_at_least(mass, share.ahead)
        misses.append(probability_of_fewer(more, to_come, many, chances, need))
    return misses


def coming_items(seen: int, share: float, before: Sequence[int], periods: int, early: int) -> Mass:
    """Mass of how many items the rest of a period brings, beyond those that are seen early.

    Parameters
    ----------
    seen, share
        Items that the period has brought, and the share of it that they came in. They come on at
        that pace: the mean per period is Gamma(seen + ½, share) by what is known of it, and what
        is to come negative binomial, as of counts (methods.md §10).
    before, periods
        Items of the same subject in those earlier `periods` that it had any in. They tell where a
        tenth of the period or less has passed, or nothing has come yet; without them it is as
        though a whole period had brought what is seen.
    early
        Items seen to come in the rest of the period already, perhaps not all that do.
    """
    if share >= 1:
        return np.ones(1)
    shape, rate = seen + 0.5, share
    if not seen or share <= _TOO_EARLY:
        shape, rate = (sum(before) + 0.5, float(periods)) if before else (shape, 1.0)
        if not seen and not before:
            return np.ones(1)
    return rest_given_at_least(negative_binomial_pmf(shape, rate / (rate + 1 - share)), early)


def miss_of_count(
    prior: Gamma, observed: int, exposure: float, target: float, *, at_least: bool, ahead: int = 0
) -> tuple[float, float]:
    """Expected count at the period's end, and P(the target is missed); see `forecast`."""
    outlook = forecast(prior, observed, min(max(exposure, 0.0), 1.0), ahead=ahead)
    hit = outlook.probability_at_least(target) if at_least else outlook.probability_at_most(target)
    return outlook.mean, 1.0 - hit
