"""Effects of factors and teams on the gap, with what is unsure about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from selaras.diagnosis.choices import DecompositionChoices
from selaras.diagnosis.cohorts import Codes, Floats
from selaras.diagnosis.identity import (
    FACTORS,
    TEAM_OF,
    TEAMS,
    Drivers,
    revenue_of_coalitions,
)
from selaras.diagnosis.load import LoadParts, Weeks, load_parts
from selaras.diagnosis.model import Fitted, drivers_of, scaled
from selaras.diagnosis.movers import Movers
from selaras.diagnosis.rates import Fits
from selaras.diagnosis.strata import Strata
from selaras.diagnosis.worth_of_rates import given_up_less
from selaras.statistics.jackknife import (
    jackknife_covariance,
    pooled_degrees,
    t_above,
    t_interval,
)
from selaras.statistics.shapley import owen_values, shapley_values, union_totals

_LEAST_GROUPS = 2
STEP = 0.01
"""Step of numeric derivatives, in logarithms."""
_UNIONS = tuple(TEAMS.index(TEAM_OF[name]) for name in FACTORS)


@dataclass(frozen=True, slots=True)
class Model:
    """What a decomposition is computed from; `put` puts a plan in place of the base."""

    strata: Strata
    fits: Fits
    weeks: Weeks | None
    separable: bool
    choices: DecompositionChoices
    put: Callable[[Drivers], Drivers] | None = None

    def planned(self, drivers: Drivers) -> Drivers:
        """With the plan in place of the base, where there is one."""
        return drivers if self.put is None else self.put(drivers)

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
                # A plan speaks of leads of a kind as of one.
                sorting=self.put is None,
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
        Covariances: of leaving out reps (None under two of them); and of how many leads came, who
        moved, and how load is felt.
    from_queue
        The part of `from_leads` that is of not knowing whether reps had all they could do.
    rise
        Of the logarithm of leads per rep and working day.
    drivers, without, movers, other_forms
        What they are effects of: fitted to all reps, without each group of them, who moved, and
        as it would be if load were felt otherwise, or grades told less.
    """

    values: Floats
    within_teams: Floats
    from_reps: Floats | None
    from_leads: Floats
    groups: int
    drivers: Drivers
    without: tuple[Drivers, ...]
    movers: Movers | None
    other_forms: tuple[Drivers, ...] = ()
    from_queue: Floats | None = None
    rise: float = 0.0

    def with_time_to_spare(self) -> Decomposition | None:
        """As it would be told if reps surely could have done more; None where that is no matter."""
        if self.from_queue is None:
            return None
        return replace(self, from_leads=self.from_leads - self.from_queue, from_queue=None)

    def error(self, weights: Floats) -> tuple[float, float]:
        """Standard error of a weighted sum of the values, and its degrees of freedom."""
        by_leads = float(weights @ self.from_leads @ weights)
        by_reps = 0.0 if self.from_reps is None else float(weights @ self.from_reps @ weights)
        degrees = pooled_degrees(np.array([by_reps, by_leads]), np.array([self.groups - 1, 1e6]))
        return float(np.sqrt(max(by_reps + by_leads, 0.0))), degrees

    def interval(self, position: int) -> tuple[float, float] | None:
        """Ends of the 90% interval of one of the values; None where there is none."""
        weights = np.zeros(len(self.values))
        weights[position] = 1.0
        return self.interval_of(weights)

    def interval_of(self, weights: Floats) -> tuple[float, float] | None:
        """Ends of the 90% interval of a weighted sum of the values; None where there is none."""
        if self.from_reps is None:
            return None
        found = t_interval(float(weights @ self.values), *self.error(weights))
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
    by_all = scaled(whole.drivers, model.strata.recorded)
    drivers = model.planned(by_all)
    game = revenue_of_coalitions(drivers, drivers.counts, drivers.others)
    values, within = effects(game)
    forms = tuple(model.planned(replace(one, scale=by_all.scale)) for one in whole.other_forms)
    without = tuple(model.planned(one) for one in _without_each(model.strata, groups, each, by_all))
    queued = None if whole.queued is None else replace(whole.queued, scale=by_all.scale)
    from_queue = None if queued is None else _from_forms(drivers, (model.planned(queued),))
    return Decomposition(
        values=values,
        within_teams=within,
        from_reps=_from_reps(without) if len(without) > 1 else None,
        from_leads=_from_leads(drivers, of_plan=model.put is not None)
        + _from_telling(drivers, whole.movers)
        + _from_forms(drivers, forms)
        + (0.0 if from_queue is None else from_queue),
        groups=len(groups),
        drivers=drivers,
        without=without,
        movers=whole.movers,
        other_forms=forms,
        from_queue=from_queue,
        rise=whole.rise,
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
    if len(working) < _LEAST_GROUPS:
        return []
    if len(working) <= most:
        return [np.array([rep]) for rep in working]
    order = working[np.argsort(-model.strata.rep_leads[working], kind="stable")]
    many = model.choices.groups_above
    return [order[start::many] for start in range(many)]


def _without_each(
    strata: Strata, groups: Sequence[Codes], each: Iterator[Fitted], drivers: Drivers
) -> Iterator[Drivers]:
    """Drivers without one of the groups of reps, at the scale that the others recorded.

    The leads stay those of all: how many came is another source of error (`_from_leads`).
    """
    for group, fitted in zip(groups, each, strict=True):
        counts, recorded = strata.without(group)
        made = revenue_of_coalitions(fitted.alone, counts, drivers.others)[[0, -1]]
        scale = np.where(made > 0, recorded / np.where(made > 0, made, 1.0), drivers.scale)
        yield replace(fitted.drivers, scale=scale)


def _from_reps(without: Sequence[Drivers]) -> Floats:
    """Jackknife covariance of the effects."""
    games = (revenue_of_coalitions(one, one.counts, one.others) for one in without)
    return jackknife_covariance(np.array([effects(game)[0] for game in games]))


def _from_telling(drivers: Drivers, movers: Movers | None) -> Floats:
    """Covariance from not knowing quite what sources moved, what reps, and what neither."""
    base = effects(revenue_of_coalitions(drivers, drivers.counts, drivers.others))[0]
    if movers is None:
        return np.zeros((len(base), len(base)))
    slopes = []
    for other in told_otherwise(drivers, movers):
        game = revenue_of_coalitions(other, other.counts, other.others)
        slopes.append((effects(game)[0] - base) / STEP)
    slope = np.array(slopes)
    return np.asarray(slope.T @ movers.covariance @ slope)


def told_otherwise(drivers: Drivers, movers: Movers) -> tuple[Drivers, Drivers]:
    """The drivers had a STEP more been put down to sources, and then to reps.

    What is put down to sources (or reps) by a step more is put down to neither by a step less; the
    part of a source's step by which its leads were called more is no longer the reps' own.
    """
    shifts = drivers.win_shifts
    called = STEP * movers.persistence_of_source
    goes_on = np.stack([drivers.goes_on[0], given_up_less(drivers.goes_on[1], np.array(-called))])
    through_calls = called * movers.worth_of_persistence
    of_sources = replace(
        shifts,
        quality=shifts.quality + STEP,
        conversion=shifts.conversion - STEP + through_calls,
    )
    of_reps = replace(shifts, skill=shifts.skill + STEP, conversion=shifts.conversion - STEP)
    return (
        replace(drivers, goes_on=goes_on, win_shifts=of_sources),
        replace(drivers, win_shifts=of_reps),
    )


def _from_forms(drivers: Drivers, others: Sequence[Drivers]) -> Floats:
    """Covariance from not knowing in what form load is felt, and how much of quality is hidden."""
    base = effects(revenue_of_coalitions(drivers, drivers.counts, drivers.others))[0]
    games = [revenue_of_coalitions(one, one.counts, one.others) for one in others]
    apart = np.array([effects(game)[0] - base for game in games]).reshape(-1, len(base))
    return np.asarray(apart.T @ apart)


def _from_leads(drivers: Drivers, *, of_plan: bool) -> Floats:
    """Covariance from how many leads came of each kind: independent Poisson counts.

    What was planned (`of_plan`: the base is a plan) did not come by chance.
    """
    base = effects(revenue_of_coalitions(drivers, drivers.counts, drivers.others))[0]
    moved = other_leads(drivers, from_base=not of_plan)
    apart = effects(revenue_of_coalitions(drivers, *moved))[0] - base
    return np.asarray(apart.T @ apart)


def other_leads(drivers: Drivers, *, from_base: bool = True) -> tuple[Floats, Floats]:
    """Counts and others with one kind of lead at a time more by its own standard error.

    Shapes (M, 2, C) and (M, 2, groups), M kinds of lead that there are in base and period.
    """
    kinds, groups = drivers.counts.shape[1], drivers.groups
    many = 2 * (kinds + groups)
    counts = np.repeat(drivers.counts.reshape(1, -1), many, axis=0)
    others = np.repeat(drivers.others.reshape(1, -1), many, axis=0)
    of_counts, of_others = np.arange(2 * kinds), np.arange(2 * groups)
    steps = np.sqrt(np.concatenate([drivers.counts.ravel(), drivers.others.ravel()]))
    counts[of_counts, of_counts] += steps[: 2 * kinds]
    others[2 * kinds + of_others, of_others] += steps[2 * kinds :]
    is_base = np.concatenate([of_counts < kinds, of_others < groups])
    moved = (steps > 0) & (from_base | ~is_base)
    shape = (-1, 2, kinds), (-1, 2, groups)
    return counts[moved].reshape(shape[0]), others[moved].reshape(shape[1])
