"""The cells behind a finding, as rows that a reader can follow: the trace."""

from __future__ import annotations

from typing import Any

import numpy as np

from selaras.diagnosis.cohorts import IN_TIME, Cells

LATER = "period"
PERIODS = ("base", LATER)
NOBODY_ID = None


def rows_of(cells: Cells) -> tuple[dict[str, Any], ...]:
    """Counts by period, source and rep, in that order; the rep is None where nobody got a lead."""
    labels = cells.labels
    many = len(labels.rep) + 1
    key = (cells.period * len(labels.source) + cells.source) * many + cells.rep + 1
    keys, place = np.unique(key, return_inverse=True)
    answered = cells.wait >= 0
    counts = {
        "leads": cells.leads,
        "passed_on": cells.leads * (cells.rep >= 0),
        "rejected": cells.leads * cells.rejected,
        "answered": cells.leads * answered,
        "answered_in_time": cells.leads * (answered & (cells.wait < IN_TIME)),
        "attempts": cells.leads * cells.made,
        "contacts": cells.leads * cells.contacted,
        "won": cells.won,
    }
    amounts = {"sold": cells.sold, "delivered": cells.delivered}
    sums = {n: np.bincount(place, v, len(keys)) for n, v in (counts | amounts).items()}
    rows = []
    for n, k in enumerate(keys):
        rest, rep = divmod(int(k), many)
        period, source = divmod(rest, len(labels.source))
        row: dict[str, Any] = {
            "period": PERIODS[period],
            "source": labels.source[source],
            "rep": labels.rep[rep - 1] if rep else NOBODY_ID,
        }
        row |= {name: int(sums[name][n]) for name in counts}
        row |= {name: float(f"{sums[name][n]:.9g}") for name in amounts}
        rows.append(row)
    return tuple(rows)
