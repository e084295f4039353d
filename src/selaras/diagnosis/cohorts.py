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
    """Cells from the engine's answer, in a fixed order; seldom words become one: `(others)`."""
    leads = _floats(table, "leads")
    codes, words = {}, {}
    for name in ("source", "grade", "region", "segment"):
        codes[name], words[name] = _coded(table[name], leads, most_levels)
    codes["rep"], words["rep"] = _people(table["rep"])
    treated = {name: _whole(table, name) for name in ("made", "contacted", "rejected", "wait")}
    keys = {"period": _whole(table, "period"), **codes, **treated}
    order = _order(list(keys.values()))
    keys = {name: values[order] for name, values in keys.items()}
    for name in ("contacted", "rejected"):
        treated.pop(name)
    return Cells(
        **{name: keys[name] for name in ("period", *codes, *treated)},
        contacted=keys["contacted"] > 0,
        rejected=keys["rejected"] > 0,
        leads=leads[order],
        won=_floats(table, "won")[order],
        sold=_floats(table, "sold")[order],
        delivered=_floats(table, "delivered")[order],
        labels=Labels(**words),
    )


def twice(cells: Cells) -> Cells:
    """The cells of the period as base and as period: what a plan is put in place of."""
    rows = np.flatnonzero(cells.period == 1)
    both = np.concatenate([rows, rows])
    columns = {name: getattr(cells, name)[both] for name in Cells.__slots__ if name != "labels"}
    columns["period"] = np.repeat([0, 1], len(rows)).astype(np.int64)
    return Cells(**columns, labels=cells.labels)


def _order(keys: list[Codes]) -> Codes:
    """The order of rows by all keys, each above −2: the engine gives them in any order."""
    together = np.zeros(len(keys[0]), dtype=np.int64)
    for key in keys:
        together = together * (int(key.max(initial=0)) + 2) + key + 1
    return np.argsort(together, kind="stable")


def _coded(column: pa.ChunkedArray, leads: Floats, most: int) -> tuple[Codes, tuple[str, ...]]:
    names, code = _words(pc.fill_null(column, UNKNOWN))
    size = np.bincount(code, leads, len(names))
    # Ties go by the name, so that the same evidence is lumped in the same way.
    order = np.lexsort((np.array(names, dtype=str), -size))
    if len(names) <= most:
        return code, tuple(names)
    kept = np.sort(order[: most - 1])
    place = np.full(len(names), most - 1)
    place[kept] = np.arange(most - 1)
    return place[code], (*(names[k] for k in kept), OTHERS)


def _people(column: pa.ChunkedArray) -> tuple[Codes, tuple[str, ...]]:
    names, code = _words(column)
    return code, tuple(names)


def _words(column: pa.ChunkedArray) -> tuple[list[str], Codes]:
    """The words of a column in alphabetical order, and which one each row has; −1 for none."""
    encoded = column.combine_chunks().dictionary_encode()
    found = [str(word) for word in encoded.dictionary.to_pylist()]
    names = sorted(found)
    place = {name: n for n, name in enumerate(names)}
    new = np.array([place[word] for word in found] + [NOBODY], dtype=np.int64)
    old = pc.fill_null(encoded.indices, len(found)).to_numpy(zero_copy_only=False)
    return names, new[np.asarray(old, dtype=np.int64)]


def _whole(table: pa.Table, name: str) -> Codes:
    column = pc.fill_null(table[name].cast(pa.int64()), -1)
    return np.asarray(column.to_numpy(), dtype=np.int64)


def _floats(table: pa.Table, name: str) -> Floats:
    column = pc.fill_null(table[name].cast(pa.float64()), 0.0)
    return np.asarray(column.to_numpy(), dtype=np.float64)
