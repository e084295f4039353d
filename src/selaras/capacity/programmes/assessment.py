"""A programme held against what the plant bears: every figure of the answer, without words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from selaras.capacity.finding import Estimate
from selaras.capacity.programmes.bearing import Bearing
from selaras.capacity.programmes.forecast import Demand, DemandForecast, reaching
from selaras.capacity.programmes.shortfall import (
    Flags,
    Service,
    Supply,
    probability_of_total,
    safe_scale,
    service,
    shortfall,
    tightest_by_world,
    total_of,
)
from selaras.capacity.programmes.values import Floats, Programme
from selaras.statistics.intervals import LEVEL
from selaras.statistics.negative_binomial import quantile, size_of


class Verdict(StrEnum):
    """What is to be said of a programme before it starts."""

    BEARS = "bears"
    SHORT = "short"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True, eq=False)
class Chances:
    """How likely demand exceeds one supply; NaN at sites that nothing is known of.

    Parameters
    ----------
    by_week, by_site
        P(short) by site and week, and by site.
    tightest
        P(short) at the site that is likeliest to run short, with its interval: how sure that
        probability is. None where no site is known.
    somewhere
        P(some site runs short), None where no site is known.
    worlds
        `tightest` under each set of parameters that the evidence allows.
    """

    by_week: Floats
    by_site: Floats
    tightest: Estimate | None
    somewhere: float | None
    worlds: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """Demand held against one supply: chances, and quantities by site and week.

    `safe` is, by site, how many times the planned demand would be borne with the tolerance.
    """

    chances: Chances
    service: Service
    safe: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Assessment:
    """What is to be known before a programme starts, by sites in the programme's order.

    `reaches_target` is P(demand ≥ target) with its interval, `reaching_worlds` the same under each
    set of parameters. `total` is the programme's demand with an 80% interval. `by_claims` holds
    demand against what is only said to be there, `by_newest` against what the newest tests showed,
    valid or not.
    """

    programme: Programme
    bearing: Bearing
    forecast: DemandForecast
    today: Held
    with_expansions: Held
    by_claims: Chances
    by_newest: Chances
    total: Estimate
    reaches_target: Estimate
    reaching_worlds: Floats

    @property
    def verdict(self) -> Verdict:
        """Whether the programme can be borne with what is tested and what is planned.

        It bears it where every site is tested, at least in part, and each runs short with no more
        than the tolerance by what is tested. It is short where one does worse, or one does though
        everything that is claimed of it were true; else an untested site leaves it open.
        """
        tolerance = self.programme.tolerance
        tested = self.with_expansions.chances.tightest
        if tested is not None and tested.value > tolerance:
            return Verdict.SHORT
        if self.is_known.all():
            return Verdict.BEARS
        claimed = self.by_claims.tightest
        if claimed is not None and claimed.value > tolerance and not self.bearing.planned.any():
            return Verdict.SHORT
        return Verdict.CANNOT_TELL

    @property
    def is_known(self) -> Flags:
        """Sites with a tested capacity that is counted."""
        return self.bearing.today.is_known

    @property
    def safe_target(self) -> float | None:
        """The plan, cut at each site to what is borne with the tolerance; None where a site's
        capacity is not known."""
        if not self.is_known.all():
            return None
        planned = self.programme.planned.sum(axis=1)
        return float((planned * np.minimum(self.with_expansions.safe, 1.0)).sum())


FORECAST_LEVEL = 0.8
_MOST_CELLS, _MOST_SITES = 20_000, 60


def assess(
    programme: Programme, forecast: DemandForecast, bearing: Bearing, *, parts_count: bool = True
) -> Assessment:
    """Hold a programme's forecast against what its sites bear.

    Where only a part of a site is tested that part is counted, as promises do; without
    `parts_count` only where it is enough alone, and else the site is left open.
    """
    bearing = _with_parts(programme, forecast, bearing, parts_count=parts_count)
    demand = forecast.expected
    reach = reaching(forecast.worlds, programme.target)
    today = _held(programme, forecast, bearing.today)
    everywhere = bool(bearing.today.is_known.all())
    grows = bool(bearing.planned.any())
    return Assessment(
        programme,
        bearing,
        forecast,
        today,
        _held(programme, forecast, bearing.with_expansions) if grows else today,
        chances(
            forecast, _tightest_of(bearing.by_claims, today) if everywhere else bearing.by_claims
        ),
        today.chances if everywhere else chances(forecast, bearing.by_newest),
        total_estimate(demand),
        _with_interval(probability_of_total(demand, programme.target), reach),
        reach,
    )


def _with_parts(
    programme: Programme, forecast: DemandForecast, bearing: Bearing, *, parts_count: bool
) -> Bearing:
    """Count a site as known by its tested part: in any case, or where that bears its demand alone,
    since more is never less."""
    partly = ~bearing.today.is_known & np.isfinite(bearing.proven).all(axis=1)
    if not partly.any():
        return bearing
    if parts_count:
        return replace(bearing, tested=np.where(partly[:, None], bearing.proven, bearing.tested))
    proven = np.where(partly[:, None], bearing.proven, np.nan)
    found = chances(forecast, bearing.supply(proven))
    enough = partly & (found.by_site <= programme.tolerance)
    return replace(bearing, tested=np.where(enough[:, None], proven, bearing.tested))


@dataclass(frozen=True, slots=True, eq=False)
class Fan:
    """Demand week by week: expected, and the ends of its 50% and 80% intervals."""

    expected: Floats
    inner: tuple[Floats, Floats]
    outer: tuple[Floats, Floats]


def weekly_fan(demand: Demand, sites: NDArray[np.intp], *, so_far: bool) -> Fan:
    """The fan of some sites' demand together: of each week, or of all weeks up to each."""
    parts = [_together(demand, n, sites, so_far=so_far) for n in range(demand.weights.size)]
    mean, variance = _mixed(demand.weights, parts)
    size = size_of(mean, variance)
    ends = [quantile(mean, size, p) for p in (0.1, 0.25, 0.75, 0.9)]
    return Fan(mean, (ends[1], ends[2]), (ends[0], ends[3]))


