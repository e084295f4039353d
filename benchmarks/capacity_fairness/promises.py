"""Promises of a programme's demand, each with the safety that it states, and whether it held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.random import Generator

from selaras.capacity.programmes.cells import DemandCells, cells_of
from selaras.capacity.programmes.forecast import forecast_demand
from selaras.capacity.programmes.learning import learn
from selaras.capacity.programmes.shortfall import Supply, shortfall
from selaras.capacity.programmes.values import PastProgramme, Programme, SitePlan
from selaras.demo.programmes.world import HISTORY_WEEKS, World, draw_orders, draw_world

_FIRST = date(2024, 9, 2)
_PRODUCT = "fibre"


@dataclass(frozen=True, slots=True)
class Kept:
    """One promise: how safe it was said to be, and whether the demand was really borne."""

    seed: int
    stated: float
    held: bool


def try_promise(seed: int) -> Kept:
    """Draw a company, promise one site's share of a programme, and see what comes.

    One promise a company, so that promises are independent. Capacity is drawn around what is
    expected, so that every stated safety comes up.
    """
    random = np.random.default_rng([seed, 77])
    world = draw_world(random)
    weeks = int(random.integers(4, 10))
    site = int(random.integers(world.sites))
    own = random.normal(world.uplift, world.uplift_spread)
    logs = own + random.normal(0, world.site_spread, (1, world.sites))
    came = draw_orders(random, world, weeks, logs)[0, site]
    programme, cells, past = _asked(world, weeks)
    forecast = forecast_demand(programme, learn(cells, past, programme.first, programme.spots))
    expected = forecast.expected.expected[site]
    base = expected.sum() if world.is_stock else expected.mean()
    capacity = float(np.floor(base * _multiple(random)))
    free = np.full((world.sites, weeks), 1e9)
    free[site] = capacity
    found = shortfall(forecast.expected, Supply(free, np.full(world.sites, world.is_stock)))
    needed = came.sum() if world.is_stock else came.max()
    return Kept(seed, 1 - float(found.by_site[site]), bool(needed <= capacity))


def _multiple(random: Generator) -> float:
    return float(random.uniform(0.8, 2.2))


def _asked(world: World, weeks: int) -> tuple[Programme, DemandCells, tuple[PastProgramme, ...]]:
    """The programme to come, the demand so far, and past programmes, as they are on record."""
    sites = [f"site-{n}" for n in range(world.sites)]
    starts = [_FIRST + timedelta(weeks=week) for week in range(HISTORY_WEEKS)]
    orders = world.orders.astype(float).ravel()
    columns = {
        "site": [site for site in sites for _ in starts],
        "product": [_PRODUCT] * orders.size,
        "period_start": starts * world.sites,
        "period_end": [start + timedelta(days=6) for start in starts] * world.sites,
        "wanted": orders.tolist(),
        "served": orders.tolist(),
        "sold_out": [False] * orders.size,
    }
    past = tuple(
        PastProgramme(
            f"past-{k}",
            starts[p.first],
            starts[p.first] + timedelta(days=7 * p.weeks - 1),
            tuple(((s, _PRODUCT), float(q)) for s, q in zip(sites, p.planned, strict=True)),
        )
        for k, p in enumerate(world.past)
    )
    first = _FIRST + timedelta(weeks=HISTORY_WEEKS)
    plan = world.base * np.exp(world.uplift)
    programme = Programme(
        "campaign",
        "campaign",
        first,
        first + timedelta(days=7 * weeks - 1),
        tuple(SitePlan(s, _PRODUCT, (float(q),) * weeks) for s, q in zip(sites, plan, strict=True)),
        float(plan.sum()) * weeks,
        0.95,
        0.1,
    )
    return programme, cells_of(columns), past
