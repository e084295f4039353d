"""Who gets what where not all that is asked for is there: three policies, stated as rules.

- *First come*: requests are served in the order in which they came, each as far as it goes.
- *Priority*: higher priority first, then in order of coming.
- *Fair share*: every holder gets the same, and what one does not need is shared out again
  (max–min fairness; Bertsekas and Gallager 1992, ch. 6.5). Whole units that are left over go to
  those that came first.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from selaras.capacity.finding import Words
from selaras.errors import InputError, said


class Policy(StrEnum):
    """How scarce capacity is shared out."""

    FIRST_COME = "first_come"
    PRIORITY = "priority"
    FAIR_SHARE = "fair_share"


SAYS = {
    Policy.FIRST_COME: Words(
        "Requests are served in the order in which they came.",
        "Permintaan dilayani menurut urutan datangnya.",
    ),
    Policy.PRIORITY: Words(
        "Requests of higher priority are served first, then in the order in which they came.",
        "Permintaan dengan prioritas lebih tinggi dilayani dahulu, lalu menurut urutan datangnya.",
    ),
    Policy.FAIR_SHARE: Words(
        "Every holder gets the same; what one does not need is shared out among the others.",
        "Setiap pemegang mendapat bagian yang sama; yang tidak dibutuhkan dibagikan kepada yang "
        "lain.",
    ),
}
"""What each policy does, in a sentence."""
POLICY_IN_FORCE = Policy.FIRST_COME
"""The rule by which reservations are taken one by one (*choice*)."""


@dataclass(frozen=True, slots=True)
class Request:
    """`quantity` asked for by `holder`; requests are in the order in which they came."""

    holder: str
    quantity: float
    priority: int = 0


def ration(
    policy: Policy, available: float, requests: Sequence[Request], *, whole: bool = False
) -> tuple[float, ...]:
    """What each request gets, in their order: never more than it asks, never more in all.

    `whole`: in whole units. Raises InputError for a request below 0 or that is no number.
    """
    for request in requests:
        if not (math.isfinite(request.quantity) and request.quantity >= 0):
            raise InputError(
                said(
                    "{holder} asks for {quantity}.",
                    "{holder} meminta {quantity}.",
                    holder=request.holder,
                    quantity=f"{request.quantity:g}",
                ),
                mend=said("A request is 0 or more.", "Permintaan bernilai 0 atau lebih."),
            )
    left = max(available, 0.0)
    left = float(math.floor(left + 1e-9)) if whole else left
    if policy is Policy.FAIR_SHARE:
        return _fair(left, requests, whole=whole)
    order = list(range(len(requests)))
    if policy is Policy.PRIORITY:
        order.sort(key=lambda n: -requests[n].priority)
    return _in_order(left, requests, order, whole=whole)


def _in_order(
    left: float, requests: Sequence[Request], order: Sequence[int], *, whole: bool
) -> tuple[float, ...]:
    granted = [0.0] * len(requests)
    for n in order:
        asked = requests[n].quantity
        granted[n] = min(math.floor(asked + 1e-9) if whole else asked, left)
        left -= granted[n]
    return tuple(granted)


def _fair(left: float, requests: Sequence[Request], *, whole: bool) -> tuple[float, ...]:
    """Shares of holders by water-filling; a holder's share goes to its requests in order."""
    asked: dict[str, float] = defaultdict(float)
    for request in requests:
        asked[request.holder] += math.floor(request.quantity + 1e-9) if whole else request.quantity
    shares = _filled(left, asked)
    if whole:
        shares = _whole(left, shares, asked)
    granted = []
    for request in requests:
        wanted = math.floor(request.quantity + 1e-9) if whole else request.quantity
        given = min(wanted, shares[request.holder])
        shares[request.holder] -= given
        granted.append(float(given))
    return tuple(granted)


def _filled(left: float, asked: dict[str, float]) -> dict[str, float]:
    shares: dict[str, float] = {}
    waiting = sorted(asked, key=lambda holder: asked[holder])
    for n, holder in enumerate(waiting):
        shares[holder] = min(asked[holder], left / (len(waiting) - n))
        left -= shares[holder]
    return shares


def _whole(left: float, shares: dict[str, float], asked: dict[str, float]) -> dict[str, float]:
    """Whole shares; what rounding leaves goes one by one to those that came first."""
    found = {holder: float(math.floor(share + 1e-9)) for holder, share in shares.items()}
    spare = math.floor(min(left, sum(asked.values())) - sum(found.values()) + 1e-9)
    for holder, wanted in asked.items():
        if spare > 0 and found[holder] < wanted:
            found[holder] += 1.0
            spare -= 1
    return found
