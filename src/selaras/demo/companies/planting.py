"""Draw a company and plant in it what its two periods differ by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator

from selaras.demo.companies.company import SETTLED_DAYS, WEEKS, Company, Floats, Levels
from selaras.demo.companies.expectation import expected_revenue
from selaras.demo.companies.others import other_company

PAIRS = (
    ("volume", "quality"),
    ("volume", "persistence"),
    ("mix", "speed"),
    ("mix", "persistence"),
    ("quality", "speed"),
    ("quality", "skill"),
    ("skill", "price"),
    ("speed", "delivery"),
)
SINGLES = (
    "volume",
    "mix",
    "quality",
    "speed",
    "persistence",
    "skill",
    "price",
    "delivery",
)
TRUTHS = (
    "none",
    *SINGLES,
    *("+".join(pair) for pair in PAIRS),
    "confounded",
    "overload",
    "immature",
)
"""Names of everything that can be planted.

`confounded`: reps call good leads more, on top of a fall of nothing, quality or persistence.
`overload`: volume rises beyond what reps can work, so that speed and persistence fall.
`immature`: the second period ended three weeks ago, on top of nothing, quality or persistence.
"""
_BESIDES = ("none", "quality", "persistence")
_IMMATURE_DAYS = 21
_BISECTIONS = 12
_LARGEST = {
    "volume": 0.7,
    "mix": 0.85,
    "quality": 2.5,
    "speed": 2.2,
    "persistence": 3.5,
    "skill": 2.0,
    "price": 0.6,
    "delivery": 0.7,
}
"""The largest change that is planted of each kind, in the unit of its level."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large a planted effect may be, as shares of base revenue, and how often it is small."""

    small: tuple[float, float] = (0.05, 0.15)
    large: tuple[float, float] = (0.2, 0.45)
    small_share: float = 0.25
    helps_share: float = 0.2


def draw_company(
    seed: int,
    truth: str,
    leads: int,
    size: Size | None = None,
    drift: float = 0.0,
    *,
    other: bool = False,
) -> Company:
    """A company with so many leads a period on average, and that truth planted.

    `drift` is the standard deviation of what changes in each rep for no reason, in logits; it is
    part of the truth. `other` draws one of another kind (see `other_company`). ValueError for a
    truth that is not in TRUTHS.
    """
    if truth not in TRUTHS:
        raise ValueError(f"{truth!r} is no truth that can be planted")
    # Companies of one seed share no draws: their errors have to be independent.
    entropy = int(np.random.SeedSequence([seed, TRUTHS.index(truth), leads]).generate_state(1)[0])
    random = np.random.default_rng(entropy)
    company = (other_company if other else _plain)(random, entropy, truth, leads)
    if truth in ("confounded", "immature"):
        beside = _BESIDES[int(random.integers(len(_BESIDES)))]
        planted: tuple[str, ...] = () if beside == "none" else (beside,)
    else:
        planted = () if truth in ("none", "overload") else tuple(truth.split("+"))
    if truth == "confounded":
        company = replace(company, favouring=float(random.uniform(0.4, 0.9)))
    if truth == "immature":
        company = replace(company, days_seen=_IMMATURE_DAYS)
    if truth == "overload":
        company = _overload(random, company)
    for name in planted:
        company = _plant(random, company, name, size or Size())
    return _drifted(random, replace(company, planted=planted), drift)


def _plain(random: Generator, seed: int, truth: str, leads: int) -> Company:
    """A company in which nothing changes."""
    reps = 3 if random.random() < 0.08 else int(random.integers(6, 17))
    sources = int(random.integers(3, 6))
    regions = random.dirichlet(np.full(int(random.integers(2, 4)), 12.0))
    routing = _routing(random, reps, len(regions))
    shares = random.dirichlet(np.full(sources, 8.0))
    weeks = random.lognormal(0, 0.15, WEEKS)
    worth = random.lognormal(0, 0.25, sources)[:, None] * random.lognormal(0, 0.1, len(regions))
    levels = Levels(
        leads=float(leads),
        strain_leads=float(leads),
        shares=shares,
        quality=_spread(random, sources, 0.7),
        response=np.log(random.uniform(2.5, 5.0)) + random.normal(0, 0.3, reps),
        persistence=random.normal(0, 0.3, reps),
        contact_skill=random.normal(0, 0.12, reps),
        win_skill=random.normal(0, 0.2, reps),
        price=1.0,
        delivered=float(random.uniform(0.92, 0.99)),
    )
    hazards = np.array([0.27, 0.21, 0.16, 0.12, 0.09, 0.07, 0.05, 0.04])
    daily = leads * (regions @ routing) / (WEEKS * 5)
    return Company(
        seed=seed,
        truth=truth,
        planted=(),
        regions=regions,
        routing=routing,
        week_shares=weeks / weeks.sum(),
        amounts=10_000_000 * worth,
        capacity=daily * random.uniform(1.15, 1.4, reps),
        rates=-np.log1p(-hazards * random.uniform(0.9, 1.15)),
        quality_contact=float(random.uniform(0.2, 0.4)),
        quality_win=float(random.uniform(0.4, 0.8)),
        win=float(random.uniform(-0.9, -0.4)),
        slow=float(random.uniform(0.45, 0.7)),
        agreed_hours=8.0,
        response_spread=0.9,
        go_on_first=3.2,
        go_on=float(random.uniform(1.9, 2.5)),
        go_on_slope=0.2,
        favouring=0.0,
        strain_response=2.0,
        strain_persistence=2.5,
        grade_noise=float(random.uniform(0.5, 0.9)),
        amount_spread=0.4,
        days_seen=SETTLED_DAYS,
        base=levels,
        actual=levels,
    )


