"""Marketing's part of all conversions: what it sourced, and what it influenced."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from selaras.diagnosis.attribution.answer import Contribution, Estimate
from selaras.diagnosis.attribution.cells import draw_weights
from selaras.diagnosis.attribution.credit import Drawn
from selaras.diagnosis.choices import ATTRIBUTION
from selaras.statistics.markov import Floats

Row = Mapping[str, Any]


def contributions(rows: Sequence[Row], parts: int | None) -> tuple[Contribution, ...]:
    """What Marketing sourced (by `leads.sourced_by`) and influenced (a touch before).

    `rows` are those of `sourced_query.sourced_cells`, `parts` what their values are counted in
    (see `Amounts.per_unit`), None where revenue cannot be told. Where nothing says who sourced a
    lead, that part is left out.
    """
    belongs: dict[str, Callable[[Row], bool]] = {
        "sourced": lambda row: row["sourced_by"] == "marketing",
        "influenced": lambda row: bool(row["touched"]),
    }
    if all(row["sourced_by"] is None for row in rows):
        del belongs["sourced"]
    place = {name: i for i, name in enumerate(sorted({row["bucket"] for row in rows}))}
    weights = draw_weights(len(place), ATTRIBUTION.draws, ATTRIBUTION.seed)

    def summed(column: str, counts: Callable[[Row], bool]) -> Floats:
        cells = np.zeros(len(place))
        for row in rows:
            if counts(row):
                cells[place[row["bucket"]]] += row[column]
        return cells

    whole = summed("conversions", lambda _row: True)
    found = []
    for kind, counts in belongs.items():
        part = summed("conversions", counts)
        drawn = (weights @ part) / np.maximum(weights @ whole, 1e-9)
        share = Drawn(np.array([part.sum() / whole.sum()]), drawn[:, None])
        worth = summed("value", counts) / (parts or 1)
        found.append(
            Contribution(
                kind=kind,
                conversions=_one(part, weights),
                share=share.estimate(0),
                revenue=_one(worth, weights) if parts is not None else None,
            )
        )
    return tuple(found)


def _one(cells: Floats, weights: Floats) -> Estimate:
    return Drawn(np.array([cells.sum()]), (weights @ cells)[:, None]).estimate(0)
