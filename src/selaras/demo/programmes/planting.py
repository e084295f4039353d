"""The programme that is looked at: what was planted in it, what was said, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from selaras.demo.programmes.truth import Truth, truth_of
from selaras.demo.programmes.world import Counts, Floats, World, draw_orders, draw_world

CAUSES = ("target", "technical", "management")
PLANTED = (
    (),
    ("target",),
    ("technical",),
    ("management",),
    ("target", "technical"),
    ("target", "management"),
    ("technical", "management"),
    ("target", "technical", "management"),
)
"""Everything that can be planted."""
SMALL_SHARE = 0.25
"""How often a misreading, or its absence, lies near the bound."""
LARGE_CHANCE = 0.3
"""From this true chance of running short on, a misreading is large: ten per cent is tolerated."""
_DRAWS = 2000
_TRIES = 400


@dataclass(frozen=True, slots=True)
class Claimed:
    """An earlier claim of the technical team: what it said, how sure, and whether it was kept."""

    quantity: float
    probability: float
    kept: bool
    actual: float


@dataclass(frozen=True, slots=True)
class Case:
    """A programme that fell short, or did not, with everything that is on record of it.

    Quantities are by site. `tested` holds NaN where no test was made before the launch;
    `later_tests` are what tests after the launch showed. `actual` is what could really be served:
    of stock in all, of hours in each week.
    """

    seed: int
    planted: tuple[str, ...]
    flavour: str
    world: World
    weeks: int
    planned: Floats
    target: float
    claimed: Floats
    stated: float
    tested: Floats
    later_tests: Floats
    actual: Floats
    orders: Counts
    earlier_claims: tuple[Claimed, ...]
    truth: Truth

    @property
    def served(self) -> Counts:
        """Orders served by site and week."""
        capacity = np.floor(self.actual)
        if not self.world.is_stock:
            return np.minimum(self.orders, capacity[:, None].astype(np.int64))
        so_far = np.minimum(np.cumsum(self.orders, axis=1), capacity[:, None].astype(np.int64))
        return np.diff(so_far, axis=1, prepend=0)

    @property
    def fell_short(self) -> bool:
        return bool((self.served < self.orders).any())

    @property
    def exceeded_known(self) -> bool:
        """Whether demand came to more than what was known of capacity, at any site."""
        known = np.where(np.isnan(self.tested), self.claimed, self.tested)
        return bool((_needed(self.world, self.orders[None])[0] > known).any())


def draw_case(seed: int, planted: tuple[str, ...]) -> Case:
    """A programme with those causes planted, redrawn until it fell short.

    Where nothing is planted it fell short by bad luck, or because the plant was worse than a good
    test had shown: what nobody could know beforehand.
    """
    random = np.random.default_rng([seed, PLANTED.index(planted)])
    while True:
        found = _attempt(random, seed, planted)
        if found is not None:
            return found


def _attempt(random: Generator, seed: int, planted: tuple[str, ...]) -> Case | None:
    world = draw_world(random)
    weeks = int(random.integers(4, 10))
    own = random.normal(world.uplift, world.uplift_spread, _DRAWS)
    logs = own[:, None] + random.normal(0, world.site_spread, (_DRAWS, world.sites))
    possible = draw_orders(random, world, weeks, logs)
    needed = _needed(world, possible)
    short = _short_chance(random, misread="management" in planted)
    bears = np.ceil(np.quantile(needed, 1 - short, axis=0))
    untested = "technical" in planted and random.random() < 0.5
    flavour, tested, claimed, honest = _technical(random, world, bears, planted, untested=untested)
    totals = possible.sum(axis=(1, 2))
    draw = int(random.integers(_DRAWS))
    wished = _planners(random, world, weeks, float(own[draw]))
    target = _target(random, totals, wished, _known(world, tested, claimed, weeks), planted)
    truth = truth_of(world, possible, weeks, target, tested, claimed, flavour)
    if set(truth.at_fault) != set(planted):
        return None
    for _ in range(_TRIES):
        actual = _actual(random, bears, tested, flavour)
        case = Case(
            seed,
            planted,
            flavour,
            world,
            weeks,
            np.round(target * world.base / world.base.sum(), 1),
            target,
            claimed,
            0.9,
            tested,
            np.round(actual * random.normal(1, 0.01, actual.size), 1),
            actual,
            possible[draw],
            _earlier(random, honest=honest),
            truth,
        )
        if case.fell_short:
            return case
        draw = int(random.integers(_DRAWS))
    return None


def _needed(world: World, orders: Counts) -> Counts:
    """What has to be there by draw and site: all orders of stock, the worst week's of hours."""
    return np.asarray(orders.sum(axis=2) if world.is_stock else orders.max(axis=2))


