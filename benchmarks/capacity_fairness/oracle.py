"""The most that anybody could tell of a misreading: by who knows what no company ever knows.

The oracle knows each site's usual demand, how weeks, programmes and sites scatter, exactly as the
programme was drawn. Only the mean uplift it has to learn, from the earlier programmes week by week,
as there is no more evidence of it. What it leaves open nobody can close: it bounds what is to be
asked of an estimator, which has to learn all the others as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from selaras.demo.programmes.planting import (
    LARGE_CHANCE,
    PLANTED,
    SMALL_SHARE,
    Case,
    draw_case,
)
from selaras.demo.programmes.truth import TOLERANCE
from selaras.demo.programmes.world import World
from selaras.statistics.negative_binomial import log_mass

Floats = NDArray[np.float64]
_UPLIFTS = np.linspace(-0.6, 1.5, 85)
_LEVELS = np.linspace(-1.6, 2.5, 83)
_DRAWS = 1200
_OWN, _OWN_WEIGHTS = np.polynomial.hermite_e.hermegauss(21)
_SITE, _SITE_WEIGHTS = np.polynomial.hermite_e.hermegauss(9)
_NEVER = 1e-6


@dataclass(frozen=True, slots=True)
class Oracle:
    """How sure the oracle is that P(short) exceeds the tolerance.

    `sure` before it hears how misreadings are planted, `told` once it knows that too: how often,
    and how large.
    """

    seed: int
    misread: bool
    large: bool
    sure: float
    told: float


def ask_oracle(task: tuple[int, int]) -> Oracle:
    """Draw the case of (seed, index of what is planted) and ask the oracle of it."""
    seed, kind = task
    case = draw_case(seed, PLANTED[kind])
    logs = _said_by_past(case.world)
    likely = np.exp(logs - logsumexp(logs))
    short = _short(case, np.random.default_rng([seed, 5]))
    told = likely * (_UPLIFTS >= 0.1) * (_UPLIFTS <= 0.8) * _planted(short)
    told = told * np.maximum(np.gradient(short, _UPLIFTS), 1e-9)
    beyond = short > TOLERANCE
    return Oracle(
        seed,
        case.truth.short > TOLERANCE,
        case.truth.short >= LARGE_CHANCE,
        float(likely[beyond].sum()),
        float(told[beyond].sum() / max(told.sum(), 1e-300)),
    )


def _said_by_past(world: World) -> Floats:
    """Log likelihood of each uplift, from every week of the earlier programmes."""
    found = np.zeros(_UPLIFTS.size)
    for past in world.past:
        own = np.zeros((_UPLIFTS.size, _OWN.size))
        for site in range(world.sites):
            orders = world.orders[site, past.first : past.first + past.weeks].astype(np.float64)
            log = _UPLIFTS[:, None, None] + world.uplift_spread * _OWN[:, None]
            mean = world.base[site] * np.exp(log + world.site_spread * _SITE)
            weeks = log_mass(orders, mean[..., None], world.frailty).sum(axis=-1)
            own += logsumexp(weeks, axis=-1, b=_SITE_WEIGHTS)
        found += logsumexp(own, axis=-1, b=_OWN_WEIGHTS)
    return found


def _short(case: Case, random: np.random.Generator) -> Floats:
    """P(the site likeliest to run short does) at each uplift, by what was known of capacity."""
    world = case.world
    known = np.where(np.isnan(case.tested), case.claimed, case.tested)
    spread = float(np.hypot(world.uplift_spread, world.site_spread))
    kernel = np.exp(-0.5 * ((_LEVELS - _UPLIFTS[:, None]) / spread) ** 2)
    kernel /= kernel.sum(axis=1, keepdims=True)
    worst = np.zeros(_UPLIFTS.size)
    for site in range(world.sites):
        frailty = random.gamma(world.frailty, 1 / world.frailty, (_DRAWS, case.weeks))
        at = []
        for level in _LEVELS:
            orders = random.poisson(world.base[site] * np.exp(level) * frailty)
            needed = orders.sum(axis=1) if world.is_stock else orders.max(axis=1)
            at.append(float((needed > known[site]).mean()))
        worst = np.maximum(worst, kernel @ np.maximum.accumulate(at))
    return np.asarray(worst)


def _planted(short: Floats) -> Floats:
    """Density with which `planting` draws a chance of running short."""
    large, small = (1 - SMALL_SHARE) / 2, SMALL_SHARE / 2
    parts = ((0.005, 0.05, large), (0.05, 0.09, small), (0.12, 0.3, small), (0.3, 0.9, large))
    found = np.full(short.shape, _NEVER)
    for low, high, share in parts:
        found += np.where((short >= low) & (short < high), share / (high - low), 0.0)
    return found


def by_oracle(answers: Sequence[Oracle], wrongly: Sequence[float]) -> str:
    """What the oracle finds at most, where it may name so many wrongly."""
    lines = [
        "| named wrongly | knows every variance: found | plainly so: found "
        "| told how they are planted: found | plainly so: found |",
        "| ---: | --- | --- | --- | --- |",
    ]
    for share in wrongly:
        cells = [f"{share:.1%}"]
        for name in ("sure", "told"):
            bound = _bound([getattr(a, name) for a in answers if not a.misread], share)
            there = [a for a in answers if a.misread]
            for found in (there, [a for a in there if a.large]):
                cells.append(f"{np.mean([getattr(a, name) > bound for a in found]):.1%}")
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _bound(absent: Sequence[float], share: float) -> float:
    """How sure one has to be so that no more than this share is named wrongly."""
    allowed = int(share * len(absent))
    return float(np.sort(absent)[::-1][allowed])
