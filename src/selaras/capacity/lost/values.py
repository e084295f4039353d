"""Orders and deals that capacity cost, and credit held against what was delivered."""

from __future__ import annotations

from dataclasses import dataclass

from selaras.capacity.finding import Estimate, Words


@dataclass(frozen=True, slots=True)
class Credit:
    """What one team was credited with, beside the part of it that was delivered.

    Amounts are in `currency`. `pending` was won so lately that its delivery is not due yet;
    `not_delivered` is what is left of what was credited. `delivered` is None, and what is left of
    it, where no deal says when it was delivered: then nobody records deliveries.
    """

    team: str
    currency: str
    deals: int
    credited: float
    delivered: float | None
    pending: float
    undelivered_deals: int | None

    @property
    def not_delivered(self) -> float | None:
        if self.delivered is None:
            return None
        return max(self.credited - self.delivered - self.pending, 0.0)


@dataclass(frozen=True, slots=True)
class LostDeals:
    """Deals lost for want of capacity, as Sales logged them."""

    deals: int
    amounts: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Loss:
    """What a programme lost to capacity.

    Parameters
    ----------
    logged
        Orders on record as lost: asked for and not served, or deals lost for want of capacity,
        whichever is more, since the same orders stand in both.
    asked_in_vain, deals
        The two parts of it; the deals are None where the table is not loaded.
    estimated
        Orders that sold-out periods hid, from how demand ran elsewhere; None without demand.
    reconciled
        What was lost: the estimate, and never less than what is on record. The two are never
        added up.
    credits
        Praise and blame side by side, by team.
    """

    logged: float
    asked_in_vain: float
    deals: LostDeals | None
    estimated: Estimate | None
    reconciled: Estimate | None
    credits: tuple[Credit, ...]
    sentence: Words