def _short_chance(random: Generator, *, misread: bool) -> float:
    """The true chance of running short at each site: plainly on one side of the bound, or near it
    as often as SMALL_SHARE says."""
    near = random.random() < SMALL_SHARE
    if misread:
        return float(
            random.uniform(0.12, LARGE_CHANCE) if near else random.uniform(LARGE_CHANCE, 0.9)
        )
    return float(random.uniform(0.05, 0.09) if near else random.uniform(0.005, 0.05))


def _technical(
    random: Generator,
    world: World,
    bears: Floats,
    planted: tuple[str, ...],
    *,
    untested: bool,
) -> tuple[str, Floats, Floats, bool]:
    """What was tested and what was said of it: flavour, tested, claimed, and whether the team's
    word had been as good as it said."""
    if "technical" not in planted:
        return "sound", bears, np.round(bears * random.uniform(0.9, 1.04)), True
    if untested:
        # What was known is the claim: that is what `bears` stands for.
        return "untested", np.full(world.sites, np.nan), bears, bool(random.random() < 0.5)
    if random.random() < 0.5:
        return "overclaimed", bears, np.ceil(bears * random.uniform(1.3, 1.8)), True
    return "word", bears, np.round(bears * random.uniform(0.95, 1.04)), False


def _known(world: World, tested: Floats, claimed: Floats, weeks: int) -> float:
    """What was known of capacity over the whole programme."""
    scale = 1 if world.is_stock else weeks
    return float(np.where(np.isnan(tested), claimed, tested).sum()) * scale


def _planners(random: Generator, world: World, weeks: int, own: float) -> float:
    """What the company's planners would ask for, who know as much of demand as they ever did."""
    expected = world.uplift + world.plan_knows * (own - world.uplift)
    log = expected + random.normal(0, world.plan_noise)
    return float(world.base.sum()) * weeks * float(np.exp(log))


def _target(
    random: Generator, totals: Counts, wished: float, known: float, planted: tuple[str, ...]
) -> float:
    if "target" not in planted:
        return float(np.floor(min(wished, known * random.uniform(0.8, 0.97))))
    if random.random() < 0.5 or "management" in planted:
        return float(np.ceil(known * random.uniform(1.15, 1.8)))
    return float(np.ceil(np.quantile(totals, 1 - random.uniform(0.001, 0.05)) * 1.1))


def _actual(random: Generator, bears: Floats, tested: Floats, flavour: str) -> Floats:
    if flavour in ("untested", "word"):
        worse = random.uniform(0.45, 0.8)
    elif flavour == "overclaimed":
        worse = random.uniform(0.9, 1.0)
    else:
        worse = random.uniform(0.85, 1.0)
    return np.floor(bears * worse)


def _earlier(random: Generator, *, honest: bool) -> tuple[Claimed, ...]:
    """Earlier claims of the team, all stated with 90%: kept at least as often, or far less."""
    rate = random.uniform(0.9, 0.97) if honest else random.uniform(0.35, 0.65)
    found = []
    for _ in range(int(random.integers(25, 50))):
        quantity = float(np.round(random.lognormal(4, 0.6)) + 2)
        kept = bool(random.random() < rate)
        ratio = random.uniform(1.0, 1.15) if kept else random.uniform(0.5, 0.95)
        found.append(
            Claimed(
                quantity,
                0.9,
                kept,
                float(np.floor(quantity * ratio)) if not kept else float(np.ceil(quantity * ratio)),
            )
        )
    return tuple(found)
