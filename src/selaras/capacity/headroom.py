"""Headroom: what is claimed, tested, in use, reserved and free, by place and week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from selaras.capacity.choices import HEADROOM
from selaras.capacity.plant import Plant
from selaras.capacity.resources import Kind, Place, Resource
from selaras.capacity.supply import DAYS_A_WEEK, Ordinals, planned, supply, weeks_from
from selaras.capacity.usage import use_ahead

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Headroom:
    """Figures by place and week, shape (places, weeks); NaN is not known.

    Stock is what there is on the week's worst day, hours are what the week holds. The first week
    begins today, and the others on Mondays.

    Parameters
    ----------
    claimed
        What is said to be there.
    tested
        What tests prove that hold throughout the week.
    unsupported
        Claimed of resources that no test stands behind in that week.
    unread
        Tested capacity of which nobody has read how much is in use; it is not free.
    in_use
        The stated percentile of what is in use today, of all resources that were read; NaN where
        none was, and no demand tells of it.
    supported_use
        The part of it that is on resources whose test holds in that week; NaN where none was read.
    used
        What will be in use of these, at the service level.
    reserved
        Held and ordered: the level of stock, what is due in the week for hours.
    free
        Tested and read, less `used` and `reserved`; below 0 it may not be enough.
    planned
        What planned expansions add, which no test has shown.
    weeks_read
        By place: weeks of readings behind `used`.
    """

    places: tuple[Place, ...]
    weeks: tuple[date, ...]
    service_level: float
    claimed: Floats
    tested: Floats
    unsupported: Floats
    unread: Floats
    in_use: Floats
    supported_use: Floats
    used: Floats
    reserved: Floats
    free: Floats
    planned: Floats
    weeks_read: NDArray[np.int64]

    @property
    def debt(self) -> Floats:
        """What is in use today and reserved beyond what is tested; 0 where there is none.

        Hours due in a week may be worked before it, so that of hours the sums are held against each
        other.
        """
        over = self.supported_use + self.reserved - (self.tested - self.unread)
        hours = np.array([place.kind is Kind.HOURS for place in self.places], dtype=bool)
        return np.maximum(np.where(hours[:, None], np.cumsum(over, axis=1), over), 0.0)

    @property
    def sold(self) -> Floats:
        """In use and reserved over what is tested; NaN where nothing is tested or sold."""
        taken = self.supported_use + self.reserved
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = taken / self.tested
        return np.where((taken > 0) | (self.tested > 0), ratio, np.nan)

    def index(self, place: Place) -> int:
        return self.places.index(place)


def headroom(
    plant: Plant,
    weeks: int = HEADROOM.weeks,
    service_level: float = HEADROOM.service_level,
    places: Sequence[Place] | None = None,
) -> Headroom:
    """Headroom of some places (None: of all) over so many weeks from the plant's today on."""
    chosen = plant.places if places is None else tuple(places)
    today = plant.today
    edges = weeks_from(today, weeks)
    at = {place: n for n, place in enumerate(chosen)}
    resources = [r for place in chosen for r in plant.resources_of(place)]
    row = np.array([at[r.place] for r in resources], dtype=np.int64)
    shape = (len(chosen), weeks)

    def by_place(values: Floats) -> Floats:
        found = np.zeros(shape)
        np.add.at(found, row, values)
        return found

    laid = supply(resources, plant.tests, edges, today)
    is_read = np.array([plant.is_read(r) for r in resources], dtype=bool)[:, None]
    tested = by_place(laid.tested)
    unread = by_place(np.where(is_read, 0.0, laid.tested))
    said = np.where(np.isnan(laid.claimed), 0.0, laid.claimed)
    in_use, used, weeks_read = _used(plant, chosen, edges, service_level)
    reserved = _reserved(plant, chosen, edges)
    unknown = (weeks_read == 0)[:, None] & (tested > 0)
    levels = np.array([_level(plant, r) for r in resources])[:, None] * np.ones(weeks)
    worked = np.where([r.kind is Kind.HOURS for r in resources], 1.0, 0.0)[:, None]
    shares = 1 - worked + worked * np.diff(edges) / DAYS_A_WEEK
    everything = np.array([_read_level(plant, r) for r in resources])[:, None] * shares
    told_by_demand = np.array([plant.is_told_by_demand(place) for place in chosen], dtype=bool)
    is_told = (by_place(is_read * 1.0) > 0) | told_by_demand[:, None]
    total, lapsed = by_place(levels), by_place(np.where(laid.tested > 0, 0.0, levels))
    share = 1 - np.divide(lapsed, total, out=np.zeros(shape), where=total > 0)
    return Headroom(
        places=chosen,
        weeks=tuple(date.fromordinal(int(day)) for day in edges[:-1]),
        service_level=service_level,
        claimed=np.where(by_place(~np.isnan(laid.claimed) * 1.0) > 0, by_place(said), np.nan),
        tested=tested,
        unsupported=by_place(np.where(laid.tested > 0, 0.0, said)),
        unread=unread,
        in_use=np.where(
            is_told,
            by_place(everything) + _wanted(plant, chosen) * np.diff(edges) / DAYS_A_WEEK,
            np.nan,
        ),
        supported_use=np.where(unknown, np.nan, in_use * share),
        used=np.where(unknown, np.nan, used * share),
        reserved=reserved,
        free=np.where(
            unknown & (reserved <= tested), np.nan, tested - unread - used * share - reserved
        ),
        planned=_planned(plant, chosen, edges),
        weeks_read=weeks_read,
    )


