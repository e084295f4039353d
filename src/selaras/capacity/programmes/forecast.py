"""The demand of a programme as a distribution, by site and week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from selaras.capacity.choices import PROGRAMME, ProgrammeChoices
from selaras.capacity.programmes.cells import Codes
from selaras.capacity.programmes.learning import DemandModel
from selaras.capacity.programmes.values import Floats, Programme
from selaras.errors import EvidenceError, said
from selaras.statistics.course import Path
from selaras.statistics.negative_binomial import exceeds, size_of
from selaras.statistics.normal_mixture import NormalMixture

_NODES = 41
_FEWEST_NODES = 4
_NEGLIGIBLE = 1e-3
_MOST_CELLS = 300_000
"""Cells times nodes that are worked out (*choice*): a programme over 2,000 sites takes seconds."""
_INNER = np.polynomial.hermite_e.hermegauss(5)


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """Levels that demand may turn out at, each with a weight, and how it scatters around each.

    Demand of a week at a site is negative binomial around its level. `levels` is its mean by
    level, site and week; `dispersion` is 1/size of a week, by level; `site_variance` is the
    variance, relative to the mean squared, that all weeks of a site share, by level and site.
    Levels are common to all sites: that is what makes shortfalls come together.
    """

    weights: Floats
    levels: Floats
    dispersion: Floats
    site_variance: Floats

    @property
    def expected(self) -> Floats:
        """Expected demand by site and week."""
        return np.asarray(np.tensordot(self.weights, self.levels, 1))


@dataclass(frozen=True, slots=True, eq=False)
class DemandForecast:
    """What is expected of a programme, and what is not known of that expectation.

    Parameters
    ----------
    expected
        The forecast, everything that is not known mixed into it.
    worlds
        Parameters that the evidence allows: what somebody who knew them would forecast differs
        from one to the next as far as they are not known.
    past, weeks
        Past programmes and weeks of history behind it.
    """

    expected: Demand
    worlds: tuple[World, ...]
    past: int
    weeks: int


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """Parameters that the evidence allows, and the demand that would follow from them.

    `anchor` by site and week is multiplied by a ratio that is lognormal (`mean`, `scatter`).
    """

    anchor: Floats
    mean: float
    scatter: float
    dispersion: float
    site_variance: Floats

    def at(self, sites: NDArray[np.intp]) -> World:
        """The same world, of some of the sites alone."""
        return World(
            self.anchor[sites],
            self.mean,
            self.scatter,
            self.dispersion,
            self.site_variance[sites],
        )


@dataclass(frozen=True, slots=True, eq=False)
class Worlds:
    """Worlds side by side, to be worked out at once: arrays of shape (worlds × steps, …).

    `weights` are those of the steps within each world.
    """

    levels: Floats
    dispersion: Floats
    site_variance: Floats
    weights: Floats
    count: int

    def mixed(self, values: Floats) -> Floats:
        """A value of each world and step, as a value of each world."""
        shaped = values.reshape(self.count, self.weights.size, *values.shape[1:])
        return np.asarray(np.tensordot(self.weights, np.moveaxis(shaped, 1, 0), 1))


def side_by_side(worlds: Sequence[World], sites: NDArray[np.intp] | None = None) -> Worlds:
    """The worlds at some of the sites, or at all."""
    steps, chances = _INNER
    chosen = slice(None) if sites is None else sites
    means = np.array([world.mean for world in worlds])
    scatters = np.array([world.scatter for world in worlds])
    ratios = np.exp(means[:, None] + scatters[:, None] * steps)
    anchors = np.stack([world.anchor[chosen] for world in worlds])
    levels = anchors[:, None] * ratios[:, :, None, None]
    many = steps.size
    return Worlds(
        levels.reshape(-1, *levels.shape[2:]),
        np.repeat([world.dispersion for world in worlds], many),
        np.repeat([world.site_variance[chosen] for world in worlds], many, axis=0),
        np.asarray(chances / chances.sum()),
        len(worlds),
    )


def reaching(worlds: Sequence[World], quantity: float) -> Floats:
    """P(demand of the whole programme ≥ quantity), in each world."""
    steps, chances = _INNER
    mean = np.array([w.mean for w in worlds])[:, None]
    scatter = np.array([w.scatter for w in worlds])[:, None]
    ratios = np.exp(mean + scatter * steps)
    sums = np.array([float(w.anchor.sum()) for w in worlds])[:, None]
    own = np.array([w.dispersion * float((w.anchor**2).sum()) for w in worlds])
    shared = np.array([float((w.site_variance * w.anchor.sum(axis=1) ** 2).sum()) for w in worlds])
    expected = sums * ratios
    size = size_of(expected, expected + (own + shared)[:, None] * ratios**2)
    least = np.full(expected.shape, np.ceil(quantity - 1e-9) - 1)
    return np.asarray(exceeds(expected, size, least) @ (chances / chances.sum()))


def forecast_demand(
    programme: Programme, model: DemandModel, choices: ProgrammeChoices = PROGRAMME
) -> DemandForecast:
    """The forecast of a programme's demand from what history and past programmes say.

    Demand at a site and week is its anchor times a ratio that all sites of the programme share.
    The anchor is the usual demand (then the ratio is the uplift) or the plan (then it is how far
    plans come true), each as credible as past programmes make it. EvidenceError where there is
    neither a plan nor any history.
    """
    anchors = _anchors(programme, model)
    share = _share(model, anchors, choices)
    return DemandForecast(
        _expected(model, anchors, share),
        _worlds(model, anchors, share, choices),
        len(model.past),
        model.weeks,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Anchors:
    """Usual and planned demand by site and week.

    Parameters
    ----------
    at
        The sites' places among the model's spots.
    shape
        How a site's demand is spread over the weeks: by what is planned there, which adds up to
        the weeks, and by the course of usual demand.
    own_variance
        What a site's demand scatters in a programme beside what all sites share, against usual
        demand.
    course
        What usual demand is multiplied by in these weeks, already in `shape` and `usual`; and what
        is not known of it, which is in nothing here.
    """

    at: Codes
    shape: Floats
    usual: Floats
    plan: Floats
    own_variance: Floats
    course: Path
    has_usual: bool
    has_plan: bool


def _anchors(programme: Programme, model: DemandModel) -> _Anchors:
    plan = programme.planned
    totals = plan.sum(axis=1, keepdims=True)
    flat = programme.shares_of_week / programme.shares_of_week.sum()
    shape = np.where(totals > 0, plan / np.where(totals > 0, totals, 1), flat)
    shape = shape * programme.shares_of_week.sum()
    index = {spot: n for n, spot in enumerate(model.spots)}
    at = np.array([index.get(spot, -1) for spot in programme.spots], dtype=np.int64)
    level, own = np.zeros(at.size), np.zeros(at.size)
    if model.against_usual is not None:
        own = model.against_usual.own_variance[at]
        level = np.exp(model.against_usual.levels[at])
    course = model.course.ahead(programme.first, shape.shape[1])
    shape = shape * np.exp(course.mean)
    usual = level[:, None] * shape
    if not plan.sum() > 0 and not usual.sum() > 0:
        raise EvidenceError(
            said(
                "Nothing says what {name} may sell: it has no plan, and no demand at its "
                "sites is on record. Plan a quantity by site, or load the table demand.",
                "Tidak ada yang menyatakan berapa yang dapat dijual {name}: program ini "
                "tidak punya rencana, dan permintaan di lokasinya tidak tercatat. Rencanakan "
                "jumlah per lokasi, atau muat tabel demand.",
                name=programme.name,
            )
        )
    return _Anchors(
        at, shape, usual, plan, own, course, bool(usual.sum() > 0), bool(plan.sum() > 0)
    )


def _share(model: DemandModel, anchors: _Anchors, choices: ProgrammeChoices) -> float:
    """Weight of the usual demand, against the plan, as what this programme is told from.

    Usual demand times an uplift is right about any programme that is like those before, whatever
    its target; so it counts alone, unless plans have proven to know more, and this one is like
    them. Without any past programme neither has proven anything, and both count.
    """
    if not anchors.has_usual:
        return 0.0
    if not anchors.has_plan:
        return 1.0
    if not model.past:
        return 0.5
    if model.plan_odds < choices.plan_odds:
        return 1.0
    return 1.0 - _honest(model, anchors, choices)


def _honest(model: DemandModel, anchors: _Anchors, choices: ProgrammeChoices) -> float:
    """How credible it is that this plan speaks of demand as past plans did.

    A plan that asks for far more over the usual demand than any plan before says less of demand
    than of its writer: the densities of what it asks for under either are held against each other.
    """
    asked = np.array(
        [
            np.log(r.planned / r.usual)
            for r in model.past
            if np.isfinite(r.planned) and np.isfinite(r.usual)
        ]
    )
    if not asked.size:
        return 1.0
    # The belief counts as one more plan.
    n = asked.size
    spread = (float(((asked - asked.mean()) ** 2).sum()) + choices.plan_spread**2) / n
    variance = spread * (1 + 1 / n)
    off = float(np.log(anchors.plan.sum() / anchors.usual.sum()) - asked.mean())
    wide = variance + choices.inflated_spread**2
    odds = np.exp(-0.5 * off**2 * (1 / variance - 1 / wide)) * np.sqrt(wide / variance)
    odds *= (1 - choices.inflated) / choices.inflated
    return float(odds / (1 + odds))


def _expected(model: DemandModel, anchors: _Anchors, share: float) -> Demand:
    """Levels at which each kind of anchor may turn out, weighted by how credible it is."""
    spread = float(model.dispersion @ model.dispersion_weights)
    many = int(np.clip(_MOST_CELLS // max(anchors.plan.size, 1), _FEWEST_NODES, _NODES))
    kinds: list[tuple[float, Floats, NormalMixture, Floats]] = [
        (1 - share, anchors.plan, model.against_plan.another, _same(model.site_variance, anchors))
    ]
    if model.against_usual is not None:
        ratio = model.against_usual.another.widened(anchors.course.unknown + anchors.course.ahead)
        kinds.append((share, anchors.usual, ratio, anchors.own_variance))
    weights, levels, variances = [], [], []
    for weight, anchor, ratio, own in kinds:
        if weight < _NEGLIGIBLE:
            continue
        nodes = ratio.slices(max(round(weight * many), _FEWEST_NODES // 2 + 1))
        for node, part in zip(*nodes, strict=True):
            weights.append(weight * part)
            levels.append(anchor * np.exp(node + own[:, None] / 2))
            variances.append(np.expm1(own))
    total = sum(weights)
    return Demand(
        np.array(weights) / total,
        np.stack(levels),
        np.full(len(levels), spread),
        np.stack(variances),
    )


def _worlds(
    model: DemandModel, anchors: _Anchors, share: float, choices: ProgrammeChoices
) -> tuple[World, ...]:
    """Draws of the parameters, each with the anchor that it believes in."""
    random = np.random.default_rng(choices.seed)
    most = choices.drawn_cells // max(anchors.plan.size, 1)
    count = int(np.clip(most, choices.draws, choices.most_draws))
    is_usual = random.random(count) < share
    means, scatters = model.against_plan.draws(random, count)
    own = model.site_variance * model.site_freedom / random.chisquare(model.site_freedom, count)
    dispersion = random.choice(model.dispersion, count, p=model.dispersion_weights)
    levels = np.zeros((count, 0))
    if model.against_usual is not None:
        drawn = model.against_usual.draws(random, count)
        course = anchors.course
        off = np.sqrt(course.unknown) * random.standard_normal(count)
        means = np.where(is_usual, drawn.means + off, means)
        scatters = np.where(is_usual, np.sqrt(drawn.between**2 + course.ahead), scatters)
        own = np.where(is_usual, drawn.within**2, own)
        levels = np.exp(drawn.levels[:, anchors.at])
    worlds = []
    for n in range(count):
        anchor = levels[n][:, None] * anchors.shape if is_usual[n] else anchors.plan
        worlds.append(
            World(
                anchor * np.exp(own[n] / 2),
                float(means[n]),
                float(scatters[n]),
                float(dispersion[n]),
                _same(float(np.expm1(own[n])), anchors),
            )
        )
    return tuple(worlds)


def _same(value: float, anchors: _Anchors) -> Floats:
    """The same figure for every site."""
    return np.full(anchors.at.size, value)