def _together(
    demand: Demand, level: int, sites: NDArray[np.intp], *, so_far: bool
) -> tuple[Floats, Floats]:
    levels = demand.levels[level, sites]
    summed = np.cumsum(levels, axis=1) if so_far else levels
    squares = np.cumsum(levels**2, axis=1) if so_far else levels**2
    shared = demand.site_variance[level, sites][:, None]
    own = demand.dispersion[level] * (1 + shared) * squares
    variance = summed + own + shared * summed**2
    return summed.sum(axis=0), variance.sum(axis=0)


def _mixed(weights: Floats, parts: list[tuple[Floats, Floats]]) -> tuple[Floats, Floats]:
    mean = sum(w * m for w, (m, _) in zip(weights, parts, strict=True))
    second = sum(w * (v + m**2) for w, (m, v) in zip(weights, parts, strict=True))
    return np.asarray(mean), np.asarray(second - mean**2)


def chances(forecast: DemandForecast, supply: Supply) -> Chances:
    """How likely demand exceeds a supply, at the sites that it is known of."""
    known = supply.is_known
    if not known.any():
        nothing = np.full(supply.free.shape, np.nan)
        return Chances(nothing, nothing[:, 0], None, None, np.array([]))
    at = np.flatnonzero(known)
    kept, part = supply.at(at), _at(forecast, at)
    found = shortfall(part.expected, kept)
    worlds = tightest_by_world(part, kept, found)
    return Chances(
        _spread(found.by_week, known),
        _spread(found.by_site, known),
        _with_interval(found.tightest, worlds),
        found.somewhere,
        worlds,
    )


def _tightest_of(supply: Supply, held: Held) -> Supply:
    """The supply of the sites likeliest to run short, where there are very many: a claim that
    nobody needs, since all is tested, is not worked out for the others."""
    if supply.free.size <= _MOST_CELLS:
        return supply
    worst = np.argsort(-held.chances.by_site, kind="stable")[:_MOST_SITES]
    free = np.full(supply.free.shape, np.nan)
    free[worst] = supply.free[worst]
    return replace(supply, free=free)


def _held(programme: Programme, forecast: DemandForecast, supply: Supply) -> Held:
    found = chances(forecast, supply)
    known = supply.is_known
    if not known.any():
        nothing = np.full(supply.free.shape, np.nan)
        wanted = forecast.expected.expected
        return Held(found, Service(wanted, nothing, nothing, nothing), nothing[:, 0])
    at = np.flatnonzero(known)
    kept, part = supply.at(at), _at(forecast, at)
    done = service(part.expected, kept)
    safe = safe_scale(part.expected, kept, programme.tolerance, found.by_week[at])
    return Held(
        found,
        Service(*(_spread(getattr(done, n), known) for n in ("wanted", "on_time", "late", "lost"))),
        _spread(safe, known),
    )


def _at(forecast: DemandForecast, sites: NDArray[np.intp]) -> DemandForecast:
    """The forecast of some of the sites."""
    demand = forecast.expected
    if sites.size == demand.levels.shape[1]:
        return forecast
    worlds = tuple(world.at(sites) for world in forecast.worlds)
    kept = Demand(
        demand.weights, demand.levels[:, sites], demand.dispersion, demand.site_variance[:, sites]
    )
    return DemandForecast(kept, worlds, forecast.past, forecast.weeks)


def _spread(values: Floats, known: Flags) -> Floats:
    """Values of the known sites in their places among all; NaN elsewhere."""
    found = np.full((known.size, *values.shape[1:]), np.nan)
    found[known] = values
    return found


def _with_interval(value: float, worlds: Floats) -> Estimate:
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(worlds, [tail, 1 - tail])
    return Estimate(value, min(float(low), value), max(float(high), value))


def total_estimate(demand: Demand, level: float = FORECAST_LEVEL) -> Estimate:
    """The whole programme's demand, expected, with an interval of that level."""
    means, sizes = total_of(demand)
    tail = (1 - level) / 2
    mean, variance = _mixed(
        demand.weights, [(m, m + m * m / s) for m, s in zip(means, sizes, strict=True)]
    )
    low, high = quantile(mean, size_of(mean, variance), [tail, 1 - tail])
    return Estimate(float(mean), float(low), float(high))
