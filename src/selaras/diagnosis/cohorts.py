"""The cells of two cohorts as arrays: codes of what leads were like, and counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

NOBODY = -1
WAITS = (0.5, 1.0, 2.0)
"""Ends of the classes of waiting for the first attempt, in agreed times; the last one is open."""
IN_TIME = 2
"""Classes below this one are in time."""
OTHERS = "(others)"
UNKNOWN = "(unknown)"


@dataclass(frozen=True, slots=True)
class Labels:
    """The words behind the codes, by column."""

    source: tuple[str, ...]
    grade: tuple[str, ...]
    region: tuple[str, ...]
    segment: tuple[str, ...]
    rep: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cells:
    """Leads that were alike and treated alike, a row each; all arrays have shape (rows,).

    `period` is 0 for the base and 1 for the period looked at; `source` … `rep` are positions in
    `labels` (rep −1: nobody got the lead); `made` is the number of attempts up to the contact;
    `wait` the class of the time to the first one, −1 where it is not known; `leads`, `won` are
    counts, `sold` and `delivered` amounts.
    """

    period: Codes
    source: Codes
    grade: Codes
    region: Codes
    segment: Codes
    rep: Codes
    made: Codes
    contacted: NDArray[np.bool_]
    rejected: NDArray[np.bool_]
    wait: Codes
    leads: Floats
    won: Floats
    sold: Floats
    delivered: Floats
    labels: Labels


def read_cells(table: pa.Table, most_levels: int) -> Cells:
    """Cells from the engine's answer; seldom words become one: `(others)`."""
    leads = _floats(table, "leads")
    codes, words = {}, {}
    for name in ("source", "grade", "region", "segment"):
        codes[name], words[name] = _coded(table[name], leads, most_levels)
    codes["rep"], words["rep"] = _people(table["rep"])
    return Cells(
        period=_whole(table, "period"),
        **codes,
        made=_whole(table, "made"),
        contacted=_whole(table, "contacted") > 0,
        rejected=_whole(table, "rejected") > 0,
        wait=_whole(table, "wait"),
        leads=leads,
        won=_floats(table, "won"),
        sold=_floats(table, "sold"),
        delivered=_floats(table, "delivered"),
        labels=Labels(**words),
    )


def _coded(column: pa.ChunkedArray, leads: Floats, most: int) -> tuple[Codes, tuple[str, ...]]:
    words = np.array(pc.fill_null(column, UNKNOWN).to_pylist(), dtype=object)
    names, code = np.unique(words.astype(str), return_inverse=True)
    size = np.bincount(code, leads, len(names))
    # Ties go by the name, so that the same evidence is lumped in the same way.
    order = np.lexsort((names, -size))
    if len(names) <= most:
        return code.astype(np.int64), tuple(str(n) for n in names)
    kept = np.sort(order[: most - 1])
    place = np.full(len(names), most - 1)
    place[kept] = np.arange(most - 1)
    return place[code], (*(str(names[k]) for k in kept), OTHERS)


def _people(column: pa.ChunkedArray) -> tuple[Codes, tuple[str, ...]]:
    ids = column.to_pylist()
    names = sorted({person for person in ids if person is not None})
    place = {name: n for n, name in enumerate(names)}
    return np.array([place.get(p, NOBODY) for p in ids], dtype=np.int64), tuple(names)


def _whole(table: pa.Table, name: str) -> Codes:
    column = pc.fill_null(table[name].cast(pa.int64()), -1)
    return np.asarray(column.to_numpy(), dtype=np.int64)


def _floats(table: pa.Table, name: str) -> Floats:
    column = pc.fill_null(table[name].cast(pa.float64()), 0.0)
    return np.asarray(column.to_numpy(), dtype=np.float64)
