"""A first look at all places at once, to find the few that are worth a full answer."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from selaras.capacity.plant import Plant
from selaras.capacity.promise import Question
from selaras.capacity.resources import Kind, Place

Floats = NDArray[np.float64]


def likely_places(plant: Plant, place: Place, question: Question, most: int) -> tuple[Place, ...]:
    """Other places of that product, kind and unit, those with the most to spare first.

    By what was tested less what is in use today and what is reserved; only those that seem to have
    enough.
    """
    others, spare = _spare(plant, place.product, place.kind, place.unit)
    weeks = 1.0
    if place.kind is Kind.HOURS:
        weeks = ((question.by - plant.today).days + 1) / 7
    enough = np.flatnonzero(spare[0] * weeks - spare[1] >= question.quantity)
    order = enough[np.argsort(-(spare[0] * weeks - spare[1])[enough], kind="stable")]
    found = [others[n] for n in order[: most + 1] if others[n] != place]
    return tuple(found[:most])


def _spare(plant: Plant, product: str, kind: Kind, unit: str) -> tuple[tuple[Place, ...], Floats]:
    """Of each place: tested less in use (a week, for hours), and reserved."""
    screen = _screen(_Known(plant))
    return screen.get((product, kind, unit), ((), np.zeros((2, 0))))


class _Known:
    """A plant by identity: screening it again finds the same."""

    def __init__(self, plant: Plant) -> None:
        self.plant = plant

    def __hash__(self) -> int:
        return id(self.plant)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Known) and other.plant is self.plant


@lru_cache(maxsize=4)
def _screen(known: _Known) -> dict[tuple[str, Kind, str], tuple[tuple[Place, ...], Floats]]:
    plant = known.plant
    groups: dict[tuple[str, Kind, str], list[Place]] = {}
    for place in plant.places:
        groups.setdefault((place.product, place.kind, place.unit), []).append(place)
    found = {}
    for key, places in groups.items():
        free = np.zeros((2, len(places)))
        for at, place in enumerate(places):
            free[0, at] = sum(_free(plant, place))
            free[1, at] = plant.bookings.total(place)
        found[key] = (tuple(places), free)
    return found


def _free(plant: Plant, place: Place) -> list[float]:
    free = []
    for resource in plant.resources_of(place):
        if plant.is_read(resource):
            capacity = plant.proof(resource).capacity
            free.append(capacity - plant.level_of(resource) * (capacity > 0))
    if plant.is_told_by_demand(place):
        free.append(-plant.use_of(place).level)
    return free
