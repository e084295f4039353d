"""What history and past programmes say of the demand that a programme will raise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from selaras.capacity.choices import PROGRAMME, ProgrammeChoices
from selaras.capacity.programmes.cells import Codes, DemandCells, Flags, day_number
from selaras.capacity.programmes.course import UsualCourse, course_of
from selaras.capacity.programmes.values import Floats, PastProgramme, Spot
from selaras.statistics.count_groups import CountGroups, fit_count_groups
from selaras.statistics.occasions import OccasionBelief, OccasionEffects, fit_occasions
from selaras.statistics.random_effects import Belief, RandomEffects, random_effects

_ROUNDS = 3
_HALF = 0.5
_ANYWHERE = 1.0
_LEAST_SITE_VARIANCE = 1e-4


@dataclass(frozen=True, slots=True, eq=False)
class PastResult:
    """What came of one past programme, against its plan and against the usual demand.

    `planned` and `usual` are quantities for the same spots and weeks that `actual` was counted in;
    NaN where there is no plan, or no usual level to compare with.
    """

    programme_id: str
    actual: float
    planned: float
    usual: float
    variance: float
    spots: int


@dataclass(frozen=True, slots=True, eq=False)
class DemandModel:
    """What a programme's demand is drawn from.

    Parameters
    ----------
    spots, usual
        Usual demand a week at each spot, on the average of the year before; None without any week
        of history.
    course
        What that average is multiplied by in one week or another.
    against_usual
        What programmes add to the log of usual demand, spot by spot; None without any history.
    against_plan
        log(actual/plan) of programmes.
    plan_odds
        How many times likelier past programmes' results are told from their plans than from the
        usual demand.
    site_variance, site_freedom
        Variance of log(actual/plan) between the sites of one programme, and how many degrees of
        freedom it is known with.
    dispersion, dispersion_weights
        1/size of the negative binomial of a week's demand, from weeks in programmes and out of
        them.
    past
        What past programmes came to.
    weeks
        Weeks of history behind `usual`, over all spots.
    """

    spots: tuple[Spot, ...]
    usual: CountGroups | None
    course: UsualCourse
    against_usual: OccasionEffects | None
    against_plan: RandomEffects
    plan_odds: float
    site_variance: float
    site_freedom: float
    dispersion: Floats
    dispersion_weights: Floats
    past: tuple[PastResult, ...]
    weeks: int


def learn(
    cells: DemandCells,
    past: Sequence[PastProgramme],
    at: date,
    spots: Sequence[Spot] = (),
    choices: ProgrammeChoices = PROGRAMME,
) -> DemandModel:
    """The model as it can be known on the day `at`: of periods and programmes that ended before it.

    Usual demand is that of the weeks before, outside any programme, by negative binomial with a
    common dispersion and means pooled across spots; each past programme gives a ratio to it and to
    its own plan, and how these ratios scatter says how sure another programme is.
    """
    known = cells.known_at(at)
    ended = [p for p in past if p.last < at]
    everywhere = tuple(dict.fromkeys([*known.spots, *spots]))
    during = _during(known, ended)
    recent = known.first >= day_number(at) - 7 * choices.history_weeks
    course = course_of(known.where(~during), at, choices)
    base = known.where(recent & ~during)
    usual = None
    if base.wanted.size:
        usual = fit_count_groups(
            base.wanted, base.spot, len(everywhere), course.weeks(base), base.cut
        )
    grid, weights = _dispersion(base, known, ended, course, at, choices)
    spread = float(grid @ weights)
    counted = [(p, _counted(p, known, usual, spread, course)) for p in ended]
    came = [(p, c) for p, c in counted if c is not None]
    found = tuple(_result(p, c) for p, c in came)
    parts = [c for _, c in came]
    site_variance, freedom = _site_variance(parts, choices)
    return DemandModel(
        everywhere,
        usual,
        course,
        None if usual is None else _uplift(usual, parts, choices),
        _effects([(r, r.planned) for r in found], choices.plan_belief, site_variance),
        _plan_odds(found, site_variance),
        site_variance,
        freedom,
        grid,
        weights,
        found,
        int(base.wanted.size),
    )


def _during(cells: DemandCells, past: Sequence[PastProgramme]) -> Flags:
    """Which rows fall at least partly into a past programme at their spot."""
    inside = np.zeros(cells.wanted.size, dtype=bool)
    for programme in past:
        first, after = day_number(programme.first), day_number(programme.last) + 1
        overlaps = (cells.first < after) & (cells.ends > first)
        inside |= overlaps & _at(cells, [spot for spot, _ in programme.planned])
    return inside


def _at(cells: DemandCells, spots: Sequence[Spot]) -> Flags:
    chosen = np.zeros(len(cells.spots) + 1, dtype=bool)
    chosen[cells.spots_at(spots)] = True
    chosen[-1] = False  # spots without rows
    return np.asarray(chosen[cells.spot])


def _dispersion(
    base: DemandCells,
    cells: DemandCells,
    past: Sequence[PastProgramme],
    course: UsualCourse,
    at: date,
    choices: ProgrammeChoices,
) -> tuple[Floats, Floats]:
    """How weeks scatter around the level of their spot, outside programmes and within each."""
    parts = [base, *(cells.where(_within(cells, programme)) for programme in past)]
    parts = [part.by_week(at) for part in parts]
    spots = len(cells.spots)
    wanted = np.concatenate([part.wanted for part in parts])
    if not wanted.size:
        return np.array([choices.dispersion]), np.ones(1)
    codes = [part.spot + n * spots for n, part in enumerate(parts)]
    groups, group = np.unique(np.concatenate(codes), return_inverse=True)
    weeks = np.concatenate([course.weeks(part) for part in parts])
    cut = np.concatenate([part.cut for part in parts])
    fit = fit_count_groups(wanted, group, groups.size, weeks, cut)
    return fit.dispersion, fit.weights


def _within(cells: DemandCells, programme: PastProgramme) -> Flags:
    """Which rows lie wholly in a programme's days, at one of its spots."""
    first, after = day_number(programme.first), day_number(programme.last) + 1
    here = _at(cells, [spot for spot, _ in programme.planned])
    return np.asarray((cells.first >= first) & (cells.ends <= after) & here)


