"""The three questions by the plain formulas of methods.md §6: what Selaras is held against.

Usual demand is the mean of the weeks outside programmes, the uplift the mean of the past ones, both
taken for known; demand is negative binomial by moments; every bound is held against one figure, and
nothing is ever left open. It says how hard the drawn programmes are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import betaincinv

from benchmarks.fairness.scoring import share
from selaras.demo.programmes.planting import CAUSES, PLANTED, Case, draw_case
from selaras.demo.programmes.truth import TARGET_CHANCE, TOLERANCE
from selaras.demo.programmes.world import Floats, World
from selaras.statistics.negative_binomial import exceeds, size_of

_RECENT = 52
_UNKNOWN_SPREAD = 0.2
_LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Straightforward:
    """What was planted, and what the plain formulas name."""

    seed: int
    planted: tuple[str, ...]
    named: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Expected:
    """Demand a week by site at the mean uplift: its mean, the variance of a week beside the
    Poisson part, and the variance that all weeks share, both relative to the mean squared."""

    weekly: Floats
    scatter: float
    shared: float


def name_plainly(task: tuple[int, int]) -> Straightforward:
    """Draw the case of (seed, index of what is planted) and apply the formulas."""
    seed, kind = task
    case = draw_case(seed, PLANTED[kind])
    demand = _expected(case.world)
    answers = {
        "target": _too_high(case, demand),
        "technical": _over_confident(case),
        "management": _short(case, demand) > TOLERANCE,
    }
    return Straightforward(seed, case.planted, tuple(c for c in CAUSES if answers[c]))


def _expected(world: World) -> _Expected:
    weeks = world.orders.shape[1]
    outside = np.arange(weeks) >= weeks - _RECENT
    for past in world.past:
        outside[past.first : past.first + past.weeks] = False
    usual = world.orders[:, outside].astype(np.float64)
    mean = np.maximum(usual.mean(axis=1), 0.1)
    scatter = max(float(np.mean((usual.var(axis=1, ddof=1) - mean) / mean**2)), 0.0)
    ratios = np.array(
        [
            world.orders[:, p.first : p.first + p.weeks].sum() / (mean.sum() * p.weeks)
            for p in world.past
        ]
    )
    uplift = float(ratios.mean())
    spread = float(ratios.std(ddof=1)) if ratios.size > 1 else _UNKNOWN_SPREAD
    return _Expected(mean * uplift, scatter, (spread / uplift) ** 2)


def _exceeds(mean: Floats, relative_variance: Floats | float, quantity: Floats) -> Floats:
    return exceeds(mean, size_of(mean, mean + relative_variance * mean**2), np.floor(quantity))


def _short(case: Case, demand: _Expected) -> float:
    """P(demand exceeds what was known of capacity) where it is largest."""
    known, weeks = _known(case), case.weeks
    if case.world.is_stock:
        all_weeks = _exceeds(demand.weekly * weeks, demand.scatter / weeks + demand.shared, known)
        return float(all_weeks.max())
    a_week = _exceeds(demand.weekly, demand.scatter + demand.shared, known)
    return float((1 - (1 - a_week) ** weeks).max())


def _too_high(case: Case, demand: _Expected) -> bool:
    weekly, weeks = demand.weekly, case.weeks
    own = demand.scatter * float((weekly**2).sum()) / (float(weekly.sum()) ** 2 * weeks)
    total = np.array([weekly.sum() * weeks])
    reaches = _exceeds(total, own + demand.shared, np.array([case.target - 1]))
    return bool(reaches[0] < TARGET_CHANCE or case.target > _tested(case))


def _over_confident(case: Case) -> bool:
    if np.isnan(case.tested).any():
        return True
    n, kept = len(case.earlier_claims), sum(claim.kept for claim in case.earlier_claims)
    most = float(betaincinv(kept + 1, n - kept + 1, _LEVEL))
    return most < case.stated or float(case.claimed.sum()) > 1.1 * float(case.tested.sum())


def _known(case: Case) -> Floats:
    return np.where(np.isnan(case.tested), case.claimed, case.tested)


def _tested(case: Case) -> float:
    """What was tested over the whole programme; without any bound where a site was not."""
    if np.isnan(case.tested).any():
        return float("inf")
    return float(case.tested.sum()) * (1 if case.world.is_stock else case.weeks)


def by_formulas(answers: Sequence[Straightforward]) -> str:
    """How often the formulas find each cause, and name it where it is not."""
    lines = ["| cause | planted: named | absent: named wrongly |", "| --- | --- | --- |"]
    pairs = [(cause, one) for cause in CAUSES for one in answers]
    for label, here in (
        *((cause, [(cause, one) for one in answers]) for cause in CAUSES),
        ("**all together**", pairs),
    ):
        found = share(cause in one.named for cause, one in here if cause in one.planted)
        wrong = share(cause in one.named for cause, one in here if cause not in one.planted)
        lines.append(
            f"| {label} | {found.k} of {found.n}: {found} | {wrong.k} of {wrong.n}: {wrong} |"
        )
    return "\n".join(lines)
