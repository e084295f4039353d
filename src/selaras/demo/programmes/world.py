"""A company that runs programmes: its sites, how demand comes, and how teams keep their word."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

HISTORY_WEEKS = 70
"""Weeks on record before the programme that is looked at."""


@dataclass(frozen=True, slots=True)
class Past:
    """A programme that ended: its first week, its weeks, and what was planned at each site."""

    first: int
    weeks: int
    planned: Floats


@dataclass(frozen=True, slots=True)
class World:
    """What never changes in a company, and what is on record of it.

    Parameters
    ----------
    base
        Expected orders a week at each site outside programmes.
    frailty
        Shape of the Gamma frailty of each site and week: the smaller, the more weeks scatter.
    uplift, uplift_spread
        Mean and standard deviation of a programme's log uplift over the base.
    site_spread
        Standard deviation of what a site adds to the log uplift of a programme.
    plan_knows
        Share of a programme's own log uplift that its planner knew beforehand, 0 to 1.
    plan_noise
        Standard deviation of the planner's error in log terms.
    is_stock
        Whether capacity that is taken stays taken.
    past, orders
        Earlier programmes, and orders by site and week of history, shape (sites, HISTORY_WEEKS).
    """

    base: Floats
    frailty: float
    uplift: float
    uplift_spread: float
    site_spread: float
    plan_knows: float
    plan_noise: float
    is_stock: bool
    past: tuple[Past, ...]
    orders: Counts

    @property
    def sites(self) -> int:
        return self.base.size


def draw_world(random: Generator) -> World:
    """A company with its history."""
    sites = int(random.choice([1, 1, 2, 3, 4]))
    base = random.lognormal(np.log(random.uniform(6, 40)), 0.4, sites)
    frailty = float(random.uniform(8, 40))
    uplift = float(random.uniform(0.1, 0.8))
    spread = float(random.uniform(0.05, 0.2))
    site_spread = float(random.uniform(0.0, 0.15))
    knows = float(random.choice([0.0, 0.5, 1.0]))
    noise = float(random.uniform(0.05, 0.25))
    log_rate = np.zeros((sites, HISTORY_WEEKS))
    past, at = [], int(random.integers(2, 6))
    while True:
        weeks = int(random.integers(4, 9))
        if at + weeks > HISTORY_WEEKS - 3:
            break
        own = random.normal(uplift, spread)
        here = own + random.normal(0, site_spread, sites)
        log_rate[:, at : at + weeks] += here[:, None]
        expected = uplift + knows * (own - uplift) + random.normal(0, noise)
        past.append(Past(at, weeks, np.round(base * weeks * np.exp(expected))))
        at += weeks + int(random.integers(3, 9))
    rates = base[:, None] * np.exp(log_rate) * random.gamma(frailty, 1 / frailty, log_rate.shape)
    return World(
        base,
        frailty,
        uplift,
        spread,
        site_spread,
        knows,
        noise,
        bool(random.random() < 0.7),
        tuple(past),
        random.poisson(rates),
    )


def draw_orders(random: Generator, world: World, weeks: int, log_uplift: Floats) -> Counts:
    """Orders of a programme by draw, site and week, for log uplifts of shape (draws, sites)."""
    shape = (*log_uplift.shape, weeks)
    frailties = random.gamma(world.frailty, 1 / world.frailty, shape)
    rates = (world.base * np.exp(log_uplift))[..., None] * frailties
    return random.poisson(rates)
