"""What happens in a period of a company, drawn: one value a lead, or one a lead and attempt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from selaras.demo.companies.chances import going_on, penalty, reaching, strain, winning
from selaras.demo.companies.company import WEEKS, Codes, Company, Flags, Floats, Levels
from selaras.demo.companies.timing import assignments, attempt_times, creations, settling
from selaras.demo.office import Seconds

_GRADE_BOUNDS = (0.5, -0.4)
"""Scores from which a lead is graded A and B."""


@dataclass(frozen=True, slots=True)
class Period:
    """Leads of one period and what came of them; times are seconds on a clock in Jakarta.

    `made` says of each attempt whether it was made, `contact` at which one the lead was reached
    (-1: never); `closes` and `delivers` mean nothing where a lead was not reached, or not won.
    """

    created: Seconds
    assigned: Seconds
    source: Codes
    region: Codes
    rep: Codes
    grade: Codes
    quality: Floats
    attempted_at: Seconds
    made: Flags
    contact: Codes
    won: Flags
    amount: Floats
    delivered: Flags
    closes: Seconds
    delivers: Seconds

    def __len__(self) -> int:
        return len(self.created)

    @property
    def revenue(self) -> float:
        """Amounts of everything that was delivered in the end."""
        return float(self.amount[self.delivered].sum())


def simulate_period(company: Company, levels: Levels, starts: int, stream: int) -> Period:
    """Draw a period that starts at that local second; `stream` tells periods of a seed apart."""
    random = np.random.default_rng([company.seed, stream])
    n = int(random.poisson(levels.leads))
    week = random.choice(WEEKS, n, p=company.week_shares)
    source = random.choice(company.sources, n, p=levels.shares)
    region = random.choice(len(company.regions), n, p=company.regions)
    rep = _route(random, company, region)
    quality = levels.quality[source] + random.standard_normal(n)
    strained = _strain(company, week, rep)
    log_hours = levels.response[rep] + company.strain_response * strained
    hours = np.exp(log_hours + company.response_spread * random.standard_normal(n))
    made, contact = _calls(random, company, levels, rep, quality, strained, hours)
    created = creations(random, starts, week)
    assigned = assignments(random, created)
    times = attempt_times(random, company, assigned, np.minimum(hours, 1000.0))
    won = (contact >= 0) & (random.random(n) < winning(company, levels.win_skill[rep], quality))
    rest = settling(random, n)
    reached_at = times[np.arange(n), np.maximum(contact, 0)]
    closes = reached_at + rest.closes.astype(np.int64)
    return Period(
        created=created,
        assigned=assigned,
        source=source,
        region=region,
        rep=rep,
        grade=_grade(quality + company.grade_noise * random.standard_normal(n)),
        quality=quality,
        attempted_at=times,
        made=made,
        contact=contact,
        won=won,
        amount=_amounts(random, company, levels, source, region),
        delivered=won & (random.random(n) < levels.delivered),
        closes=closes,
        delivers=closes + rest.delivers.astype(np.int64),
    )


def _route(random: Generator, company: Company, region: Codes) -> Codes:
    edges = np.cumsum(company.routing, axis=1)
    drawn = random.random(len(region))
    rep = (drawn[:, None] >= edges[region]).sum(axis=1)
    return np.asarray(np.minimum(rep, company.reps - 1))


def _strain(company: Company, week: Codes, rep: Codes) -> Floats:
    counts = np.bincount(week * company.reps + rep, minlength=WEEKS * company.reps)
    return strain(company, counts[week * company.reps + rep].astype(np.float64), rep)


def _calls(
    random: Generator,
    company: Company,
    levels: Levels,
    rep: Codes,
    quality: Floats,
    strained: Floats,
    hours: Floats,
) -> tuple[Flags, Codes]:
    n = len(rep)
    made = np.zeros((n, company.attempts), dtype=bool)
    contact = np.full(n, -1)
    open_leads = np.ones(n, dtype=bool)
    kept = penalty(company, hours)
    for attempt in range(company.attempts):
        goes = going_on(company, attempt, levels.persistence[rep], quality, strained)
        tried = open_leads & (random.random(n) < goes)
        chance = reaching(company, attempt, levels.contact_skill[rep], quality, kept)
        reached = tried & (random.random(n) < chance)
        made[:, attempt] = tried
        contact[reached] = attempt
        open_leads = tried & ~reached
    return made, contact


def _grade(score: Floats) -> Codes:
    return (score < _GRADE_BOUNDS[0]).astype(np.int64) + (score < _GRADE_BOUNDS[1])


def _amounts(
    random: Generator, company: Company, levels: Levels, source: Codes, region: Codes
) -> Floats:
    spread = company.amount_spread
    scatter = random.lognormal(-(spread**2) / 2, spread, len(source))
    return np.asarray(levels.price * company.amounts[source, region] * scatter)
