"""What the plant can bear at a programme's sites, week by week: tested, shown once, claimed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

import numpy as np

from selaras.capacity.plant import Plant
from selaras.capacity.programmes.before import Before, before_of
from selaras.capacity.programmes.laid_out import (
    LaidOut,
    is_counted_on,
    is_unread,
    laid_out,
)
from selaras.capacity.programmes.shortfall import Flags, Supply
from selaras.capacity.programmes.values import Floats, Programme, Spot
from selaras.capacity.proof import Proof, Standing, standing_on
from selaras.capacity.resources import Expansion, Kind, Place, Resource
from selaras.capacity.supply import Ordinals, is_counted, planned


class Backing(StrEnum):
    """What stands behind a site's capacity on the day that is looked from."""

    TESTED = "tested"
    PARTLY = "partly"  # some resources are tested, others are not
    UNREAD = "unread"  # tested, and of some nobody has read how much is in use
    EXPIRED = "expired"
    FAILED = "failed"
    UNTESTED = "untested"
    UNKNOWN = "unknown"  # no resource is on record
    OUT_OF_SERVICE = "out_of_service"  # resources are, and none serves in these weeks
    UNSTATED = "unstated"  # resources are, and neither a claim nor a test says how much they bear
    UNITS = "units"  # capacity there is in several units, and nobody says which is meant


@dataclass(frozen=True, slots=True)
class Test:
    """A test behind a figure, as evidence of it; `tested_on` is the local day of it."""

    site: str
    product: str
    resource_id: str
    capacity: float | None
    tested_at: datetime | None
    tested_on: date | None
    method: str | None
    tester: str | None
    expires_on: str | None
    standing: str


@dataclass(frozen=True, slots=True, eq=False)
class Bearing:
    """What is free for a programme at its sites, of what was known on one day.

    Arrays are by site and week, NaN where nothing is known. Of stock what is free in all, of hours
    what can be worked in the week; reservations are taken off and, of stock, what is expected to be
    in use when the programme begins.

    Parameters
    ----------
    tested
        What valid tests show, where every resource in service has one; else NaN.
    proven
        What valid tests show of those resources that have one, NaN without any: all that may be
        counted on.
    shown
        What the newest tests show, whether or not they still held or passed.
    claimed
        What is said to be there.
    planned
        What expansions add.
    in_use
        Of stock, what is expected to be in use when the programme begins.
    unread, unused
        Names of resources that are not counted, since nobody has read of late how much of them is
        in use; and of those that count as unused, since nothing was ever read of anything.
    overdue
        Expansions among them that were to be ready before that day, and that no test has shown.
    before
        What `in_use` may turn out to be; None where that is sure.
    """

    spots: tuple[Spot, ...]
    tested: Floats
    proven: Floats
    shown: Floats
    claimed: Floats
    planned: Floats
    in_use: Floats
    reserved: Floats
    is_stock: Flags
    backing: tuple[Backing, ...]
    tests: tuple[Test, ...]
    unread: tuple[str, ...]
    units: tuple[str, ...]
    overdue: tuple[Expansion, ...] = ()
    before: Before | None = None
    unused: tuple[str, ...] = ()

    def supply(self, free: Floats) -> Supply:
        """What can be served of what is free, as far as it is sure what will be taken before."""
        return Supply(free, self.is_stock, self.before)

    @property
    def today(self) -> Supply:
        """What is tested, without what is planned."""
        return self.supply(self.tested)

    @property
    def with_expansions(self) -> Supply:
        """What is tested, with what is planned."""
        return self.supply(self.tested + self.planned)

    @property
    def by_claims(self) -> Supply:
        """What is said to be there."""
        return self.supply(self.claimed)

    @property
    def by_newest(self) -> Supply:
        """What the newest tests show, expired ones too."""
        return self.supply(self.shown)


