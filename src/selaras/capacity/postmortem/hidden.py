"""What sold-out weeks hid: how much more was wanted than anybody could be served."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp

from selaras.capacity.programmes.cells import Codes, DemandCells, day_number
from selaras.capacity.programmes.forecast import DemandForecast
from selaras.capacity.programmes.values import Floats, Programme
from selaras.statistics.censored_counts import expected_at_least, variance_at_least
from selaras.statistics.gamma_mixture import GammaMixture
from selaras.statistics.negative_binomial import exceeds, log_mass

_NEVER = 1e-300
_LEAST_LEVEL = 1e-6
_REACH, _LEAST_SPREAD = 5.0, 0.02
_MOST_STEPS, _FEWEST_STEPS = 61, 15
_SITE_STEPS = 7
_MOST_NUMBERS = 2_000_000
"""Rows times steps that are worked out at once (*choice*)."""


@dataclass(frozen=True, slots=True, eq=False)
class Hidden:
    """What was wanted beyond what is on record.

    `wanted` is what is expected of each row, `beyond` the distribution of what all cut-off rows
    hid together.
    """

    wanted: Floats
    beyond: GammaMixture


@dataclass(frozen=True, slots=True, eq=False)
class _Steps:
    """Ratios to the forecast that all sites share, and each site's own, with log weights."""

    shared: Floats
    shared_logs: Floats
    own: Floats
    own_logs: Floats


def hidden_demand(
    programme: Programme, rows: DemandCells, at: Codes, forecast: DemandForecast
) -> Hidden:
    """What cut-off rows hid, from the rows that were not and from what was forecast.

    `at` is the programme's site of each row. All rows share one ratio to the forecast, those of a
    site another one, each as uncertain beforehand as the forecast is; what is on record says how
    large they were. Demand that was cut off exceeded what is on record: of whole quantities it was
    one more at least.
    """
    demand = forecast.expected
    level = _levels(programme, rows, at, demand.expected)
    scatter = float(demand.weights @ demand.dispersion)
    size = 1 / scatter if scatter > 0 else np.inf
    steps = _steps(forecast, at.size)
    sites = len(programme.sites)
    own_spread = np.sqrt(np.log1p(demand.weights @ demand.site_variance))
    turns = np.exp(np.outer(own_spread, steps.own) - own_spread[:, None] ** 2 / 2)
    mean = np.exp(steps.shared)[:, None, None] * (turns[at] * level[:, None]).T
    least = _at_least(rows)
    cut = rows.cut
    logs = np.empty(mean.shape)
    logs[..., ~cut] = log_mass(rows.wanted[~cut], mean[..., ~cut], size)
    logs[..., cut] = np.log(np.maximum(exceeds(mean[..., cut], size, least[cut] - 1), _NEVER))
    by_site = _summed(logs, at, sites) + steps.own_logs[:, None]
    together = logsumexp(by_site, axis=1)
    own = np.exp(by_site - together[:, None])
    over = steps.shared_logs + together.sum(axis=1)
    weights = np.exp(over - logsumexp(over))
    more = expected_at_least(mean[..., cut], least[cut], scatter) - rows.wanted[cut]
    spread = variance_at_least(mean[..., cut], least[cut], scatter)
    means = _summed(more, at[cut], sites)
    variances = _summed(spread, at[cut], sites)
    centre = (own * means).sum(axis=1)
    scattered = (own * (variances + means**2)).sum(axis=1) - centre**2
    wanted = rows.wanted.copy()
    wanted[cut] += weights @ (own[..., at[cut]] * more).sum(axis=1)
    return Hidden(wanted, GammaMixture(centre.sum(axis=1), scattered.sum(axis=1), weights))


def _at_least(rows: DemandCells) -> Floats:
    """The least that was wanted; quantities that are not whole have no next one."""
    whole = bool(np.all(rows.wanted == np.floor(rows.wanted)))
    return np.asarray(rows.wanted + rows.cut if whole else rows.wanted, dtype=np.float64)


def _levels(programme: Programme, rows: DemandCells, at: Codes, expected: Floats) -> Floats:
    """What was forecast for each row, by its site, its week and its days."""
    week = np.clip((rows.first - day_number(programme.first)) // 7, 0, programme.weeks - 1)
    shares = programme.shares_of_week[week]
    level = expected[at, week] * rows.days / 7 / np.maximum(shares, 1 / 7)
    return np.asarray(np.maximum(level, _LEAST_LEVEL))


def _steps(forecast: DemandForecast, rows: int) -> _Steps:
    """The log ratio of what comes to what was expected, as every world of the forecast allows."""
    expected = float(forecast.expected.expected.sum())
    worlds = forecast.worlds
    sums = np.array([float(world.anchor.sum()) for world in worlds])
    centres = np.array([world.mean for world in worlds]) + np.log(
        np.maximum(sums, 1e-12) / expected
    )
    scatters = np.maximum([world.scatter for world in worlds], _LEAST_SPREAD)
    centre = float(centres.mean())
    spread = float(np.sqrt(centres.var() + (scatters**2).mean()))
    own = _SITE_STEPS if rows * _SITE_STEPS * _FEWEST_STEPS <= _MOST_NUMBERS else 1
    many = int(np.clip(_MOST_NUMBERS // (rows * own), _FEWEST_STEPS, _MOST_STEPS))
    shared = centre + spread * np.linspace(-_REACH, _REACH, many)
    chances = -0.5 * ((shared[:, None] - centres) / scatters) ** 2 - np.log(scatters)
    nodes, weights = np.polynomial.hermite_e.hermegauss(own)
    return _Steps(shared, logsumexp(chances, axis=1), nodes, np.log(weights / weights.sum()))


def _summed(values: Floats, at: Codes, sites: int) -> Floats:
    """Values of rows, the last axis, added up by site."""
    found = np.zeros((*values.shape[:-1], sites))
    for n in range(at.size):
        found[..., at[n]] += values[..., n]
    return found