@dataclass(frozen=True, slots=True, eq=False)
class _Counted:
    """A past programme's quantities by spot: what was wanted, planned and usual in its weeks.

    `at` are the spots' places, `dispersion` is 1/size of the sum over `weeks`, which are so many
    weeks of usual demand as it is on the average.
    """

    at: Codes
    weeks: Floats
    dispersion: Floats
    actual: Floats
    planned: Floats
    usual: Floats
    variance: Floats


def _counted(
    programme: PastProgramme,
    cells: DemandCells,
    usual: CountGroups | None,
    d: float,
    course: UsualCourse,
) -> _Counted | None:
    first, after = day_number(programme.first), day_number(programme.last) + 1
    spots = [spot for spot, _ in programme.planned]
    rows = cells.where(_within(cells, programme))
    if not rows.wanted.size:
        return None
    codes = cells.spots_at(spots)
    place = np.full(len(cells.spots), -1)
    place[codes[codes >= 0]] = np.flatnonzero(codes >= 0)
    at, n = place[rows.spot], len(spots)
    days = np.bincount(at, rows.days, n).astype(np.float64)
    weeks = np.bincount(at, course.weeks(rows), n).astype(np.float64)
    level = np.zeros(n) if usual is None else usual.means[np.maximum(codes, 0)]
    level = np.where(codes >= 0, level, 0.0)
    plan = np.array([np.nan if q is None else q for _, q in programme.planned])
    covered = days / (after - first)
    wanted = _uncut(rows, at, n)
    actual = np.bincount(at, wanted, n).astype(np.float64)
    squares = np.bincount(at, wanted**2, n)
    scatter = d * squares / np.maximum(actual, _HALF) ** 2
    seen = days > 0
    return _Counted(
        codes[seen],
        weeks[seen],
        scatter[seen],
        actual[seen],
        (plan * covered)[seen],
        (level * weeks)[seen],
        (actual + d * squares)[seen],
    )


