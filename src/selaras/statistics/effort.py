"""How to spread a limited number of attempts over leads of several kinds (methods.md §4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from selaras.statistics.hazards import survival

Floats = NDArray[np.float64]

_NOISE = 1e-12
"""Share of the attempts that subtracting them one kind after the other may leave or lack."""


@dataclass(frozen=True, slots=True)
class Share:
    """What leads of one kind get: `attempts` each, and `share` of them go on to `attempts_then`.

    `share` is 0 where all stop at `attempts`; `expected` is how many attempts are made in all.
    """

    attempts: int
    attempts_then: int
    share: float
    expected: float
    contacts: float
    value: float


@dataclass(frozen=True, slots=True)
class Spread:
    """The best use of the attempts there are.

    `price` is what one attempt more would be worth (its shadow price, in the unit of the value):
    0 where there are more attempts than are worth making.
    """

    shares: tuple[Share, ...]
    price: float
    expected: float
    contacts: float
    value: float


@dataclass(frozen=True, slots=True)
class _Block:
    """Attempts `first` … `last` (from 1) of one kind, taken together or not at all."""

    kind: int
    first: int
    last: int
    attempts: float
    value: float

    @property
    def worth(self) -> float:
        """Value per attempt."""
        return self.value / self.attempts


def spread(
    leads: Sequence[float],
    hazards: Sequence[ArrayLike],
    values: Sequence[float],
    attempts: float,
    *,
    floor: float = 0.0,
) -> Spread:
    """Spread `attempts` over kinds of leads so that the value of their contacts is highest.

    Parameters
    ----------
    leads
        How many there are of each kind, 0 or more.
    hazards
        Of each kind: chance of a contact at attempt 1 … n; nothing is known beyond n.
    values
        What a contact is worth, of each kind, 0 or more.
    attempts
        How many can be made in all (expected: a lead that is reached is not called again).
    floor
        Attempts worth no more than this are not made.

    With decreasing hazards this takes single attempts in order of value × h_k, which is exact.
    Where hazards rise again, attempts that are only worth making together are taken together:
    the steps of each kind's concave majorant (value against attempts), which solves the linear
    programme exactly. In the last step a share of the leads gets the attempts that are left.
    """
    if attempts < 0 or any(n < 0 for n in leads) or any(v < 0 for v in values):
        raise ValueError("leads, values and attempts must be 0 or more")
    blocks = [
        block
        for kind, (h, v) in enumerate(zip(hazards, values, strict=True))
        if leads[kind] > 0
        for block in _blocks(kind, np.asarray(h, dtype=np.float64), v)
        if block.worth > floor
    ]
    blocks.sort(key=lambda b: (-b.worth, b.kind, b.first))
    left, price = float(attempts), floor
    noise = attempts * _NOISE
    whole = [0] * len(leads)
    part: dict[int, tuple[int, float]] = {}
    for block in blocks:
        asked = leads[block.kind] * block.attempts
        if asked - left > noise:
            price = block.worth
            if left > noise:
                part[block.kind] = (block.last, left / asked)
            break
        left -= asked
        whole[block.kind] = block.last
    shares = tuple(
        _share(leads[kind], np.asarray(h, dtype=np.float64), values[kind], whole[kind],
               *part.get(kind, (whole[kind], 0.0)))
        for kind, h in enumerate(hazards)
    )  # fmt: skip
    return Spread(
        shares,
        price,
        sum(s.expected for s in shares),
        sum(s.contacts for s in shares),
        sum(s.value for s in shares),
    )


def _blocks(kind: int, h: Floats, value: float) -> list[_Block]:
    """The steps of the concave majorant of value against attempts, per lead."""
    needed = survival(h)
    blocks: list[_Block] = []
    for k in range(h.size):
        if needed[k] <= 0:
            break
        step = _Block(kind, k + 1, k + 1, float(needed[k]), float(value * needed[k] * h[k]))
        while blocks and blocks[-1].worth < step.worth:
            before = blocks.pop()
            step = _Block(
                kind,
                before.first,
                step.last,
                before.attempts + step.attempts,
                before.value + step.value,
            )
        blocks.append(step)
    return blocks


def _share(n: float, h: Floats, value: float, whole: int, then: int, share: float) -> Share:
    needed = survival(h)
    made = float(needed[:whole].sum() + share * needed[whole:then].sum())
    gained = needed * h
    contacts = float(gained[:whole].sum() + share * gained[whole:then].sum())
    return Share(whole, then, share, n * made, n * contacts, n * contacts * value)
