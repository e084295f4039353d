"""Companies of another kind: the same people and levels, drawn from much wider ranges."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from selaras.demo.companies.company import SETTLED_DAYS, WEEKS, Company, Floats, Levels

_HAZARDS = (
    (0.27, 0.21, 0.16, 0.12, 0.09, 0.07, 0.05, 0.04),
    (0.12,) * 8,
    (0.50, 0.30, 0.20, 0.10, 0.08, 0.05, 0.03, 0.02),
    (0.08, 0.10, 0.12, 0.12, 0.10, 0.08, 0.06, 0.05),
)
"""Chances that attempt 1, 2, … reaches a lead: falling, level, steep, rising at first."""


def other_company(random: Generator, seed: int, truth: str, leads: int) -> Company:
    """A company in which nothing changes, unlike those that methods were made on.

    4 to 40 reps (12 where leads are few), 2 to 8 sources, 1 to 6 regions that keep half or nearly
    all of their leads; reps who get equally many leads, or one ten times as many as another; other
    chances to reach somebody, amounts that vary by a tenth or threefold, grades that say nearly all
    of a lead or next to nothing.
    """
    reps = int(random.integers(4, 41 if leads >= 3000 else 13))
    sources, areas = int(random.integers(2, 9)), int(random.integers(1, 7))
    regions = random.dirichlet(np.full(areas, 5.0))
    routing = _routing(random, reps, areas)
    shares = random.dirichlet(np.full(sources, random.choice((2.0, 8.0))))
    weeks = random.lognormal(0, 0.3, WEEKS)
    worth = random.lognormal(0, 0.5, sources)[:, None] * random.lognormal(0, 0.3, areas)
    apart = float(random.choice((0.5, 1.0, 2.0)))
    levels = Levels(
        leads=float(leads),
        strain_leads=float(leads),
        shares=shares,
        quality=random.normal(0, 0.6, sources),
        response=np.log(random.uniform(0.5, 7.0)) + random.normal(0, 0.4 * apart, reps),
        persistence=random.normal(0, 0.4 * apart, reps),
        contact_skill=random.normal(0, 0.12 * apart, reps),
        win_skill=random.normal(0, 0.2 * apart, reps),
        price=1.0,
        delivered=float(random.uniform(0.7, 1.0)),
    )
    hazards = np.array(_HAZARDS[int(random.integers(len(_HAZARDS)))])
    daily = leads * (regions @ routing) / (WEEKS * 5)
    return Company(
        seed=seed,
        truth=truth,
        planted=(),
        regions=regions,
        routing=routing,
        week_shares=weeks / weeks.sum(),
        amounts=3_000_000 * worth,
        capacity=daily * random.uniform(1.1, 2.5, reps),
        rates=-np.log1p(-hazards),
        quality_contact=float(random.uniform(0.0, 0.7)),
        quality_win=float(random.uniform(0.1, 1.3)),
        win=float(random.uniform(-2.0, 0.5)),
        slow=float(random.uniform(0.2, 1.0)),
        agreed_hours=8.0,
        response_spread=float(random.uniform(0.4, 1.5)),
        go_on_first=float(random.uniform(2.0, 5.0)),
        go_on=float(random.uniform(0.5, 3.0)),
        go_on_slope=float(random.uniform(0.0, 0.5)),
        favouring=0.0,
        strain_response=2.0,
        strain_persistence=2.5,
        grade_noise=float(random.uniform(0.2, 2.0)),
        amount_spread=float(random.uniform(0.1, 1.0)),
        days_seen=SETTLED_DAYS,
        base=levels,
        actual=levels,
    )


def _routing(random: Generator, reps: int, areas: int) -> Floats:
    home = random.permutation(np.arange(reps) % areas)
    weight = random.lognormal(0, random.choice((0.1, 0.5, 0.9)), reps)
    kept = float(random.choice((0.5, 0.8, 0.97)))
    at_home = home == np.arange(areas)[:, None]
    local = np.where(at_home, kept, (1 - kept) / areas + 1e-3) * weight
    return np.asarray(local / local.sum(axis=1, keepdims=True))
