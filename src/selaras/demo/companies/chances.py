"""The chances that drive a company: how busy reps are, whether they go on, reach and win a lead.

Both the simulation and the expectation follow these, so that the truth is that of what was drawn.
"""

from __future__ import annotations

import numpy as np

from selaras.demo.companies.company import WORKING_DAYS, Codes, Company, Floats

_STRAIN_SCALE = 0.15
"""How gradually strain sets in, in units of capacity."""
_PENALTY_POWER = 4.0
"""How sharply the penalty for a slow answer sets in around the agreed time."""


def sigmoid(x: Floats) -> Floats:
    """1 / (1 + e^-x)."""
    return np.asarray(0.5 * (1 + np.tanh(x / 2)))


def strain(company: Company, week_leads: Floats, rep: Codes) -> Floats:
    """How far the leads of a rep's week lie above capacity, softly cut off at 0."""
    load = week_leads / WORKING_DAYS / company.capacity[rep]
    return np.asarray(_STRAIN_SCALE * np.logaddexp(0.0, (load - 1.0) / _STRAIN_SCALE))


def penalty(company: Company, hours: Floats) -> Floats:
    """What is left of the contact rate after waiting so many working hours, `slow` to 1."""
    late = 1 / (1 + (hours / company.agreed_hours) ** _PENALTY_POWER)
    return np.asarray(company.slow + (1 - company.slow) * late)


def going_on(
    company: Company, attempt: int, persistence: Floats, quality: Floats, strained: Floats
) -> Floats:
    """P(attempt is made | not reached before it); attempts count from 0."""
    level = company.go_on_first if attempt == 0 else company.go_on
    level -= company.go_on_slope * max(attempt - 1, 0)
    shift = persistence + company.favouring * quality - company.strain_persistence * strained
    # The first call is nearly always made: what makes reps give up moves it half as much.
    return sigmoid(level + (0.5 if attempt == 0 else 1.0) * shift)


def reaching(
    company: Company, attempt: int, skill: Floats, quality: Floats, kept: Floats
) -> Floats:
    """P(contact at this attempt | it is made), with what the penalty has kept of the rate."""
    rate = company.rates[attempt] * np.exp(company.quality_contact * quality + skill) * kept
    return np.asarray(-np.expm1(-rate))


def winning(company: Company, skill: Floats, quality: Floats) -> Floats:
    """P(won | contacted)."""
    return sigmoid(company.win + company.quality_win * quality + skill)
