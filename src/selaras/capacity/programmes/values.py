"""A programme: what is planned to be sold, where, and week by week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Spot = tuple[str, str]
"""A site and a product."""


@dataclass(frozen=True, slots=True)
class SitePlan:
    """What is planned at one site: a quantity for each week of the programme, 0 or more."""

    site: str
    product: str
    planned: tuple[float, ...]

    @property
    def spot(self) -> Spot:
        return (self.site, self.product)

    @property
    def total(self) -> float:
        return float(sum(self.planned))


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme from its first day to its last, in weeks that begin with its first day.

    Parameters
    ----------
    target
        The quantity that is to be sold in all.
    service_level
        Level at which capacity figures are stated, as 0.95.
    tolerance
        The chance of running short that its approvers accept, as 0.1.
    approved_at, approved_by
        None where it is not approved, or nobody knows.
    """

    programme_id: str
    name: str
    first: date
    last: date
    sites: tuple[SitePlan, ...]
    target: float
    service_level: float
    tolerance: float
    approved_at: datetime | None = None
    approved_by: str | None = None

    @property
    def weeks(self) -> int:
        return weeks_between(self.first, self.last)

    @property
    def starts(self) -> tuple[date, ...]:
        """First day of each week."""
        return tuple(self.first + timedelta(days=7 * week) for week in range(self.weeks))

    @property
    def spots(self) -> tuple[Spot, ...]:
        return tuple(plan.spot for plan in self.sites)

    @property
    def planned(self) -> Floats:
        """Planned quantity by site and week, shape (sites, weeks)."""
        return np.array([plan.planned for plan in self.sites], dtype=np.float64).reshape(
            len(self.sites), self.weeks
        )

    @property
    def shares_of_week(self) -> Floats:
        """How much of each week lies within the programme: 1, or less for the last one."""
        days = (self.last - self.first).days + 1
        return np.asarray(np.minimum(days - 7.0 * np.arange(self.weeks), 7.0) / 7.0)


@dataclass(frozen=True, slots=True)
class PastProgramme:
    """A programme that has ended: where it ran, and what was planned at each spot in all.

    `planned` is None where no plan is on record for the spot.
    """

    programme_id: str
    first: date
    last: date
    planned: tuple[tuple[Spot, float | None], ...]


def weeks_between(first: date, last: date) -> int:
    """Weeks that days from the first to the last, both included, fall into; 1 at least."""
    return max(1, -(-((last - first).days + 1) // 7))
