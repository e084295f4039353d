"""A company whose truth is known: what never changes in it, and its levels in two periods."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]

WEEKS = 13
"""Weeks in a period."""
WORKING_DAYS = 5
SETTLED_DAYS = 150
"""Days after the second period by which hardly a deal is open."""


@dataclass(frozen=True, slots=True)
class Levels:
    """What holds in one period: everything that can be planted.

    Parameters
    ----------
    leads
        Expected number of leads.
    strain_leads
        The expected number of leads that sets how busy reps are. It equals `leads` in any real
        period; apart from it, the effect of being busy can be told from that of having more leads.
    shares
        Share of each source, shape (sources,), adds up to 1.
    quality
        Mean latent quality by source, in standard deviations of a lead's quality, shape (sources,).
    response
        Log of the median working hours to the first attempt by rep, shape (reps,).
    persistence
        Logit shift of making the next attempt by rep, shape (reps,).
    contact_skill, win_skill
        Log shift of the contact hazard and logit shift of the win rate by rep, shape (reps,).
    price
        Factor on every amount.
    delivered
        Share of won deals that can be delivered, 0 to 1.
    """

    leads: float
    strain_leads: float
    shares: Floats
    quality: Floats
    response: Floats
    persistence: Floats
    contact_skill: Floats
    win_skill: Floats
    price: float
    delivered: float


FACTOR_FIELDS: dict[str, tuple[str, ...]] = {
    "volume": ("leads",),
    "mix": ("shares",),
    "quality": ("quality",),
    "speed": ("response",),
    "persistence": ("persistence",),
    "skill": ("contact_skill", "win_skill"),
    "load": ("strain_leads",),
    "price": ("price",),
    "delivery": ("delivered",),
}
"""The levels that each factor of the structural identity stands for."""

TEAM_FACTORS: dict[str, tuple[str, ...]] = {
    "marketing": ("volume", "mix", "quality"),
    "sales": ("speed", "persistence", "skill"),
    "joint": ("load", "price"),
    "technical": ("delivery",),
}
"""Who answers for a factor (methods.md §3)."""


@dataclass(frozen=True, slots=True)
class Company:
    """What never changes, and the levels of both periods.

    Parameters
    ----------
    seed
        What the draws of both periods follow from.
    truth
        Name of what was planted; `planted` are the factors it consists of.
    regions, routing, week_shares
        Shares of regions; P(rep | region), shape (regions, reps); P(week), shape (WEEKS,).
    amounts
        Mean amount of a won deal by source and region, shape (sources, regions).
    capacity
        Leads per working day that each rep can work without strain, shape (reps,).
    rates
        Contact rate of each attempt for a lead of quality 0 that is answered at once; their number
        is the number of attempts that a rep makes at most.
    quality_contact, quality_win
        Slopes of log contact rate and of the win logit on latent quality.
    win
        Win logit of a contacted lead of quality 0.
    slow
        What is left of the contact rate when the first answer comes very late, 0 to 1.
    agreed_hours
        Working hours within which a lead is to be answered.
    response_spread
        Standard deviation of log response hours.
    go_on_first, go_on, go_on_slope
        Logits of making the first and the second attempt, and what is lost with each one further.
    favouring
        Slope of the logit of going on on latent quality: above 0, reps call good leads more.
    strain_response, strain_persistence
        Effect of strain on log response hours and on the logit of going on.
    grade_noise
        Standard deviation of what is added to quality before it is graded.
    amount_spread
        Standard deviation of log amounts.
    days_seen
        Days between the end of the second period and the last event that is known.
    """

    seed: int
    truth: str
    planted: tuple[str, ...]
    regions: Floats
    routing: Floats
    week_shares: Floats
    amounts: Floats
    capacity: Floats
    rates: Floats
    quality_contact: float
    quality_win: float
    win: float
    slow: float
    agreed_hours: float
    response_spread: float
    go_on_first: float
    go_on: float
    go_on_slope: float
    favouring: float
    strain_response: float
    strain_persistence: float
    grade_noise: float
    amount_spread: float
    days_seen: int
    base: Levels
    actual: Levels

    @property
    def reps(self) -> int:
        return int(self.routing.shape[1])

    @property
    def sources(self) -> int:
        return len(self.base.shares)

    @property
    def attempts(self) -> int:
        """The most attempts that are made on a lead."""
        return len(self.rates)

    @property
    def rep_shares(self) -> Floats:
        """P(rep), shape (reps,)."""
        return np.asarray(self.regions @ self.routing)

    def levels(self, changed: frozenset[str]) -> Levels:
        """The base with those factors as they are in the second period."""
        names = [name for factor in changed for name in FACTOR_FIELDS[factor]]
        return replace(self.base, **{name: getattr(self.actual, name) for name in names})

    def changed_factors(self) -> tuple[str, ...]:
        """The factors whose levels differ between the periods, in the order of FACTOR_FIELDS."""
        differing = {
            field.name
            for field in fields(Levels)
            if not np.array_equal(getattr(self.base, field.name), getattr(self.actual, field.name))
        }
        return tuple(
            factor for factor, names in FACTOR_FIELDS.items() if not differing.isdisjoint(names)
        )


def team_of(factor: str) -> str:
    """The team that answers for a factor."""
    return next(team for team, factors in TEAM_FACTORS.items() if factor in factors)
