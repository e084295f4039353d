"""Small companies with programmes, drawn from what is known, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from selaras.capacity.programmes.bearing import Backing, Bearing
from selaras.capacity.programmes.cells import DemandCells, cells_of
from selaras.capacity.programmes.values import PastProgramme, Programme, SitePlan

FIRST = date(2025, 1, 6)
WEEKS = 60
LAUNCH = FIRST + timedelta(weeks=WEEKS)


@dataclass(frozen=True)
class Company:
    """Demand, past programmes, and one to come over `weeks` weeks."""

    cells: DemandCells
    past: tuple[PastProgramme, ...]
    programme: Programme


def columns(sites: list[str], orders: np.ndarray, first: date = FIRST) -> dict[str, list]:
    """The demand table's columns for weekly orders, shape (sites, weeks)."""
    starts = [first + timedelta(weeks=week) for week in range(orders.shape[1])]
    flat = orders.astype(float).ravel().tolist()
    return {
        "site": [site for site in sites for _ in starts],
        "product": ["fibre"] * len(flat),
        "period_start": starts * len(sites),
        "period_end": [start + timedelta(days=6) for start in starts] * len(sites),
        "wanted": flat,
        "served": list(flat),
        "sold_out": [False] * len(flat),
    }


def company(
    *,
    sites: int = 2,
    programmes: int = 5,
    weeks: int = 6,
    base: float = 20.0,
    uplift: float = 0.5,
    spread: float = 0.1,
    plan: float = 1.0,
    seed: int = 1,
    target: float | None = None,
) -> Company:
    """Sites with a base of orders; past programmes multiply it by exp(uplift ± spread).

    `plan` is what is planned, over what the uplift brings on average.
    """
    random = np.random.default_rng(seed)
    names = [f"site-{n}" for n in range(sites)]
    bases = base * np.linspace(0.8, 1.2, sites) if sites > 1 else np.array([base])
    log = np.zeros((sites, WEEKS))
    past = []
    for k in range(programmes):
        at = 2 + k * 10
        log[:, at : at + 5] += random.normal(uplift, spread)
        planned = bases * 5 * np.exp(uplift) * plan
        past.append(
            PastProgramme(
                f"past-{k}",
                FIRST + timedelta(weeks=at),
                FIRST + timedelta(weeks=at + 5) - timedelta(days=1),
                tuple(((n, "fibre"), float(q)) for n, q in zip(names, planned, strict=True)),
            )
        )
    orders = random.poisson(bases[:, None] * np.exp(log) * random.gamma(15, 1 / 15, log.shape))
    per_week = bases * np.exp(uplift) * plan
    sites_planned = tuple(
        SitePlan(n, "fibre", (float(q),) * weeks) for n, q in zip(names, per_week, strict=True)
    )
    total = float(per_week.sum()) * weeks
    programme = Programme(
        "campaign", "Campaign", LAUNCH, LAUNCH + timedelta(days=7 * weeks - 1), sites_planned,
        total if target is None else target, 0.95, 0.1,
    )  # fmt: skip
    return Company(cells_of(columns(names, orders)), tuple(past), programme)


def bearing(
    programme: Programme,
    free: float | list[float],
    *,
    stock: bool = True,
    claimed: float | None = None,
    backing: Backing = Backing.TESTED,
    adds: float = 0.0,
    from_week: int = 0,
) -> Bearing:
    """A plant that has the same free at every site, or a list by site, in every week."""
    n, weeks = len(programme.sites), programme.weeks
    each = np.broadcast_to(np.asarray(free, float).reshape(-1, 1), (n, weeks)).copy()
    planned = np.zeros((n, weeks))
    planned[:, from_week:] = adds
    nothing = np.full((n, weeks), np.nan)
    is_tested = backing is Backing.TESTED
    said = each if claimed is None else np.full((n, weeks), claimed)
    return Bearing(
        programme.spots,
        each if is_tested else nothing,
        each if is_tested else nothing,
        each if is_tested else nothing,
        said,
        planned,
        np.zeros(n),
        np.zeros((n, weeks)),
        np.full(n, stock),
        (backing,) * n,
        (),
        (),
        ("ports",) * n,
    )
