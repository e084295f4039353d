"""Demand and programmes as they are on record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from selaras.capacity.choices import PROGRAMME, ProgrammeChoices
from selaras.capacity.programmes.cells import DemandCells, cells_of
from selaras.capacity.programmes.values import (
    Floats,
    PastProgramme,
    Programme,
    SitePlan,
    Spot,
    weeks_between,
)
from selaras.capacity.source_query import Source, rows_of
from selaras.errors import InputError

_DEMAND = ("site", "product", "period_start", "period_end", "wanted", "served", "sold_out")
_USUAL_DAYS = 7


def demand_cells(source: Source) -> DemandCells:
    """What was wanted and served, as far as it is known; no rows without the table."""
    if not source.has("demand"):
        return cells_of(dict.fromkeys(_DEMAND, ()))
    found = source.engine.to_arrow(source.table("demand").select(*_DEMAND))
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
    """Every programme on record that has days, by its first one.

    Its sites and weeks are those of `programme_demand`; a plan for a longer period is spread over
    its weeks by days. A programme without a plan runs at every spot with demand, planned quantities
    unknown (0), except where that is a single one: then the target is its plan.
    """
    plans: dict[str, list[dict[str, Any]]] = {}
    for row in rows_of(source, "programme_demand"):
        plans.setdefault(row["programme_id"], []).append(row)
    heads = {row["programme_id"]: row for row in rows_of(source, "programmes")}
    everywhere = cells.spots if cells is not None else ()
    made = [
        _programme(name, heads.get(name, {}), plans.get(name, []), everywhere, choices)
        for name in sorted(heads.keys() | plans.keys())
    ]
    return tuple(
        sorted((p for p in made if p is not None), key=lambda p: (p.first, p.programme_id))
    )


def recorded_programme(
    source: Source,
    programme_id: str,
    cells: DemandCells | None = None,
    choices: ProgrammeChoices = PROGRAMME,
) -> Programme:
    """The programme of that id; InputError, with those there are, where there is none."""
    found = recorded_programmes(source, cells, choices)
    for programme in found:
        if programme.programme_id == programme_id:
            return programme
    known = ", ".join(p.programme_id for p in found[:20])
    raise InputError(
        f"There is no programme {programme_id!r} on record with its days.",
        mend=f"Known are {known}." if known else "Load the tables programmes and programme_demand.",
    )


def past_of(programmes: Iterable[Programme], but: str | None = None) -> tuple[PastProgramme, ...]:
    """Programmes as something to learn from; `but` is the one that is asked about."""
    return tuple(
        PastProgramme(
            p.programme_id,
            p.first,
            p.last,
            tuple((s.spot, s.total if s.total > 0 else None) for s in p.sites),
        )
        for p in programmes
        if p.programme_id != but
    )


def _programme(
    name: str,
    head: Mapping[str, Any],
    plan: Sequence[Mapping[str, Any]],
    everywhere: tuple[Spot, ...],
    choices: ProgrammeChoices,
) -> Programme | None:
    first = head.get("starts") or min((r["period_start"] for r in plan), default=None)
    if first is None:
        return None
    last = head.get("ends") or max((_end(r, None) for r in plan), default=None)
    if last is None or last < first:
        return None
    target = head.get("target")
    sites = _sites(plan, first, last) or _unplanned(everywhere, first, last, target)
    approved: datetime | None = head.get("approved_at")
    return Programme(
        name,
        head.get("name") or name,
        first,
        last,
        sites,
        float(sum(s.total for s in sites)) if target is None else float(target),
        choices.service_level,
        choices.tolerance,
        approved,
        head.get("approved_by"),
    )


def _end(row: Mapping[str, Any], last: date | None) -> date:
    end: date | None = row["period_end"]
    if end is not None:
        return end
    usual: date = row["period_start"] + timedelta(days=_USUAL_DAYS - 1)
    return usual if last is None else min(usual, last)


def _sites(plan: Sequence[Mapping[str, Any]], first: date, last: date) -> tuple[SitePlan, ...]:
    weeks = weeks_between(first, last)
    spots: dict[Spot, Floats] = {}
    for row in plan:
        spot = (row["site"], row["product"])
        sold = spots.setdefault(spot, np.zeros(weeks))
        if row["planned"] is not None:
            sold += row["planned"] * _overlaps(first, weeks, row["period_start"], _end(row, last))
    return tuple(SitePlan(*spot, tuple(map(float, spots[spot]))) for spot in sorted(spots))


def _overlaps(first: date, weeks: int, begins: date, ends: date) -> Floats:
    """Share of a period's days in each week; days outside the programme go to its ends."""
    days = (ends - begins).days + 1
    at = ((begins - first).days + np.arange(days)) // 7
    return np.bincount(np.clip(at, 0, weeks - 1), minlength=weeks) / days


def _unplanned(
    everywhere: tuple[Spot, ...], first: date, last: date, target: float | None
) -> tuple[SitePlan, ...]:
    weeks = weeks_between(first, last)
    known = target if target is not None and len(everywhere) == 1 else 0.0
    return tuple(SitePlan(*spot, (float(known) / weeks,) * weeks) for spot in everywhere)
