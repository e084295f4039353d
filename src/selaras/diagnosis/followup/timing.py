"""When attempts get through: an association, and labelled so.

Nobody drew lots for the hour of a call: who is called early may be the better lead, and grade and
number of attempt are all that is allowed for here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from selaras.diagnosis.choices import FOLLOW_UP
from selaras.diagnosis.followup.figures import Figure, Sentence, figure
from selaras.statistics.leave_out import leave_out

Floats = NDArray[np.float64]
HOURS = (0, 9, 11, 13, 15, 17)
"""Local hours at which a band begins; the last one lasts until midnight (*choice*)."""
WAITS = (0, 1, 4, 24, 72)
"""Elapsed hours from a lead's start to its first attempt at which a band begins (*choice*)."""
LABEL = Sentence("association, not effect", "hubungan, bukan sebab")


@dataclass(frozen=True, slots=True)
class Band:
    """Attempts of one band, by its position: their share of contacts at the usual mix.

    `share` is observed over expected contacts, times the share of all attempts; expected by grade
    and by whether it was the first attempt. No ends where there are too few contacts or reps.
    """

    band: int
    attempts: int
    contacts: int
    share: Figure


@dataclass(frozen=True, slots=True)
class Timing:
    """Bands of local time of day (see HOURS), weekday (0 is Monday) and wait (see WAITS)."""

    hours: tuple[Band, ...]
    weekdays: tuple[Band, ...]
    waits: tuple[Band, ...]
    label: Sentence = LABEL


Row = Mapping[str, object]


def bands_of(rows: Sequence[Row], band: str) -> tuple[Band, ...]:
    """Bands from rows of rep, kind (grade and first or later), the band, n and contacts."""
    if not rows:
        return ()
    reps = sorted({str(row["rep"]) for row in rows})
    kinds = sorted({str(row["kind"]) for row in rows})
    many = max(_whole(row[band]) for row in rows) + 1
    counts = np.zeros((len(reps), len(kinds), many, 2))
    for row in rows:
        at = reps.index(str(row["rep"])), kinds.index(str(row["kind"])), _whole(row[band])
        counts[at] += (_whole(row["n"]), _whole(row["contacts"]))
    # Attempts on leads without a rep are nobody's.
    enough = len(set(reps) - {""}) >= FOLLOW_UP.least_reps
    spreading = leave_out(counts, _shares, FOLLOW_UP.most_groups) if enough else None
    whole = _shares(counts.sum(axis=0))
    totals = counts.sum(axis=(0, 1))
    found = []
    for b in range(many):
        attempts, contacts = int(totals[b, 0]), int(totals[b, 1])
        if not attempts:
            continue
        told = spreading is not None and contacts >= FOLLOW_UP.least_events
        interval = spreading.interval(b) if told and spreading is not None else None
        found.append(
            Band(b, attempts, contacts, figure(float(whole[b]), interval, least=0.0, most=1.0))
        )
    return tuple(found)


def _shares(counts: Floats) -> Floats:
    """Standardised share of contacts by band; counts by kind, band, (attempts, contacts)."""
    made, reached = counts[..., 0], counts[..., 1]
    by_kind = np.divide(
        reached.sum(axis=1), made.sum(axis=1),
        out=np.zeros(made.shape[0]), where=made.sum(axis=1) > 0,
    )  # fmt: skip
    expected = by_kind @ made
    overall = reached.sum() / made.sum() if made.sum() > 0 else 0.0
    ratio = np.divide(
        reached.sum(axis=0), expected, out=np.zeros(expected.shape), where=expected > 0
    )
    return np.asarray(ratio * overall)


def _whole(value: object) -> int:
    return int(str(value))
