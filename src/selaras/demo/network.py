"""The network of the company and what is planned to be sold over it: plain rows of what happened.

Company-wide, as a network is, and not by branch. Weeks begin on Mondays; planning goes back further
than the CRM.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from selaras.demo.world import LAST_DAY

FIRST_WEEK = date(2025, 1, 6)
LAST_WEEK = LAST_DAY - timedelta(days=LAST_DAY.weekday() + 7)
"""The last week that was over when the exports were written."""
WEEKS = tuple(
    FIRST_WEEK + timedelta(weeks=n) for n in range((LAST_WEEK - FIRST_WEEK).days // 7 + 1)
)


@dataclass(frozen=True, slots=True)
class NetworkResource:
    """`real` is what is truly there, and in no export."""

    resource_id: str
    site: str
    product: str
    kind: str
    unit: str
    claimed: int
    real: int
    valid_from: date | None = None


@dataclass(frozen=True, slots=True)
class NetworkTest:
    resource_id: str
    tested_at: datetime
    capacity: int
    method: str
    tester: str
    evidence: str
    expires_on: date
    passed: bool


@dataclass(frozen=True, slots=True)
class Reading:
    resource_id: str
    happened_at: datetime
    used: int


@dataclass(frozen=True, slots=True)
class NetworkExpansion:
    """`cost` is in rupiah."""

    resource_id: str
    ready_on: date
    adds: int
    cost: int
    state: str


@dataclass(frozen=True, slots=True)
class WeekOfDemand:
    site: str
    product: str
    week: date
    wanted: int
    served: int
    sold_out: bool


@dataclass(frozen=True, slots=True)
class Campaign:
    """A programme: ports it plans to sell by site, spread evenly over its weeks."""

    programme_id: str
    name: str
    product: str
    starts: date
    weeks: int
    planned: tuple[tuple[str, int], ...]
    approved_at: datetime | None
    approved_by: str | None

    @property
    def ends(self) -> date:
        return self.starts + timedelta(days=7 * self.weeks - 1)

    @property
    def target(self) -> int:
        return sum(quantity for _, quantity in self.planned)


@dataclass(frozen=True, slots=True)
class Said:
    """A claim as somebody noted it; empty where it was left out."""

    claim_id: str
    team: str
    stated_at: datetime
    subject: str
    quantity: int | None
    due_at: datetime | None
    probability: float | None
    outcome: str | None
    judged_at: datetime | None


@dataclass(frozen=True, slots=True)
class Network:
    """Everything that network and planning systems know of the company."""

    resources: tuple[NetworkResource, ...]
    tests: tuple[NetworkTest, ...]
    readings: tuple[Reading, ...]
    expansions: tuple[NetworkExpansion, ...]
    demand: tuple[WeekOfDemand, ...]
    campaigns: tuple[Campaign, ...]
    claims: tuple[Said, ...]
