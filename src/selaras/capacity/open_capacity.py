"""Capacity that the evidence leaves open: claimed without a test, or tested and never read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from selaras.capacity.flow import wanted_as_use
from selaras.capacity.plant import Plant
from selaras.capacity.proof import Standing, standing_on
from selaras.capacity.resources import Expansion, Kind, Place, Resource
from selaras.capacity.supply import DAYS_A_WEEK


@dataclass(frozen=True, slots=True)
class Open:
    """Resources of a place that no figure can count on a day, and how much they might give.

    `claimed` is said of resources (or was shown once) that no test holds of on the day, and
    `untested` is what of it nobody uses today; `unread` was tested, and nobody knows how much of it
    is in use. `untested` and `unread` hours are what could be worked from today to the day.
    `is_unstated` says that of some resource there is neither a claim nor anything a test showed: it
    may hold anything.
    """

    claimed: float
    untested: float
    unread: float
    untested_resources: tuple[str, ...]
    expired_resources: tuple[str, ...]
    failed_resources: tuple[str, ...]
    unread_resources: tuple[str, ...]
    is_unstated: bool = False


def open_capacity(plant: Plant, place: Place, day: date) -> Open:
    """What is open at a place on a day."""
    claimed = untested = unread = 0.0
    is_unstated = False
    names: dict[str, list[str]] = {"untested": [], "expired": [], "failed": [], "unread": []}
    weeks = weeks_to(place, plant, day)
    for resource in plant.resources_of(place):
        if not _in_service(resource, day):
            continue
        proof = standing_on(plant.proof(resource), day)
        standing, shown = proof.standing, proof.shown
        if standing is Standing.FAILED:
            names["failed"].append(resource.resource_id)
        elif standing is not Standing.TESTED:
            kind = "expired" if standing is Standing.EXPIRED else "untested"
            names[kind].append(resource.resource_id)
            is_unstated |= resource.claimed is None and shown <= 0
            said = shown if resource.claimed is None else resource.claimed
            claimed += said
            untested += weeks * max(said - plant.level_of(resource), 0.0)
        elif not plant.is_read(resource):
            names["unread"].append(resource.resource_id)
            unread += weeks * shown
    untested = max(untested - weeks * _wanted(plant, place), 0.0)
    return Open(
        claimed,
        untested,
        unread,
        untested_resources=tuple(names["untested"]),
        expired_resources=tuple(names["expired"]),
        failed_resources=tuple(names["failed"]),
        unread_resources=tuple(names["unread"]),
        is_unstated=is_unstated,
    )


def firm_expansions(
    plant: Plant, expansions: Sequence[Expansion], place: Place, day: date
) -> tuple[Expansion, ...]:
    """Those that add to what is known on a day: new resources, and tested ones that are read.

    What is in use of a resource takes first what it has itself. Where that is not known, nobody
    knows how much of what is added to it stays free.
    """
    resources = {one.resource_id: one for one in plant.resources_of(place)}
    return tuple(
        one for one in expansions if not _leaves_open(plant, resources.get(one.resource_id), day)
    )


def with_expansions(
    opens: Open, plant: Plant, place: Place, soft: Sequence[Expansion], day: date
) -> Open:
    """The same with what is added by that day to resources that are open themselves."""
    ready = [one for one in soft if one.ready_on <= day]
    added = sum(one.adds for one in ready)
    unread = sum(one.adds for one in ready if one.resource_id in opens.unread_resources)
    weeks = weeks_to(place, plant, day)
    return replace(
        opens,
        unread=opens.unread + weeks * unread,
        untested=opens.untested + weeks * (added - unread),
    )


def _leaves_open(plant: Plant, resource: Resource | None, day: date) -> bool:
    """Whether a resource that people use may hold anything, or have any of it in use, on a day."""
    if resource is None or not _in_service(resource, plant.today):
        return False
    proof = standing_on(plant.proof(resource), day)
    if proof.standing is Standing.TESTED:
        return not plant.is_read(resource)
    # What nobody claims, tested or uses is not there yet.
    return proof.shown > 0 or resource.claimed != 0 or plant.level_of(resource) > 0


def weeks_to(place: Place, plant: Plant, day: date) -> float:
    """The weeks whose hours can be worked by the end of a day; of stock there is one level."""
    return 1.0 if place.kind is Kind.STOCK else ((day - plant.today).days + 1) / DAYS_A_WEEK


def _wanted(plant: Plant, place: Place) -> float:
    """What is wanted a week of hours that nobody reads and no test has shown: else it is counted
    as in use already."""
    flow = plant.flow_of(place)
    if flow is None or not plant.is_told_by_demand(place):
        return 0.0
    shown = any(plant.proof(resource).shown > 0 for resource in plant.resources_of(place))
    return 0.0 if shown else wanted_as_use(flow).level


def _in_service(resource: Resource, day: date) -> bool:
    begun = resource.valid_from is None or resource.valid_from <= day
    return begun and (resource.valid_to is None or day <= resource.valid_to)
