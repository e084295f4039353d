"""Demand held against capacity: how likely it runs short, where, when, and what is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

from selaras.capacity.programmes.before import Before, Slice, exceeds_beside, nothing_before
from selaras.capacity.programmes.forecast import Demand, DemandForecast, side_by_side
from selaras.capacity.programmes.hours import COARSE, FINE, short_in_any_week
from selaras.capacity.programmes.values import Floats
from selaras.statistics.negative_binomial import exceeds, expected_min, quantile, size_of

Flags = NDArray[np.bool_]
_HALVINGS = 24
_WIDEST = 64.0
_MOST_WEEKS = 8
"""Weeks of hours that the interval of P(short) is worked out from (*choice*)."""
_MANY_CELLS = 200_000
"""Levels times sites times weeks from which on fewer steps of each, and several at once, are worked
out (*choice*)."""
_SLICED_AT_ONCE = 20_000
"""Sites times weeks from which on slices of what is taken before are worked out at once
(*choice*)."""


@dataclass(frozen=True, slots=True, eq=False)
class Supply:
    """What can be served at each site and week, NaN where nothing is proven of it.

    `is_stock` says of each site whether capacity that is taken stays taken: then `free` is what is
    free in all, and demand adds up over the weeks; for hours `free` is of that week alone. `taken`
    is what of stock may be taken before the first week, over what `free` expects; None: nothing.
    """

    free: Floats
    is_stock: Flags
    taken: Before | None = None

    @property
    def before(self) -> Before:
        return self.taken or nothing_before(self.is_stock.size)

    @property
    def lasting(self) -> Floats:
        """What may be promised: of stock, no more than is still there in every later week."""
        reversed_ = np.minimum.accumulate(self.free[:, ::-1], axis=1)[:, ::-1]
        return np.asarray(np.where(self.is_stock[:, None], reversed_, self.free))

    @property
    def is_known(self) -> Flags:
        """Sites of which every week is known."""
        return np.asarray(~np.isnan(self.free).any(axis=1))

    def at(self, sites: Flags | NDArray[np.intp]) -> Supply:
        """The supply of some of the sites."""
        return Supply(self.free[sites], self.is_stock[sites], self.before.at(sites))


@dataclass(frozen=True, slots=True, eq=False)
class Shortfall:
    """How likely demand exceeds capacity.

    Parameters
    ----------
    by_week
        By site and week: of stock, that all demand so far exceeds what is there by then.
    by_site
        By site: that it runs short in any week.
    somewhere
        That any site runs short.
    """

    by_week: Floats
    by_site: Floats
    somewhere: float

    @property
    def tightest(self) -> float:
        """The probability at the site that is likeliest to run short."""
        return float(self.by_site.max(initial=0.0))


@dataclass(frozen=True, slots=True, eq=False)
class Service:
    """Expected quantities by site and week: wanted, served in its week, served later, never."""

    wanted: Floats
    on_time: Floats
    late: Floats
    lost: Floats

    @property
    def fill(self) -> float:
        """Share of what is wanted that is served in its week; 1 where nothing is wanted."""
        wanted = float(self.wanted.sum())
        return float(self.on_time.sum()) / wanted if wanted > 0 else 1.0


def shortfall(demand: Demand, supply: Supply) -> Shortfall:
    """The probabilities of running short; every site's capacity has to be known."""
    capacity = supply.lasting
    by_week = np.zeros(capacity.shape)
    by_site = np.zeros(capacity.shape[0])
    somewhere = 0.0
    for weight, short, site in _side_by_side(demand, supply):
        by_week += weight * short
        by_site += weight * site
        somewhere += weight * (1 - float(np.prod(1 - site)))
    return Shortfall(by_week, by_site, somewhere)


def _side_by_side(demand: Demand, supply: Supply) -> list[tuple[float, Floats, Floats]]:
    """By level of demand: its chance, and P(short) of every week and of every site at it.

    Of many cells levels are worked out at once: what works on arrays leaves the interpreter to
    others.
    """
    capacity = supply.lasting
    hours = np.flatnonzero(~supply.is_stock)
    fine = demand.weights.size * hours.size * capacity.shape[1] < _MANY_CELLS

    def at_level(n: int, needed: tuple[float, Floats, Floats]) -> tuple[float, Floats, Floats]:
        weight, mean, size = needed
        short, site = _short(mean, size, capacity, supply.before)
        if hours.size:
            site[hours] = short_in_any_week(
                demand.levels[n, hours],
                demand.dispersion[n],
                demand.site_variance[n, hours],
                capacity[hours],
                short[hours],
                FINE if fine else COARSE,
            )
        return weight, short, site

    levels = _needed(demand, supply.is_stock)
    if demand.weights.size * capacity.size < _MANY_CELLS:
        return [at_level(n, needed) for n, needed in enumerate(levels)]
    with ThreadPoolExecutor() as threads:
        return list(threads.map(at_level, count(), levels))