def bearing_of(programme: Programme, plant: Plant | None) -> Bearing:
    """What the plant bears at the programme's sites, as of the plant's own day.

    A site that no resource is on record for, and any site without a plant, has NaN throughout.
    """
    edges = _edges(programme)
    places, mixed = _places(plant)
    laid = laid_out(plant, [places[s] for s in programme.spots if s in places], edges)
    owned = [None if s in mixed else places.get(s) for s in programme.spots]
    before = before_of(plant, owned, programme.first, programme.weeks)
    sites = [
        _unknown(edges, Backing.UNITS)
        if p.spot in mixed
        else _site(p.spot, plant, place, edges, laid, float(more))
        for p, place, more in zip(programme.sites, owned, before.middle, strict=True)
    ]

    def stacked(name: str) -> Floats:
        return np.array([getattr(site, name) for site in sites]).reshape(len(sites), -1)

    return Bearing(
        programme.spots,
        stacked("tested"),
        stacked("proven"),
        stacked("shown"),
        stacked("claimed"),
        stacked("planned"),
        np.array([site.in_use for site in sites]),
        stacked("reserved"),
        np.array([site.is_stock for site in sites], dtype=bool),
        tuple(site.backing for site in sites),
        tuple(test for site in sites for test in site.tests),
        tuple(name for site in sites for name in site.unread),
        tuple(site.unit for site in sites),
        tuple(late for site in sites for late in site.overdue),
        before,
        tuple(name for site in sites for name in site.unused),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Site:
    tested: Floats
    proven: Floats
    shown: Floats
    claimed: Floats
    planned: Floats
    in_use: float
    reserved: Floats
    is_stock: bool
    backing: Backing
    tests: tuple[Test, ...]
    unread: tuple[str, ...]
    unit: str
    overdue: tuple[Expansion, ...] = ()
    unused: tuple[str, ...] = ()


def _edges(programme: Programme) -> Ordinals:
    edges = programme.first.toordinal() + 7 * np.arange(programme.weeks + 1, dtype=np.int64)
    edges[-1] = programme.last.toordinal() + 1
    return edges


def _places(plant: Plant | None) -> tuple[dict[Spot, Place], set[Spot]]:
    """Where each spot's capacity is counted, stock before hours where there are both; and the
    spots where that is in several units, which nobody can add up."""
    found: dict[Spot, Place] = {}
    mixed: set[Spot] = set()
    owned = [] if plant is None else [p for p in plant.places if plant.resources_of(p)]
    stock_first = sorted(owned, key=lambda place: place.kind is not Kind.STOCK)
    for place in stock_first:
        spot = (place.site, place.product)
        former = found.setdefault(spot, place)
        if former is not place and former.kind is place.kind:
            mixed.add(spot)
    return found, mixed


def _unknown(edges: Ordinals, backing: Backing) -> _Site:
    """A site of which nothing can be counted."""
    weeks = edges.size - 1
    nothing = np.full(weeks, np.nan)
    return _Site(
        nothing, nothing, nothing, nothing, np.zeros(weeks), 0.0, np.zeros(weeks), True,
        backing, (), (), "",
    )  # fmt: skip


def _site(
    spot: Spot,
    plant: Plant | None,
    place: Place | None,
    edges: Ordinals,
    laid: LaidOut,
    more: float,
) -> _Site:
    """One site; `more` is what is expected to be taken until the programme begins."""
    weeks = edges.size - 1
    nothing = np.full(weeks, np.nan)
    if plant is None or place is None:
        return _unknown(edges, Backing.UNKNOWN)
    there = laid[place]
    if not there.resources and _is_unstated(plant, place, edges):
        return replace(_unknown(edges, Backing.UNSTATED), unit=place.unit)
    resources, proofs = there.resources, there.proofs
    valid = [proof.standing is Standing.TESTED for proof in proofs]
    counted = [is_counted_on(plant, r, p) for r, p in zip(resources, proofs, strict=True)]
    stock = place.kind is Kind.STOCK
    # What was read too long ago is not known any more: at best it is nothing.
    levels = [plant.level_of(resource) for resource in resources]
    in_use = float(sum(levels)) + more if stock else 0.0
    beside = sum(level for level, counts in zip(levels, counted, strict=True) if not counts)
    reserved = _reserved(plant, place, edges, stock=stock)
    added = _added(plant, place, resources, edges)
    shown = _shown(proofs, there.shown)
    taken = in_use + reserved
    # What is in use of a resource that is not counted takes nothing from those that are.
    proven = there.proven - taken + (beside if stock else 0.0)
    return _Site(
        proven if any(counted) and all(valid) else nothing,
        proven if any(counted) else nothing,
        nothing if shown is None else shown - taken,
        there.claimed - taken,
        added,
        in_use,
        reserved,
        stock,
        _backing(proofs, counted) if proofs else _backing_of_nothing(plant, place, edges),
        tuple(_test(spot, r, proof) for r, proof in zip(resources, proofs, strict=True)),
        tuple(r.resource_id for r in resources if is_unread(plant, r)),
        place.unit,
        _overdue(plant, place, resources),
        () if plant.usage or not stock else tuple(r.resource_id for r in resources),
    )


def _is_unstated(plant: Plant, place: Place, edges: Ordinals) -> bool:
    """Whether a resource is in service in these weeks of which nothing says what it bears."""
    return any(
        r.claimed is None and plant.proof(r).standing is not Standing.FAILED
        for r in _serving(plant, place, edges)
    )


def _serving(plant: Plant, place: Place, edges: Ordinals) -> list[Resource]:
    """The resources that are in service on any day of these weeks."""
    first, last = date.fromordinal(int(edges[0])), date.fromordinal(int(edges[-1]) - 1)
    return [
        r
        for r in plant.resources_of(place)
        if (r.valid_from is None or r.valid_from <= last)
        and (r.valid_to is None or r.valid_to >= first)
    ]


def _backing_of_nothing(plant: Plant, place: Place, edges: Ordinals) -> Backing:
    """What stands behind a place whose resources give nothing in these weeks."""
    serving = _serving(plant, place, edges)
    if not serving:
        return Backing.OUT_OF_SERVICE
    first = date.fromordinal(int(edges[0]))
    proofs = [standing_on(plant.proof(resource), first) for resource in serving]
    counted = [is_counted_on(plant, r, p) for r, p in zip(serving, proofs, strict=True)]
    return _backing(proofs, counted)


def _shown(proofs: Sequence[Proof], shown: Floats) -> Floats | None:
    """What the newest tests show, failed ones included; None where nothing was ever tested."""
    ever = [proof.test is not None and proof.test.capacity is not None for proof in proofs]
    if not any(ever):
        return None
    found = shown
    for proof in proofs:
        if proof.standing is Standing.FAILED and proof.test is not None:
            found = found + (proof.test.capacity or 0.0)
    return np.asarray(found)


def _added(plant: Plant, place: Place, resources: Sequence[Resource], edges: Ordinals) -> Floats:
    """What expansions of those resources add by week."""
    expansions = plant.expansions_of(place)
    if not expansions:
        return np.zeros(edges.size - 1)
    known = {r.resource_id: r for r in resources}
    return np.asarray(planned(expansions, known, plant.tests, edges, plant.today).sum(axis=0))


def _overdue(plant: Plant, place: Place, resources: Sequence[Resource]) -> tuple[Expansion, ...]:
    """Expansions of those resources that are counted although their day has passed."""
    known = {r.resource_id for r in resources}
    return tuple(
        one
        for one in plant.expansions_of(place)
        if one.ready_on < plant.today
        and one.resource_id in known
        and is_counted(one, plant.tests.get(one.resource_id, ()), plant.today)
    )


def _reserved(plant: Plant, place: Place, edges: Ordinals, *, stock: bool) -> Floats:
    """What reservations take: of stock by the end of each week, of hours in it."""
    days, quantities = plant.bookings.of(place)
    if not days.size:
        return np.zeros(edges.size - 1)
    at = np.clip(np.searchsorted(edges, days, side="right") - 1, 0, None)
    inside = days < edges[-1]
    by_week = np.bincount(at[inside], quantities[inside], edges.size - 1)
    return np.asarray(np.cumsum(by_week) if stock else by_week)


def _backing(proofs: Sequence[Proof], counted: Sequence[bool]) -> Backing:
    standings = [proof.standing for proof in proofs]
    if all(counted):
        return Backing.TESTED
    if Standing.TESTED in standings:
        partly = any(counted) and not all(s is Standing.TESTED for s in standings)
        return Backing.PARTLY if partly else Backing.UNREAD
    for standing, backing in (
        (Standing.FAILED, Backing.FAILED),
        (Standing.EXPIRED, Backing.EXPIRED),
    ):
        if standing in standings:
            return backing
    return Backing.UNTESTED


def _test(spot: Spot, resource: Resource, proof: Proof) -> Test:
    test = proof.test
    return Test(
        spot[0],
        spot[1],
        resource.resource_id,
        None if test is None else test.capacity,
        None if test is None else test.tested_at,
        None if test is None else test.tested_on,
        None if test is None else test.method,
        None if test is None else test.tester,
        None if test is None or test.expires_on is None else test.expires_on.isoformat(),
        proof.standing.value,
    )
