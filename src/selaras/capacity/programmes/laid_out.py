"""The resources of many places over a programme's weeks, added up for all of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from selaras.capacity.plant import Plant
from selaras.capacity.programmes.values import Floats
from selaras.capacity.proof import Proof, Standing, standing_on
from selaras.capacity.resources import Kind, Place, Resource
from selaras.capacity.supply import Ordinals, Supply, supply


@dataclass(frozen=True, slots=True, eq=False)
class There:
    """The resources of a place in service, what stands behind each, and their sums by week.

    What stands behind them is told for the first day, as far as is known today.
    `proven` is what counts of them (see `is_counted_on`), `shown` what the newest tests of any
    kind show.
    """

    resources: tuple[Resource, ...]
    proofs: tuple[Proof, ...]
    proven: Floats
    shown: Floats
    claimed: Floats


LaidOut = dict[Place, There]


def laid_out(plant: Plant | None, places: Sequence[Place], edges: Ordinals) -> LaidOut:
    """The resources of each place that give anything in these weeks, or are said to, over them."""
    if plant is None:
        return {}
    resources = [resource for place in places for resource in plant.resources_of(place)]
    laid = supply(resources, plant.tests, edges, plant.today)
    gives = np.asarray(np.nan_to_num(laid.claimed).any(axis=1) | laid.shown.any(axis=1))
    kept: dict[Place, list[int]] = {place: [] for place in places}
    for n, resource in enumerate(resources):
        if gives[n]:
            kept[resource.place].append(n)
    every = [n for at in kept.values() for n in at]
    first = date.fromordinal(int(edges[0]))
    proofs = {n: standing_on(plant.proof(resources[n]), first) for n in every}
    counted = [is_counted_on(plant, resources[n], proofs[n]) for n in every]
    sums = _summed(laid, counted, list(kept.values()))
    return {
        place: There(tuple(resources[n] for n in at), tuple(proofs[n] for n in at), *row)
        for (place, at), row in zip(kept.items(), zip(*sums, strict=True), strict=True)
    }


def is_counted_on(plant: Plant, resource: Resource, proof: Proof) -> bool:
    """Whether what was shown of a resource counts: a test holds, and its use is read, if any is."""
    return proof.standing is Standing.TESTED and not is_unread(plant, resource)


def is_unread(plant: Plant, resource: Resource) -> bool:
    """Whether it is not known how much of a resource is in use, where others' use is.

    Of hours nobody has to know: those that were worked take nothing from those to come. Where no
    readings are on record at all, stock is taken to be unused.
    """
    stock = resource.place.kind is Kind.STOCK
    return stock and bool(plant.usage) and not plant.is_read(resource)


def _summed(
    laid: Supply, counted: Sequence[bool], groups: Sequence[Sequence[int]]
) -> tuple[Floats, Floats, Floats]:
    """What is proven, shown and claimed of each group of resources together, by week.

    `counted` is of all groups' resources in their order. Of a resource that nobody claimed anything
    for, what was shown is counted as claimed.
    """
    weeks = laid.shown.shape[1]
    sums = np.zeros((3, len(groups), weeks))
    sizes = np.array([len(group) for group in groups])
    filled = np.flatnonzero(sizes)
    if filled.size:
        at = np.concatenate([np.asarray(group, dtype=np.intp) for group in groups])
        begins = np.concatenate(([0], np.cumsum(sizes[filled])[:-1]))
        shown, claimed = laid.shown[at], laid.claimed[at]
        proven = np.where(np.asarray(counted)[:, None], shown, 0.0)
        claimed = np.where(np.isnan(claimed), shown, claimed)
        for n, values in enumerate((proven, shown, claimed)):
            sums[n, filled] = np.add.reduceat(values, begins, axis=0)
    return sums[0], sums[1], sums[2]
