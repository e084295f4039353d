"""Expected revenue of a company under any levels, by quadrature over everything that is random."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri, pdtrik

from selaras.demo.companies.chances import going_on, penalty, reaching, strain, winning
from selaras.demo.companies.company import Company, Floats, Levels
from selaras.demo.companies.hours import base_starts, local_seconds
from selaras.demo.companies.timing import assignments, attempt_times, creations, settling

_QUALITIES = 9
_RESPONSES = 20
_STRAINS = 6
_COUNTS = 25
_TIMING_DRAWS = 4000


@dataclass(frozen=True, slots=True)
class Ripening:
    """P(revenue is there at the age | contact at that attempt), shape (attempts, log hours).

    `log_hours` are the log working hours to the first attempt that its columns are for.
    """

    log_hours: Floats
    shares: Floats

    def at(self, attempt: int, log_hours: Floats) -> Floats:
        """Interpolated between the columns."""
        return np.asarray(np.interp(log_hours, self.log_hours, self.shares[attempt]))


def ripening(company: Company, age_days: float) -> Ripening:
    """How much of what is won is delivered by that age of a lead, by its own seeded draws."""
    log_hours = np.linspace(-3.0, 7.0, 21)
    columns = []
    for value in log_hours:
        random = np.random.default_rng(20_260_101)
        weeks = random.integers(0, 2, _TIMING_DRAWS)
        created = creations(random, local_seconds(base_starts()), weeks)
        assigned = assignments(random, created)
        hours = np.full(_TIMING_DRAWS, np.exp(value))
        # A wait of half a year leaves the schedule; it has not ripened by any age that matters.
        times = attempt_times(random, company, assigned, np.minimum(hours, 1000.0))
        rest = settling(random, _TIMING_DRAWS)
        ages = (times - created[:, None]) + (rest.closes + rest.delivers)[:, None]
        columns.append((ages <= age_days * 86400).mean(axis=0))
    return Ripening(log_hours, np.array(columns).T)


def expected_revenue(company: Company, levels: Levels, ripe: Ripening | None = None) -> float:
    """Expected delivered revenue of a period; with `ripe`, what has come by that age of a lead."""
    won = _wins(company, levels, ripe)
    per_source = np.einsum("g,gr,sr,sg->s", company.regions, company.routing, won, company.amounts)
    return float(levels.leads * levels.price * levels.delivered * (levels.shares @ per_source))


def expected_wins(company: Company, levels: Levels) -> float:
    """Expected number of won deals of a period, delivered or not."""
    won = _wins(company, levels, None)
    return float(levels.leads * levels.shares @ won @ company.rep_shares)


def _wins(company: Company, levels: Levels, ripe: Ripening | None) -> Floats:
    """P(won) of a lead by source and rep, shape (sources, reps)."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(_QUALITIES)
    weights = weights / weights.sum()
    strained = _strains(company, levels)[None, :, :, None, None]
    # Axes: source, rep, strain, response, quality.
    quality = (levels.quality[:, None] + nodes)[:, None, None, None, :]
    response = ndtri((np.arange(_RESPONSES) + 0.5) / _RESPONSES)[None, None, None, :, None]
    log_hours = (
        levels.response[None, :, None, None, None]
        + company.strain_response * strained
        + company.response_spread * response
    )
    kept = penalty(company, np.exp(log_hours))
    persistence = levels.persistence[None, :, None, None, None]
    skill = levels.contact_skill[None, :, None, None, None]
    open_share: Floats = np.ones((1, 1, 1, 1, 1))
    reached: Floats = np.zeros((1, 1, 1, 1, 1))
    for attempt in range(company.attempts):
        tried = open_share * going_on(company, attempt, persistence, quality, strained)
        contact = tried * reaching(company, attempt, skill, quality, kept)
        open_share = tried - contact
        reached = reached + (contact if ripe is None else contact * ripe.at(attempt, log_hours))
    won = reached * winning(company, levels.win_skill[None, :, None, None, None], quality)
    return np.asarray(won.mean(axis=(2, 3)) @ weights)


def _strains(company: Company, levels: Levels) -> Floats:
    """Strain that leads of each rep meet, in classes of equal probability, shape (reps, classes).

    A lead's week holds itself and a Poisson number of others.
    """
    means = levels.strain_leads * np.outer(company.rep_shares, company.week_shares)
    quantiles = (np.arange(_COUNTS) + 0.5) / _COUNTS
    # The rounded inverse may be one off where it meets a jump: a class of 1 / _COUNTS in one lead.
    counts = 1 + np.ceil(pdtrik(quantiles[None, None, :], means[:, :, None]))
    rep = np.arange(company.reps)
    values = strain(company, counts, np.broadcast_to(rep[:, None, None], counts.shape))
    chances = np.repeat((company.week_shares[:, None] / _COUNTS), _COUNTS, axis=1).ravel()
    return np.array([_classes(values[r].ravel(), chances) for r in rep])


def _classes(values: Floats, chances: Floats) -> Floats:
    """Means of the values within classes of equal probability, shape (_STRAINS,)."""
    order = np.argsort(values)
    edges = np.concatenate([[0.0], np.cumsum(chances[order])])
    area = np.concatenate([[0.0], np.cumsum((values * chances)[order])])
    cuts = np.linspace(0, edges[-1], _STRAINS + 1)
    return np.asarray(np.diff(np.interp(cuts, edges, area)) / np.diff(cuts))
