"""What Technical owns, what was proven of it, and what is planned: values without an engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Kind(StrEnum):
    """Whether taking capacity uses it up for good, or for its week alone."""

    STOCK = "stock"
    HOURS = "hours"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """What capacity is summed by: a site, a product, and the kind and unit of the capacity.

    A unit of `hours` is what can be worked in one week.
    """

    site: str
    product: str
    kind: Kind
    unit: str

    def __str__(self) -> str:
        return f"{self.site}, {self.product} ({self.unit or self.kind})"


@dataclass(frozen=True, slots=True)
class Resource:
    """Something that serves one product at one site.

    `claimed` is what is said to be there, None where nothing is said. It is in service from
    `valid_from` to `valid_to`, both included, None: always has been, no end known.
    """

    resource_id: str
    site: str
    product: str
    kind: Kind
    unit: str
    claimed: float | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def place(self) -> Place:
        return Place(self.site, self.product, self.kind, self.unit)


@dataclass(frozen=True, slots=True)
class CapacityTest:
    """What was shown of a resource. `tested_on` is the local day of `tested_at`.

    `expires_on` is the first local day on which it no longer holds, None where no end is stated.
    `passed` is None where nobody says.
    """

    resource_id: str
    tested_at: datetime
    tested_on: date
    capacity: float | None
    method: str | None = None
    tester: str | None = None
    evidence: str | None = None
    expires_on: date | None = None
    passed: bool | None = None


@dataclass(frozen=True, slots=True)
class Expansion:
    """Capacity that is planned: `adds` from the day `ready_on` on. `state` is as it was written."""

    resource_id: str
    ready_on: date
    adds: float
    cost: float | None = None
    currency: str | None = None
    state: str | None = None
