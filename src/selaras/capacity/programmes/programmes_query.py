"""Demand and programmes as they are on record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from selaras.capacity.choices import PROGRAMME, ProgrammeChoices
from selaras.capacity.programmes.cells import DemandCells, cells_of
from selaras.capacity.programmes.programmes_rows import programmes_of_rows
from selaras.capacity.programmes.values import Programme
from selaras.capacity.source_query import Source, first_whole_day, rows_of

_DEMAND = ("site", "product", "period_start", "period_end", "wanted", "served", "sold_out")


def demand_cells(source: Source, zone: ZoneInfo, since: date | None = None) -> DemandCells:
    """What was wanted and served, as far as it is known; no rows without the table.

    `since`: of periods that begin on that day or later alone. Periods that begin before the table
    holds everything are not known: what is on record of them is a part.
    """
    if not source.has("demand"):
        return cells_of(dict.fromkeys(_DEMAND, ()))
    rows = source.table("demand")
    for first in (since, first_whole_day(source, "demand", zone)):
        if first is not None:
            rows = rows.filter(rows.period_start >= first)
    found = source.engine.to_arrow(rows.select(*_DEMAND))
    return cells_of(_as_columns(found))


def _as_columns(found: pa.Table) -> Mapping[str, Sequence[Any]]:
    """Columns that arrays are quickly made of; words stay Python's."""
    columns: dict[str, Any] = {}
    for name in ("site", "product"):
        encoded = found[name].combine_chunks().dictionary_encode()
        words = encoded.dictionary.to_pylist()
        columns[name] = np.array(words, dtype=object)[encoded.indices.to_numpy()].tolist()
    for name in ("period_start", "period_end"):
        columns[name] = found[name].to_numpy(zero_copy_only=False).astype("datetime64[D]")
    for name in ("wanted", "served"):
        columns[name] = found[name].to_numpy(zero_copy_only=False).astype(np.float64)
    columns["sold_out"] = found["sold_out"].to_pylist()
    return columns


def recorded_programmes(
    source: Source,
    cells: DemandCells | None = None,
    choices: ProgrammeChoices = PROGRAMME,
) -> tuple[Programme, ...]:
    """Every programme on record that has days, by its first one (see `programmes_of_rows`)."""
    everywhere = cells.spots if cells is not None else ()
    return programmes_of_rows(
        rows_of(source, "programmes"), rows_of(source, "programme_demand"), everywhere, choices
    )
