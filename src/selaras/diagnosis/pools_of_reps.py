"""Reps in pools where there are more of them than shifts can be told of one by one.

A rate has a level and a shift for every rep, all of them fitted together: what that takes grows
with the cube of their number. Beyond some hundreds, reps share a level with a few others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from selaras.diagnosis.cohorts import NOBODY, Cells


def in_pools(cells: Cells, most: int) -> tuple[Cells, Mapping[str, int]]:
    """The cells with at most `most` codes of reps, and the code of each rep by name.

    Reps are dealt out in the order of their leads, so that those who have most stand alone longest
    and pools are of like size. Whom a pool holds hangs on nothing that its reps did.
    """
    names = cells.labels.rep
    if len(names) <= most:
        return cells, {name: code for code, name in enumerate(names)}
    passed = cells.rep >= 0
    leads = np.bincount(cells.rep[passed], cells.leads[passed], len(names))
    pool = np.empty(len(names) + 1, np.int64)
    pool[np.argsort(-leads, kind="stable")] = np.arange(len(names)) % most
    pool[NOBODY] = NOBODY
    labels = replace(cells.labels, rep=tuple(str(number) for number in range(most)))
    places = {name: int(pool[code]) for code, name in enumerate(names)}
    return replace(cells, rep=pool[cells.rep], labels=labels), places