def _uncut(rows: DemandCells, at: Codes, n: int) -> Floats:
    """Wanted quantities with sold-out weeks raised to what is expected above them."""
    if not np.any(rows.cut):
        return rows.wanted
    fit = fit_count_groups(rows.wanted, at, n, rows.days / 7, rows.cut)
    expected = fit.means[at] * rows.days / 7
    return np.where(rows.cut, np.maximum(rows.wanted, expected), rows.wanted)


def _result(programme: PastProgramme, counted: _Counted) -> PastResult:
    actual = float(counted.actual.sum())
    planned, level = float(counted.planned.sum()), float(counted.usual.sum())
    return PastResult(
        programme.programme_id,
        actual,
        planned if planned > 0 else float("nan"),
        level if level > 0 else float("nan"),
        (float(counted.variance.sum()) + _HALF) / (actual + _HALF) ** 2,
        counted.actual.size,
    )


def _uplift(
    usual: CountGroups, parts: Sequence[_Counted], choices: ProgrammeChoices
) -> OccasionEffects:
    """What programmes add to usual demand, from each one's weeks at each of its spots.

    The log of a count lies lower than that of its mean, by half its overdispersion; what is due to
    the Poisson part the half that is added makes good.
    """
    spots = usual.means.size
    errors = usual.variances / usual.means**2
    seen = np.full((spots, len(parts)), np.nan)
    variances = np.full((spots, len(parts)), np.nan)
    for n, part in enumerate(parts):
        level = np.log((part.actual + _HALF) / part.weeks)
        seen[part.at, n] = level + part.dispersion / 2
        variances[part.at, n] = 1 / (part.actual + _HALF) + part.dispersion
    belief = OccasionBelief(
        choices.usual_belief.mean,
        choices.usual_belief.mean_deviation,
        choices.usual_belief.scatter,
        choices.site_spread,
    )
    return fit_occasions(np.log(usual.means), errors, seen, variances, belief)


def _site_variance(parts: Sequence[_Counted], choices: ProgrammeChoices) -> tuple[float, float]:
    """How much sites of one programme differ beyond chance, from the ratios of each to its plan
    or, where there is none, to its usual demand; moments, with the belief as further sites.

    The variance, and its degrees of freedom.
    """
    excess = choices.site_spread**2 * choices.site_belief
    freedom = choices.site_belief
    for counted in parts:
        against = np.where(np.isfinite(counted.planned), counted.planned, counted.usual)
        fit = against > 0
        if fit.sum() < 2:
            continue
        ratios = np.log((counted.actual[fit] + _HALF) / against[fit])
        errors = (counted.variance[fit] + _HALF) / (counted.actual[fit] + _HALF) ** 2
        weight = 1 / (errors + choices.site_spread**2)
        centre = float((weight * ratios).sum() / weight.sum())
        n = int(fit.sum())
        excess += float(((ratios - centre) ** 2 - errors * (n - 1) / n).sum())
        freedom += n - 1
    return max(excess / freedom, _LEAST_SITE_VARIANCE), freedom


def _effects(
    pairs: Sequence[tuple[PastResult, float]], belief: Belief, site_variance: float
) -> RandomEffects:
    known = [(r, anchor) for r, anchor in pairs if np.isfinite(anchor)]
    ratios = [np.log((r.actual + _HALF) / anchor) for r, anchor in known]
    return random_effects(
        ratios, [r.variance + site_variance / max(r.spots, 1) for r, _ in known], belief
    )


def _plan_odds(past: Sequence[PastResult], site_variance: float) -> float:
    """How much likelier past results are told from plans than from the usual demand.

    Bayes' factor of the two, each with its own mean ratio that nothing is believed of before; of
    programmes that both speak of. 1 without any.
    """
    both = [r for r in past if np.isfinite(r.usual) and np.isfinite(r.planned)]
    anywhere = Belief(0.0, _ANYWHERE, 0.2)
    by_usual = _effects([(r, r.usual) for r in both], anywhere, site_variance)
    by_plan = _effects([(r, r.planned) for r in both], anywhere, site_variance)
    return float(np.exp(np.clip(by_plan.log_evidence - by_usual.log_evidence, -50, 50)))