def _short(mean: Floats, size: Floats, capacity: Floats, before: Before) -> tuple[Floats, Floats]:
    """P(short) of every week, and of any week where what is needed adds up.

    What was taken before is the same in all weeks of a site.
    """
    by_week, by_site = np.zeros(capacity.shape), np.zeros(capacity.shape[0])
    for taken in before.slices():
        over = exceeds_beside(mean, size, capacity, taken)
        by_week += taken[0] * over
        by_site += taken[0] * over.max(axis=1, initial=0.0)
    return by_week, by_site


def tightest_by_world(forecast: DemandForecast, supply: Supply, found: Shortfall) -> Floats:
    """P(short) at the tightest site, for each world: how sure the probability itself is.

    At the site that is likeliest to run short, the same one in every world: of many sites some one
    does badly in any world, which says nothing of any of them. Of stock its worst week says it all,
    of hours its worst ones are worked out.
    """
    site = np.argmax(found.by_site, keepdims=True)
    kept = supply.at(site)
    many = 1 if kept.is_stock.all() else _MOST_WEEKS
    weeks = np.argsort(-found.by_week[site], axis=1, kind="stable")[:, :many]
    capacity = np.take_along_axis(kept.lasting, weeks, axis=1)
    worlds = side_by_side(forecast.worlds, site)
    dispersion = worlds.dispersion[:, None, None]
    mean, variance = _moments(
        worlds.levels, dispersion, worlds.site_variance[:, :, None], kept.is_stock
    )
    here = np.broadcast_to(weeks, (mean.shape[0], *weeks.shape))
    mean, variance, levels = (
        np.take_along_axis(a, here, axis=2) for a in (mean, variance, worlds.levels)
    )
    size = size_of(mean, variance)
    short = np.zeros(mean.shape)
    for taken in kept.before.slices():
        short += taken[0] * exceeds_beside(mean, size, capacity, taken)
    if kept.is_stock.all():
        return np.asarray(worlds.mixed(short[..., 0])[:, 0])
    in_any = short_in_any_week(levels, dispersion, worlds.site_variance, capacity, short, COARSE)
    return np.asarray(worlds.mixed(in_any)[:, 0])


def service(demand: Demand, supply: Supply) -> Service:
    """What is served when, every order kept until it can be served: of stock in the order in
    which orders came, of hours in its week or never. One distribution a cell stands for all levels.
    """
    mean, variance = _folded(demand, supply.is_stock)
    size = size_of(mean, variance)
    capacity = supply.lasting
    slices = list(supply.before.slices())

    def served(taken: Slice) -> Service:
        _, low, width = taken
        return _service(mean, size, capacity - low - width / 2, supply.is_stock)

    # Of many cells slices are worked out at once, as levels are.
    with ThreadPoolExecutor(None if capacity.size >= _SLICED_AT_ONCE else 1) as threads:
        found = list(zip((chance for chance, _, _ in slices), threads.map(served, slices),
                         strict=True))  # fmt: skip
    return Service(
        *(
            np.asarray(sum(chance * getattr(part, name) for chance, part in found))
            for name in ("wanted", "on_time", "late", "lost")
        )
    )


def _service(mean: Floats, size: Floats, capacity: Floats, is_stock: Flags) -> Service:
    """The same, where it is sure what is taken before."""
    capacity = np.maximum(capacity, 0.0)
    stock = is_stock[:, None]
    final = np.broadcast_to(capacity[:, -1:], capacity.shape)
    now = expected_min(mean, size, capacity)
    before_mean = np.concatenate([np.zeros_like(mean[:, :1]), mean[:, :-1]], axis=1)
    before_size = np.concatenate([np.full_like(size[:, :1], np.inf), size[:, :-1]], axis=1)
    wanted = np.where(stock, mean - before_mean, mean)
    earlier = _earlier(is_stock, before_mean, before_size, capacity, now)
    if np.array_equal(capacity[is_stock], final[is_stock]):
        in_end, in_end_before = now, earlier
    else:
        in_end = _only(is_stock, mean, size, final)
        in_end_before = _only(is_stock, before_mean, before_size, final)
    on_time = np.where(stock, np.maximum(now - earlier, 0.0), now)
    ever = np.where(stock, np.maximum(in_end - in_end_before, on_time), on_time)
    late = ever - on_time
    return Service(wanted, on_time, late, np.maximum(wanted - ever, 0.0))


