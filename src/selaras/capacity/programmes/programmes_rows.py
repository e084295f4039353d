"""Rows of programmes as values: their weeks, their sites, and what was planned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from selaras.capacity.choices import PROGRAMME, ProgrammeChoices
from selaras.capacity.programmes.values import (
    Floats,
    PastProgramme,
    Programme,
    SitePlan,
    Spot,
    weeks_between,
)

_USUAL_DAYS = 7
Row = Mapping[str, Any]


def programmes_of_rows(
    programmes: Iterable[Row],
    demand: Iterable[Row],
    everywhere: tuple[Spot, ...] = (),
    choices: ProgrammeChoices = PROGRAMME,
) -> tuple[Programme, ...]:
    """Every programme that has days, by its first one, from rows of both tables.

    Its sites and weeks are those of `programme_demand`; a plan for a longer period is spread over
    its weeks by days. A programme without a plan runs at every spot with demand (`everywhere`),
    planned quantities unknown (0), except where that is a single one: then the target is its plan.
    """
    plans: dict[str, list[Row]] = {}
    for row in demand:
        plans.setdefault(row["programme_id"], []).append(row)
    heads = {row["programme_id"]: row for row in programmes}
    made = [
        _programme(name, heads.get(name, {}), plans.get(name, []), everywhere, choices)
        for name in sorted(heads.keys() | plans.keys())
    ]
    return tuple(
        sorted((p for p in made if p is not None), key=lambda p: (p.first, p.programme_id))
    )


def past_of(programmes: Iterable[Programme], but: str | None = None) -> tuple[PastProgramme, ...]:
    """Programmes as something to learn from; `but` is the one that is asked about."""
    return tuple(
        PastProgramme(
            p.programme_id,
            p.first,
            p.last,
            tuple(((s.site, s.product), s.total or None) for s in p.sites),
        )
        for p in programmes
        if p.programme_id != but
    )


def _programme(
    name: str,
    head: Row,
    plan: Sequence[Row],
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


def _end(row: Row, last: date | None) -> date:
    end: date | None = row["period_end"]
    if end is not None:
        return end
    usual: date = row["period_start"] + timedelta(days=_USUAL_DAYS - 1)
    return usual if last is None else min(usual, last)


def _sites(plan: Sequence[Row], first: date, last: date) -> tuple[SitePlan, ...]:
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