def _wanted(plant: Plant, places: Sequence[Place]) -> Floats:
    """What is wanted of hours where that stands for what is in use, shape (places, 1)."""
    levels = [plant.use_of(p).level if plant.is_told_by_demand(p) else 0.0 for p in places]
    return np.array(levels, dtype=np.float64)[:, None]


def _read_level(plant: Plant, resource: Resource) -> float:
    """What is in use of a resource, if anybody has read it lately."""
    return plant.level_of(resource)


def _level(plant: Plant, resource: Resource) -> float:
    """What is in use of a resource that its place's use counts."""
    return plant.level_of(resource) if plant.proof(resource).shown > 0 else 0.0


def _used(
    plant: Plant, places: Sequence[Place], edges: Ordinals, service_level: float
) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Today's use and the use at the service level."""
    shares = np.diff(edges) / DAYS_A_WEEK
    ahead = (edges[1:] - edges[0]) / DAYS_A_WEEK
    known = [plant.use_of(place) for place in places]
    level = np.array([use.level for use in known])[:, None] * np.ones(len(shares))
    (used,) = use_ahead(known, ahead, (service_level,))
    is_hours = np.array([place.kind is Kind.HOURS for place in places], dtype=bool)[:, None]
    worked = np.where(is_hours, shares, 1.0)
    weeks_read = np.array([use.weeks for use in known], dtype=np.int64)
    return level * worked, used * worked, weeks_read


def _reserved(plant: Plant, places: Sequence[Place], edges: Ordinals) -> Floats:
    found = np.zeros((len(places), len(edges) - 1))
    for n, place in enumerate(places):
        days, quantities = plant.bookings.of(place)
        if not len(days):
            continue
        week = np.searchsorted(edges, np.maximum(days, edges[0]), side="right") - 1
        inside = week < found.shape[1]
        due = np.bincount(week[inside], quantities[inside], found.shape[1])
        found[n] = due if place.kind is Kind.HOURS else np.cumsum(due)
    return found


def _planned(plant: Plant, places: Sequence[Place], edges: Ordinals) -> Floats:
    found = np.zeros((len(places), len(edges) - 1))
    for n, place in enumerate(places):
        expansions = plant.expansions_of(place)
        if expansions:
            known = {r.resource_id: r for r in plant.resources_of(place)}
            laid = planned(expansions, known, plant.tests, edges, plant.today)
            found[n] = laid.sum(axis=0)
    return found