def demand_quantile(demand: Demand, is_stock: Flags, probability: float) -> Floats:
    """The demand (of stock: so far) that is not exceeded with that probability, by cell."""
    mean, variance = _folded(demand, is_stock)
    return quantile(mean, size_of(mean, variance), probability)


def probability_of_total(demand: Demand, quantity: float) -> float:
    """P(demand of the whole programme ≥ quantity)."""
    mean, size = total_of(demand)
    least = np.ceil(quantity - 1e-9) - 1
    return float(demand.weights @ exceeds(mean, size, np.full(mean.shape, least)))


def total_of(demand: Demand) -> tuple[Floats, Floats]:
    """Mean and size of the whole programme's demand, by level."""
    mean = demand.levels.sum(axis=(1, 2))
    sites = demand.levels.sum(axis=2)
    variance = mean + demand.dispersion * (demand.levels**2).sum(axis=(1, 2))
    variance = variance + (demand.site_variance * sites**2).sum(axis=1)
    return mean, size_of(mean, variance)


def safe_scale(demand: Demand, supply: Supply, tolerance: float, short: Floats) -> Floats:
    """By site: how many times the forecast demand would run short with just that probability.

    Above 1 there is room for more. `short` is P(short) by site and week, which names the week that
    it is worked out in: the one in which the site is likeliest short.
    """
    worst = np.argmax(short, axis=1)
    rows = np.arange(worst.size)
    capacity = supply.lasting[rows, worst]
    parts = [
        (weight, mean[rows, worst], size[rows, worst])
        for weight, mean, size in _needed(demand, supply.is_stock)
    ]
    low, high = np.zeros(worst.size), np.full(worst.size, _WIDEST)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        chance = np.zeros(worst.size)
        for weight, mean, size in parts:
            # Scatter relative to the mean stays: only the Poisson part shrinks with the mean.
            for taken in supply.before.slices(weeks=0):
                chance += weight * taken[0] * exceeds_beside(middle * mean, size, capacity, taken)
        low, high = (
            np.where(chance <= tolerance, middle, low),
            np.where(chance <= tolerance, high, middle),
        )
    return low


def _needed(demand: Demand, is_stock: Flags) -> list[tuple[float, Floats, Floats]]:
    """Weight, mean and size of what is needed by each week, for each level."""
    found = []
    for n, weight in enumerate(demand.weights):
        mean, variance = _moments(
            demand.levels[n], demand.dispersion[n], demand.site_variance[n][:, None], is_stock
        )
        found.append((float(weight), mean, size_of(mean, variance)))
    return found


def _moments(
    levels: Floats, dispersion: Floats, shared: Floats, is_stock: Flags
) -> tuple[Floats, Floats]:
    """Mean and variance of what is needed by each week; sites and weeks are the last two axes.

    `dispersion` and `shared`, the variance that all weeks of a site have in common, broadcast.
    """
    week = levels + (dispersion + shared + dispersion * shared) * levels**2
    so_far = np.cumsum(levels, axis=-1)
    squares = np.cumsum(levels**2, axis=-1)
    together = so_far + dispersion * (1 + shared) * squares + shared * so_far**2
    stock = is_stock[:, None]
    return np.where(stock, so_far, levels), np.where(stock, together, week)


def _folded(demand: Demand, is_stock: Flags) -> tuple[Floats, Floats]:
    """Mean and variance over all levels."""
    first: Floats = np.zeros(demand.levels.shape[1:])
    second: Floats = np.zeros(demand.levels.shape[1:])
    for n, weight in enumerate(demand.weights):
        mean, variance = _moments(
            demand.levels[n], demand.dispersion[n], demand.site_variance[n][:, None], is_stock
        )
        first = first + weight * mean
        second = second + weight * (variance + mean**2)
    return first, second - first**2


def _earlier(
    is_stock: Flags, before_mean: Floats, before_size: Floats, capacity: Floats, now: Floats
) -> Floats:
    """What of each week's capacity demand of the weeks before takes, at sites with stock.

    Where nothing was added since the week before it is what that week's own demand took.
    """
    found = np.zeros(now.shape)
    found[:, 1:] = now[:, :-1]
    grown = np.zeros(now.shape, dtype=bool)
    grown[:, 1:] = capacity[:, 1:] != capacity[:, :-1]
    grown &= is_stock[:, None]
    if np.any(grown):
        found[grown] = expected_min(before_mean[grown], before_size[grown], capacity[grown])
    found[~is_stock] = 0.0
    return found


def _only(is_stock: Flags, mean: Floats, size: Floats, capacity: Floats) -> Floats:
    """E min(D, C) at sites with stock; 0 at others, which need no such figure."""
    found = np.zeros(mean.shape)
    if np.any(is_stock):
        found[is_stock] = expected_min(mean[is_stock], size[is_stock], capacity[is_stock])
    return found
