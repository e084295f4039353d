"""Effects of factors and teams on the gap, with what is unsure about them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from selaras.diagnosis.choices import DecompositionChoices
from selaras.diagnosis.cohorts import Codes, Floats
from selaras.diagnosis.identity import (
    FACTORS,
    TEAM_OF,
    TEAMS,
    Drivers,
    conversion_bit,
    revenue_of_coalitions,
)
from selaras.diagnosis.load import LoadParts, Weeks, load_parts
from selaras.diagnosis.model import Fitted, Strata, drivers_of, scaled
from selaras.diagnosis.movers import Movers
from selaras.diagnosis.rates import Fits
from selaras.statistics.jackknife import (
    jackknife_covariance,
    pooled_degrees,
    t_above,
    t_interval,
)
from selaras.statistics.shapley import owen_values, shapley_values, union_totals

_STEP = 0.01
_UNIONS = tuple(TEAMS.index(TEAM_OF[name]) for name in FACTORS)


@dataclass(frozen=True, slots=True)
class Model:
    """What a decomposition is computed from."""

    strata: Strata
    fits: Fits
    weeks: Weeks | None
    separable: bool
    choices: DecompositionChoices

    def drivers(self, groups: Sequence[Codes]) -> Iterator[Fitted]:
        """The drivers from all reps, and then without each of those groups of reps."""
        loads: Sequence[LoadParts | None] = [None] * (len(groups) + 1)
        if self.weeks is not None:
            loads = load_parts(self.weeks, groups)
        movers = None
        for without, load in zip((None, *groups), loads, strict=True):
            found = drivers_of(
                *(self.strata, self.fits, load, self.choices, without, movers),
                separable=self.separable,
            )
            movers = found.movers
            yield found


@dataclass(frozen=True, slots=True)
class Decomposition:
    """Effects with their covariance, in the order of FACTORS, then TEAMS, then the gap.

    Parameters
    ----------
    values
        Shape (p,).
    within_teams
        Owen values of the factors.
    from_reps, from_leads
        Covariances: of leaving out reps, and of how many leads came; None under two reps.
    """

    values: Floats
    within_teams: Floats
    from_reps: Floats | None
    from_leads: Floats
    groups: int
    drivers: Drivers

    def error(self, weights: Floats) -> tuple[float, float]:
        """Standard error of a weighted sum of the values, and its degrees of freedom."""
        by_leads = float(weights @ self.from_leads @ weights)
        by_reps = 0.0 if self.from_reps is None else float(weights @ self.from_reps @ weights)
        degrees = pooled_degrees(np.array([by_reps, by_leads]), np.array([self.groups - 1, 1e6]))
        return float(np.sqrt(max(by_reps + by_leads, 0.0))), degrees

    def interval(self, position: int) -> tuple[float, float] | None:
        """Ends of the 90% interval of one of the values; None where there is none."""
        if self.from_reps is None:
            return None
        weights = np.zeros(len(self.values))
        weights[position] = 1.0
        found = t_interval(float(self.values[position]), *self.error(weights))
        return found.low, found.high

    def sureness(self, weights: Floats) -> float:
        """How likely a weighted sum of the effects is below 0."""
        error, degrees = self.error(weights)
        value = float(weights @ self.values)
        if error == 0:
            return float(value < 0)
        return t_above(-value / error, min(degrees, 1e6))


def decompose(model: Model) -> Decomposition:
    """Shapley effects of factors and Owen totals of teams, with a jackknife over reps."""
    groups = _groups(model)
    each = model.drivers(groups)
    whole = next(each)
    drivers = scaled(whole.drivers, model.strata.recorded)
    game = revenue_of_coalitions(drivers, drivers.counts, drivers.others)
    values, within = effects(game)
    return Decomposition(
        values=values,
        within_teams=within,
        from_reps=_from_reps(model.strata, groups, each, drivers) if len(groups) > 1 else None,
        from_leads=_from_leads(drivers) + _from_telling(drivers, whole.movers),
        groups=len(groups),
        drivers=drivers,
    )


def effects(game: Floats) -> tuple[Floats, Floats]:
    """Effects of factors, teams and the gap (…, p), and Owen values of factors (…, 10)."""
    factors = shapley_values(game)
    within = owen_values(game, _UNIONS)
    teams = union_totals(within, _UNIONS, len(TEAMS))
    gap = game[..., -1:] - game[..., :1]
    return np.concatenate([factors, teams, gap], axis=-1), within


def _groups(model: Model) -> list[Codes]:
    """Reps that are left out together: each alone, or many in groups of like size."""
    working = np.flatnonzero(model.strata.rep_leads > 0)
    most = model.choices.most_groups
    if len(working) <= most:
        return [np.array([rep]) for rep in working]
    order = working[np.argsort(-model.strata.rep_leads[working], kind="stable")]
    return [order[start::most] for start in range(most)]


def _from_reps(
    strata: Strata, groups: Sequence[Codes], each: Iterator[Fitted], drivers: Drivers
) -> Floats:
    """Jackknife covariance: `each` is without one of the groups of reps.

    What the others recorded sets the scale anew, and the leads stay those of all: how many came is
    another source of error (`_from_leads`).
    """
    found = []
    for group, fitted in zip(groups, each, strict=True):
        counts, recorded = strata.without(group)
        made = revenue_of_coalitions(fitted.alone, counts, drivers.others)[[0, -1]]
        scale = np.where(made > 0, recorded / np.where(made > 0, made, 1.0), drivers.scale)
        game = revenue_of_coalitions(fitted.drivers, drivers.counts, drivers.others)
        found.append(effects(game * scale[conversion_bit()])[0])
    return jackknife_covariance(np.array(found))


def _from_telling(drivers: Drivers, movers: Movers | None) -> Floats:
    """Covariance from not knowing quite what sources moved, what reps, and what neither.

    What is put down to sources (or reps) by a step more is put down to neither by a step less.
    """
    base = effects(revenue_of_coalitions(drivers, drivers.counts, drivers.others))[0]
    if movers is None:
        return np.zeros((len(base), len(base)))
    slopes = []
    for name in ("quality", "skill"):
        shifts = drivers.win_shifts
        moved = replace(
            shifts,
            conversion=shifts.conversion - _STEP,
            **{name: getattr(shifts, name) + _STEP},
        )
        other = replace(drivers, win_shifts=moved)
        game = revenue_of_coalitions(other, other.counts, other.others)
        slopes.append((effects(game)[0] - base) / _STEP)
    slope = np.array(slopes)
    return np.asarray(slope.T @ movers.covariance @ slope)


def _from_leads(drivers: Drivers) -> Floats:
    """Covariance from how many leads came of each kind: independent Poisson counts."""
    kinds, groups = drivers.counts.shape[1], drivers.groups
    many = 2 * (kinds + groups)
    counts = np.repeat(drivers.counts[None], many, axis=0)
    others = np.repeat(drivers.others[None], many, axis=0)
    steps = np.concatenate([np.sqrt(drivers.counts).ravel(), np.sqrt(drivers.others).ravel()])
    moved = np.flatnonzero(steps > 0)
    flat_counts, flat_others = counts.reshape(many, -1), others.reshape(many, -1)
    at = np.arange(2 * kinds)
    flat_counts[at, at] += steps[: 2 * kinds]
    at = np.arange(2 * groups)
    flat_others[2 * kinds + at, at] += steps[2 * kinds :]
    base = effects(revenue_of_coalitions(drivers, drivers.counts, drivers.others))[0]
    game = revenue_of_coalitions(drivers, counts[moved], others[moved])
    apart = effects(game)[0] - base
    return np.asarray(apart.T @ apart)
