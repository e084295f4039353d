"""What will be taken of stock between today and a programme's first day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from selaras.capacity.plant import Plant
from selaras.capacity.programmes.values import Floats
from selaras.capacity.resources import Kind, Place
from selaras.capacity.supply import DAYS_A_WEEK
from selaras.capacity.usage import NOT_USED, InUse, use_ahead
from selaras.statistics.negative_binomial import exceeds, size_of

_REACH = 3.5
"""Standard deviations either way that use is looked at within (*choice*)."""
_FINE, _COARSE = 25, 5
_MANY_CELLS = 200_000
"""Sites times weeks times slices up to which all of them are worked out (*choice*)."""
Slice = tuple[float, Floats, Floats]
"""The chance of it, where it begins, and how wide it is."""


@dataclass(frozen=True, slots=True, eq=False)
class Before:
    """What will be in use at each site when a programme begins, over what is today.

    As a promise by the eve of that day foresees it. It is the same in every week of the programme,
    whose own demand is counted from its first day on.

    Parameters
    ----------
    middle
        What as often is passed as not, by site; below 0 where use falls. No mean: that of few
        readings hangs on what they hardly ever come to.
    chances
        The chance of each slice of what it may turn out to be.
    low, width
        Where each slice begins, over the middle, and how wide it is; shape (slices, sites).
    """

    middle: Floats
    chances: Floats
    low: Floats
    width: Floats

    def at(self, sites: NDArray[np.bool_] | NDArray[np.intp]) -> Before:
        """The same of some of the sites."""
        return Before(self.middle[sites], self.chances, self.low[:, sites], self.width[:, sites])

    def slices(self, weeks: int = 1) -> Iterator[Slice]:
        """Each slice, with so many axes more after that of sites."""
        shape = (-1, *(1,) * weeks)
        for chance, low, width in zip(self.chances, self.low, self.width, strict=True):
            yield float(chance), low.reshape(shape), width.reshape(shape)


def nothing_before(sites: int) -> Before:
    """That nothing else will be taken, for sure."""
    nothing = np.zeros(sites)
    return Before(nothing, np.ones(1), nothing[None], nothing[None])


def before_of(
    plant: Plant | None, places: Sequence[Place | None], first: date, weeks: int
) -> Before:
    """What will be taken at some places until the first day of a programme of so many weeks.

    Of hours nothing is: what was worked before takes nothing from the weeks after.
    """
    uses = [_use(plant, place) for place in places]
    if plant is None or all(use.forecast is None for use in uses):
        return nothing_before(len(places))
    many = int(np.clip(_MANY_CELLS // (len(places) * weeks), _COARSE, _FINE))
    until = np.array([max((first - plant.today).days, 0) / DAYS_A_WEEK])
    steps = np.linspace(-_REACH, _REACH, many + 1)
    reached = np.asarray(ndtr(steps))
    today = np.array([use.level for use in uses])
    middle, *found = use_ahead(uses, until, [0.5, *reached.tolist()])[:, :, 0] - today
    edges = np.stack(found)
    chances = np.diff(reached) / (reached[-1] - reached[0])
    width = np.diff(edges, axis=0)
    # What lies in a slice lies nearer to the middle of all than to its own.
    off = _means(steps) - (steps[1:] + steps[:-1]) / 2
    low = edges[:-1] + width * (off / np.diff(steps))[:, None]
    return Before(middle, chances, low - middle, width)


def _means(steps: Floats) -> Floats:
    """The mean of a standard normal between each two steps."""
    density = np.exp(-(steps**2) / 2) / np.sqrt(2 * np.pi)
    return np.asarray(-np.diff(density) / np.diff(ndtr(steps)))


def _use(plant: Plant | None, place: Place | None) -> InUse:
    if plant is None or place is None or place.kind is not Kind.STOCK:
        return NOT_USED
    return plant.use_of(place)


def exceeds_beside(mean: Floats, size: Floats, capacity: Floats, taken: Slice) -> Floats:
    """P(demand and what was taken before > capacity), where that lies in one slice.

    Within it any quantity is as likely as another; the sum with demand, which is negative binomial,
    is read as one of the same mean and variance.
    """
    _, low, width = taken
    if not np.any(width):
        return exceeds(mean, size, capacity - low)
    both = mean + width / 2
    variance = mean + mean**2 / size + width**2 / 12
    return exceeds(both, size_of(both, variance), capacity - low)
