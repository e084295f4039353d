"""Marketing's and Sales' leads as counts by cell, and how far the two sides are alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from selaras.diagnosis.choices import FOLLOW_UP
from selaras.diagnosis.followup.paths import Paths
from selaras.diagnosis.source_fairness.estimate import SIDES, Cells, Tallies, unpacked

Floats = NDArray[np.float64]
NOBODY = {
    f"{side}_{what}": 0 for side in SIDES for what in ("leads", "in_time", "contacts", "wins")
} | {"reps": 0, "other_leads": 0}
"""`numbers_of` where there are no leads of either side."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """`share` of the leads lies where both sides have leads alike (propensities in .05–.95);
    `least` and `most` are the propensities of the rest. `same_reps` is the share of leads whose
    rep worked both sides."""

    share: float
    least: float
    most: float
    same_reps: float


def tallied(paths: Paths, *, in_time: bool) -> tuple[Floats, Cells]:
    """Counts by rep and cell, and what the cells are; only cells that hold a lead."""
    words, most = ("rep", "sourced_by", "grade", "segment"), FOLLOW_UP.most_attempts
    worked = paths.only(paths.where("speed", "kept")) if in_time else paths
    mature = worked.leads * worked.mature * worked.reached
    packed = Tallies(
        all_leads=paths.tally(words, paths.leads),
        leads=worked.tally(words, worked.leads),
        matured=worked.tally(words, mature),
        wins=worked.tally(words, mature * (worked.won == 1)),
        attempted=worked.attempted(words, most),
        contacts=worked.contacts(words, most),
    ).packed()
    sides = [paths.words["sourced_by"].index(s) for s in SIDES if s in paths.words["sourced_by"]]
    packed = packed[:, sides]
    grades, segments = packed.shape[2], packed.shape[3]
    side, grade, segment = (i.ravel() for i in np.indices((len(sides), grades, segments)))
    flat = packed.reshape(packed.shape[0], -1, packed.shape[-1])
    held = flat[..., 0].sum(axis=0) > 0
    design = np.concatenate(
        [
            np.ones((side.size, 1)),
            grade[:, None] == np.arange(1, grades),
            segment[:, None] == np.arange(1, segments),
        ],
        axis=1,
    ).astype(np.float64)
    named = np.array([SIDES.index(paths.words["sourced_by"][s]) for s in sides], dtype=np.int64)
    position = named[side] if sides else side
    return flat[:, held], Cells(position[held], grade[held], design[held])


def kept_cells(counts: Floats, cells: Cells, inside: NDArray[np.bool_]) -> tuple[Floats, Cells]:
    """The cells inside the overlap, their grades numbered anew."""
    grades, grade = np.unique(cells.grade[inside], return_inverse=True)
    del grades
    return counts[:, inside], Cells(
        cells.side[inside], grade.astype(np.int64), cells.design[inside]
    )


def of_side(found: Tallies, cells: Cells, side: int) -> Tallies:
    """The tallies of one side\'s cells."""
    return unpacked(found.packed()[cells.side == side])


def overlap_of(
    pooled: Tallies,
    chance: Floats,
    inside: NDArray[np.bool_],
    counts: Floats,
    cells: Cells,
) -> Overlap:
    """How many leads both sides have alike, and whether the same reps work both."""
    leads = pooled.all_leads
    carried = inside & (leads > 0)
    by_rep = np.stack([counts[:, cells.side == side, 0].sum(axis=1) for side in range(2)], axis=1)
    works_both = by_rep.min(axis=1) > 0
    return Overlap(
        share=float(leads[inside].sum() / leads.sum()),
        least=float(chance[carried].min()) if carried.any() else 0.0,
        most=float(chance[carried].max()) if carried.any() else 0.0,
        same_reps=float(by_rep[works_both].sum() / by_rep.sum()),
    )


def numbers_of(pooled: Tallies, cells: Cells, counts: Floats, paths: Paths) -> dict[str, int]:
    """How many leads, contacts and deals each side has."""
    found: dict[str, int] = {}
    for at, name in enumerate(SIDES):
        mine = cells.side == at
        found[f"{name}_leads"] = int(pooled.all_leads[mine].sum())
        found[f"{name}_in_time"] = int(pooled.leads[mine].sum())
        found[f"{name}_contacts"] = int(pooled.contacts[mine].sum())
        found[f"{name}_wins"] = int(pooled.wins[mine].sum())
    of_somebody = np.array([rep != "" for rep in paths.words["rep"]])
    found["reps"] = int((of_somebody & (counts[..., 0].sum(axis=1) > 0)).sum())
    found["other_leads"] = paths.n - int(pooled.all_leads.sum())
    return found
