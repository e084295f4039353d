"""What came of claims that nobody judged: tests tell of capacity, demand of forecasts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import numpy as np

from selaras.capacity.claims.judging import Actual
from selaras.capacity.claims.teams import is_selling
from selaras.capacity.claims.values import Claim
from selaras.capacity.plant import Plant
from selaras.capacity.programmes.cells import DemandCells, day_number
from selaras.capacity.programmes.values import Programme, Spot
from selaras.capacity.proof import is_usable

_SEPARATORS = ("/", ":", ", ", " ")


def actuals_of(
    claims: Sequence[Claim],
    plant: Plant | None,
    cells: DemandCells,
    programmes: Sequence[Programme],
    as_of: datetime,
    demand_begins: date = date.min,
) -> dict[str, Actual]:
    """What claims that are due came to, by claim id; those that nothing speaks of are not in it.

    A capacity claimed of a resource is what its newest test showed that was made between the claim
    and its deadline. A forecast of a programme, or of a site and product, is what was wanted in its
    days, unless capacity cut that off. A capacity claimed for either is what was served, where that
    reached the claim or the site sold out. Of days before `demand_begins` only a part of demand is
    on record, which says nothing.
    """
    found: dict[str, Actual] = {}
    known = {" ".join(p.programme_id.casefold().split()): p for p in programmes}
    for claim in claims:
        if claim.quantity is None or claim.due_at is None or claim.due_at > as_of:
            continue
        word = " ".join(claim.subject.casefold().split())
        tested = _tested(claim, word, plant)
        if tested is not None:
            found[claim.claim_id] = Actual(tested, "test")
            continue
        spots, first, last = _reach(claim, word, known, cells)
        is_whole = bool(spots) and first >= demand_begins
        quantity = _demand(claim, spots, first, last, cells) if is_whole else None
        if quantity is not None:
            found[claim.claim_id] = Actual(quantity, "demand")
    return found


def spots_named(word: str, spots: Sequence[Spot]) -> tuple[Spot, ...]:
    """The spots that a word in small letters names: a site, or `site/product`."""
    return tuple(
        (site, product)
        for site, product in spots
        if word == site.casefold()
        or any(word == f"{site}{s}{product}".casefold() for s in _SEPARATORS)
    )


def _tested(claim: Claim, word: str, plant: Plant | None) -> float | None:
    if plant is None or claim.due_at is None:
        return None
    tests = next((t for name, t in plant.tests.items() if name.casefold() == word), ())
    within = [t for t in tests if claim.stated_at <= t.tested_at <= claim.due_at]
    if not within:
        return None
    newest = max(within, key=lambda t: t.tested_at)
    if newest.passed is False:
        return 0.0 if newest.capacity is None else newest.capacity
    return newest.capacity if is_usable(newest) else None


def _reach(
    claim: Claim, word: str, programmes: dict[str, Programme], cells: DemandCells
) -> tuple[tuple[Spot, ...], date, date]:
    """The spots and days that a claim speaks of; no spots where it is about something else."""
    assert claim.due_at is not None
    programme = programmes.get(word)
    if programme is not None:
        return programme.spots, programme.first, programme.last
    spots = spots_named(word, cells.spots)
    return spots, claim.stated_at.date(), claim.due_at.date()


def _demand(
    claim: Claim, spots: Sequence[Spot], first: date, last: date, cells: DemandCells
) -> float | None:
    codes = [code for code in cells.spots_at(spots) if code >= 0]
    inside = (
        np.isin(cells.spot, codes)
        & (cells.first >= day_number(first))
        & (cells.ends <= day_number(last) + 1)
    )
    rows = cells.where(inside)
    if not rows.wanted.size:
        return None
    if is_selling(claim.team):
        return None if rows.cut.any() else float(rows.wanted.sum())
    if np.isnan(rows.served).any():
        return None
    served = float(rows.served.sum())
    reached = claim.quantity is not None and served >= claim.quantity
    return served if reached or rows.sold_out.any() else None
