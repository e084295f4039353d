"""What was wanted at a place week by week: what readings of its use cannot show.

Readings of use stop at capacity. Who was turned away is in the table of demand alone; and where
nobody reads how many hours are worked, what was wanted of them is the only record of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from selaras.capacity.choices import HEADROOM
from selaras.capacity.programmes.cells import DemandCells, day_number
from selaras.capacity.supply import DAYS_A_WEEK
from selaras.capacity.usage import InUse
from selaras.statistics.censored_counts import censored_mean, expected_at_least

Floats = NDArray[np.float64]
Spot = tuple[str, str]
_LONGEST = DAYS_A_WEEK
"""Days (*choice*): longer periods say nothing of a week."""
_WORKED = 5
"""Days on record that make a week whole (*choice*): many count working days alone."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Demand by week, weeks counted back from today as those of readings are.

    `weekly` holds the weeks that demand is on record for in full, the newest first: how many weeks
    ago, what was wanted (estimated where it was cut off), and what of it was not served.
    """

    weekly: tuple[tuple[int, float, float], ...]

    @property
    def weeks_old(self) -> int:
        return self.weekly[0][0]

    @property
    def is_recent(self) -> bool:
        return self.weeks_old <= HEADROOM.most_stale_weeks

    @property
    def turned_away(self) -> float:
        """What was wanted and not served in the newest weeks."""
        return sum(lost for week, _, lost in self.weekly if week < HEADROOM.window_weeks)

    @property
    def unbroken(self) -> tuple[float, ...]:
        """What was wanted week by week without a gap, the oldest first."""
        newest = self.weeks_old
        kept = [wanted for n, (week, wanted, _) in enumerate(self.weekly) if week == newest + n]
        return tuple(reversed(kept))


def flows_of(cells: DemandCells, today: date) -> Mapping[Spot, Flow]:
    """Demand of each spot that is on record by the week, as far back as a forecast looks."""
    fits = (cells.days <= _LONGEST) & (cells.ends <= day_number(today))
    rows = cells.where(fits)
    middle = rows.first + (rows.days - 1) / 2
    age = ((day_number(today) - 1 - middle) // DAYS_A_WEEK).astype(np.int64)
    recent = age < HEADROOM.history_weeks
    rows, age = rows.where(recent), age[recent]
    weeks = HEADROOM.history_weeks
    place = rows.spot * weeks + age
    size = len(rows.spots) * weeks
    shape = (len(rows.spots), weeks)

    def by_week(values: Floats) -> Floats:
        return np.bincount(place, values, size).astype(np.float64).reshape(shape)

    wanted = by_week(rows.wanted)
    served = by_week(np.where(np.isnan(rows.served), 0.0, rows.served))
    unknown = by_week(np.isnan(rows.served).astype(np.float64))
    cut = by_week(rows.cut.astype(np.float64))
    whole = by_week(rows.days) >= _WORKED
    return {
        spot: flow
        for n, spot in enumerate(rows.spots)
        if (flow := _flow(whole[n], wanted[n], served[n], unknown[n] > 0, cut[n] > 0)) is not None
    }


def _flow(
    whole: NDArray[np.bool_],
    wanted: Floats,
    served: Floats,
    unknown: NDArray[np.bool_],
    cut: NDArray[np.bool_],
) -> Flow | None:
    at = np.flatnonzero(whole)
    if not at.size:
        return None
    asked = _uncut(wanted[at], cut[at])
    lost = np.where(unknown[at], 0.0, np.maximum(asked - served[at], 0.0))
    return Flow(tuple(zip(at.tolist(), asked.tolist(), lost.tolist(), strict=True)))


def _uncut(wanted: Floats, cut: NDArray[np.bool_]) -> Floats:
    """What was wanted, sold-out weeks raised to what is expected above them."""
    found = censored_mean(wanted, cut) if np.any(cut) else None
    if found is None:
        return wanted
    return np.asarray(np.where(cut, expected_at_least(found.mean, wanted), wanted))


def with_turned_away(use: InUse, flow: Flow | None) -> InUse:
    """Hours that are worked, and those that were wanted and could not be: what is needed.

    What is in use today stays what was read.
    """
    if flow is None or not use.series:
        return use
    lost = {week: quantity for week, _, quantity in flow.weekly}
    newest, oldest = use.weeks_old, use.weeks_old + use.weeks - 1
    more = [lost.get(week, 0.0) for week in range(oldest, newest - 1, -1)]
    if not any(more):
        return use
    series = tuple(u + m for u, m in zip(use.series, more, strict=True))
    weeks = sum(newest <= week <= oldest for week in lost)
    return InUse(use.level, series, use.weeks_old, use.readings, weeks)


def wanted_as_use(flow: Flow) -> InUse:
    """Hours that nobody reads: what was wanted of them each week stands for their use."""
    series = flow.unbroken
    newest = sorted(series[-HEADROOM.window_weeks :])
    rank = int(np.ceil(HEADROOM.percentile * len(newest))) - 1
    return InUse(newest[rank], series, flow.weeks_old, 0, len(series))