def _routing(random: Generator, reps: int, regions: int) -> Floats:
    """Most leads go to reps of their region, some to any; reps are unequally busy."""
    home = random.permutation(np.arange(reps) % regions)
    weight = random.uniform(0.7, 1.3, reps)
    local = np.where(home == np.arange(regions)[:, None], 0.8, 0.2 / regions) * weight
    return np.asarray(local / local.sum(axis=1, keepdims=True))


def _spread(random: Generator, n: int, half: float) -> Floats:
    return np.asarray(random.permutation(np.linspace(half, -half, n)) + random.normal(0, 0.1, n))


def _overload(random: Generator, company: Company) -> Company:
    """Half to twice as many leads again, in a company that was nearly at capacity."""
    leads = company.base.leads * float(random.uniform(1.5, 2.0))
    daily = company.base.leads * company.rep_shares / (WEEKS * 5)
    tight = daily * random.uniform(1.05, 1.2, company.reps)
    return replace(
        company,
        capacity=tight,
        actual=replace(company.actual, leads=leads, strain_leads=leads),
    )


def _plant(random: Generator, company: Company, name: str, size: Size) -> Company:
    """Change one thing so that it moves expected revenue by a drawn share of it, if it can."""
    shape = _shape(random, company, name)
    low, high = size.small if random.random() < size.small_share else size.large
    sign = -1.0 if random.random() < size.helps_share else 1.0
    share = float(random.uniform(low, high))
    base = expected_revenue(company, company.base)

    def moved(amount: float) -> float:
        alone = shape(company.base, sign * amount)
        # Only the direct effect is sized: what a change of volume does to strain comes on top.
        alone = replace(alone, strain_leads=company.base.strain_leads)
        return abs(expected_revenue(company, alone) / base - 1)

    amount = _bisect(moved, share, _LARGEST[name])
    return replace(company, actual=shape(company.actual, sign * amount))


def _bisect(moved: Callable[[float], float], target: float, largest: float) -> float:
    if moved(largest) <= target:
        return largest
    low, high = 0.0, largest
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        low, high = (middle, high) if moved(middle) < target else (low, middle)
    return (low + high) / 2


def _shape(random: Generator, company: Company, name: str) -> Callable[[Levels, float], Levels]:
    """How an amount of that change (above 0: for the worse) changes levels."""
    uneven = random.normal(1, 0.2, company.reps)
    if name == "mix":
        return _mix(company)
    if name == "quality":
        hit = _hit_sources(random, company)
        return lambda levels, d: replace(levels, quality=levels.quality - d * hit)
    if name == "skill":
        some = random.permutation(np.arange(company.reps) < max(1, company.reps // 2)) * uneven
        return lambda levels, d: replace(
            levels,
            win_skill=levels.win_skill - d * some,
            contact_skill=levels.contact_skill - d / 2 * some,
        )
    return {
        "volume": lambda levels, d: replace(
            levels, leads=levels.leads * (1 - d), strain_leads=levels.strain_leads * (1 - d)
        ),
        "speed": lambda levels, d: replace(levels, response=levels.response + d * uneven),
        "persistence": lambda levels, d: replace(
            levels, persistence=levels.persistence - d * uneven
        ),
        "price": lambda levels, d: replace(levels, price=levels.price * (1 - d)),
        "delivery": lambda levels, d: replace(
            levels, delivered=min(1.0, levels.delivered * (1 - d))
        ),
    }[name]


def _mix(company: Company) -> Callable[[Levels, float], Levels]:
    """Towards the source that is worth least a lead (below 0: most)."""
    worth = np.array(
        [
            expected_revenue(company, replace(company.base, shares=row))
            for row in np.eye(company.sources)
        ]
    )

    def shift(levels: Levels, d: float) -> Levels:
        target = np.eye(company.sources)[int(worth.argmin() if d > 0 else worth.argmax())]
        return replace(levels, shares=(1 - abs(d)) * levels.shares + abs(d) * target)

    return shift


def _hit_sources(random: Generator, company: Company) -> Floats:
    """One source whose quality changes; two where it alone brings too little to matter."""
    order = random.permutation(company.sources)
    first_enough = company.base.shares[order[0]] >= 0.3
    chosen = order[: 1 if first_enough else 2]
    return np.isin(np.arange(company.sources), chosen).astype(np.float64)


def _drifted(random: Generator, company: Company, drift: float) -> Company:
    """Reps change a little for no reason."""
    if drift == 0.0:
        return company
    now = company.actual
    return replace(
        company,
        actual=replace(
            now,
            response=now.response + random.normal(0, drift, company.reps),
            persistence=now.persistence + random.normal(0, drift, company.reps),
            win_skill=now.win_skill + random.normal(0, drift, company.reps),
        ),
    )
