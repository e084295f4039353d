"""What is true of a programme, by simulation from what it was really drawn from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from selaras.demo.programmes.world import Counts, Floats, World

TARGET_CHANCE, TOLERANCE = 0.2, 0.1


@dataclass(frozen=True, slots=True)
class Truth:
    """The three questions, answered by who knows how demand really comes.

    `reaches` is P(demand ≥ target), `short` P(some site that is likeliest to run short does), by
    what was known of capacity at the approval: the tests, or what was claimed where there are none.
    """

    reaches: float
    short: float
    at_fault: tuple[str, ...]


def truth_of(
    world: World,
    orders: Counts,
    weeks: int,
    target: float,
    tested: Floats,
    claimed: Floats,
    flavour: str,
) -> Truth:
    """The truth from draws of orders by draw, site and week."""
    totals = orders.sum(axis=(1, 2))
    reaches = float((totals >= target).mean())
    needed = orders.sum(axis=2) if world.is_stock else orders.max(axis=2)
    known = np.where(np.isnan(tested), claimed, tested)
    short = float((needed > known).mean(axis=0).max())
    scale = 1 if world.is_stock else weeks
    at_fault = []
    if reaches < TARGET_CHANCE or target > np.nansum(tested) * scale > 0:
        at_fault.append("target")
    if flavour != "sound":
        at_fault.append("technical")
    if short > TOLERANCE:
        at_fault.append("management")
    return Truth(reaches, short, tuple(at_fault))
