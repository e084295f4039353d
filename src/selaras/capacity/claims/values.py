"""Claims: what somebody said would be, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Standing(StrEnum):
    """What can be said of a claim."""

    KEPT = "kept"
    BROKEN = "broken"
    PENDING = "pending"  # not due yet
    UNJUDGED = "unjudged"  # due, and nothing says what came of it
    UNSCORABLE = "unscorable"  # without a quantity or a deadline


@dataclass(frozen=True, slots=True)
class Claim:
    """An OK, a capacity or a forecast, as it is on record.

    `subject` is a resource, a programme, a site or `site/product`. `probability` is how sure its
    team said it was, None where it said nothing of that.
    """

    claim_id: str
    team: str
    stated_at: datetime
    subject: str
    quantity: float | None = None
    due_at: datetime | None = None
    probability: float | None = None
    outcome: str | None = None
    judged_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim with what came of it.

    `actual` is the quantity that it came to, None where only kept or broken is known; `source`
    says where that is known from: `outcome` (the claim's own), `test` or `demand`.
    `missing` names what an unscorable claim lacks; `is_misread` says that an outcome stands on
    record that is neither a word for kept or broken nor a quantity.
    """

    claim: Claim
    standing: Standing
    actual: float | None = None
    source: str | None = None
    missing: tuple[str, ...] = ()
    is_misread: bool = False

    @property
    def is_scored(self) -> bool:
        return self.standing in (Standing.KEPT, Standing.BROKEN)

    @property
    def kept(self) -> bool:
        return self.standing is Standing.KEPT
