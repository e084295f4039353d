"""Everything that follow-ups are judged by, from counts alone, so that it can be taken again
without a rep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from selaras.diagnosis.followup.hazard_model import Worked, hazard_table, win_rates
from selaras.statistics.effort import Spread, spread
from selaras.statistics.hazards import contact_by, expected_attempts, survival

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Setting:
    """What does not hang on the counts: how deep the curve goes, by kind and in all, and prices.

    `value` and `cost` are stated, per contact and attempt, or None; `attempts` is stated, or None
    for as many as were made. `kinds` are the depths of each kind.
    """

    depth: int
    kinds: tuple[int, ...]
    value: float | None
    cost: float | None
    attempts: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Modelled:
    """Rows are kinds; columns attempts. `value` is per contact, by kind; NaN where unknown.

    `all_*` are over kinds at the mix of leads. `plan` spreads the attempts there are, `today` is
    what the attempts made bring by the same chances: contacts and value.
    """

    hazards: Floats
    win_rates: Floats
    value: Floats
    reached: Floats
    attempts: Floats
    net: Floats
    all_reached: Floats
    all_attempts: Floats
    all_net: Floats
    all_chance: Floats
    all_worth: Floats
    plan: Spread
    today: tuple[float, float]
    cost: float

    def flat(self) -> Floats:
        """All numbers that an interval is shown of, in a fixed order (see `Places`)."""
        gained = (
            self.plan.price,
            self.plan.contacts - self.today[0],
            self.plan.value - self.today[1],
        )
        parts = (
            self.hazards, self.value, self.reached, self.hazards * self.value[:, None], self.net,
            self.all_reached, self.all_net, self.all_chance, self.all_worth, np.array(gained),
        )  # fmt: skip
        return np.concatenate([np.nan_to_num(part).ravel() for part in parts])


@dataclass(frozen=True, slots=True)
class Places:
    """Where each number stands in `Modelled.flat`."""

    kinds: int
    depth: int

    def chance(self, kind: int, k: int) -> int:
        return kind * self.depth + k

    def value(self, kind: int) -> int:
        return self._cells + kind

    def reached(self, kind: int, k: int) -> int:
        return self._cells + self.kinds + kind * self.depth + k

    def worth(self, kind: int, k: int) -> int:
        return 2 * self._cells + self.kinds + kind * self.depth + k

    def net(self, kind: int, k: int) -> int:
        return 3 * self._cells + self.kinds + kind * self.depth + k

    def all_reached(self, k: int) -> int:
        return self._whole + k

    def all_net(self, k: int) -> int:
        return self._whole + self.depth + k

    def all_chance(self, k: int) -> int:
        return self._whole + 2 * self.depth + k

    def all_worth(self, k: int) -> int:
        return self._whole + 3 * self.depth + k

    @property
    def price(self) -> int:
        return self._whole + 4 * self.depth

    @property
    def contacts_gained(self) -> int:
        return self.price + 1

    @property
    def value_gained(self) -> int:
        return self.price + 2

    @property
    def _cells(self) -> int:
        return self.kinds * self.depth

    @property
    def _whole(self) -> int:
        return 4 * self._cells + self.kinds


def model(worked: Worked, amount: float | None, setting: Setting) -> Modelled:
    """Chances, curves and the best spread of what attempts there are.

    `amount` is the mean of a won deal; None where neither it nor a value is known: then a contact
    is worth 1, and values are contacts.
    """
    attempted = worked.attempted[:, : setting.depth]
    contacts = worked.contacts[:, : setting.depth]
    hazards = hazard_table(attempted, contacts)
    rates = win_rates(worked.matured, worked.wins)
    value = _values(rates, amount, setting)
    reached, tries = contact_by(hazards), expected_attempts(hazards)
    mix = worked.leads / worked.leads.sum()
    needed = survival(hazards)
    all_needed = mix @ needed
    gained = mix @ (needed * hazards)
    worth = (mix * value) @ (needed * hazards)
    made = float(worked.attempted.sum())
    plan = spread(
        worked.leads.tolist(),
        [hazards[g, :depth] for g, depth in enumerate(setting.kinds)],
        value.tolist(),
        made if setting.attempts is None else setting.attempts,
    )
    # Where attempts are scarce, one costs what it would bring elsewhere.
    cost = plan.price if setting.cost is None else setting.cost
    expected = attempted * hazards
    return Modelled(
        hazards=hazards,
        win_rates=rates,
        value=value,
        reached=reached,
        attempts=tries,
        net=value[:, None] * reached - cost * tries,
        all_reached=mix @ reached,
        all_attempts=mix @ tries,
        all_net=(mix * value) @ reached - cost * (mix @ tries),
        all_chance=_ratio(gained, all_needed),
        all_worth=_ratio(worth, all_needed),
        plan=plan,
        today=(float(expected.sum()), float((expected * value[:, None]).sum())),
        cost=cost,
    )


def _values(rates: Floats, amount: float | None, setting: Setting) -> Floats:
    if setting.value is not None:
        return np.full(rates.shape, setting.value)
    if amount is None:
        return np.ones(rates.shape)
    return np.asarray(np.nan_to_num(rates) * amount)


def _ratio(above: Floats, below: Floats) -> Floats:
    shares = np.zeros(above.shape)
    np.divide(above, below, out=shares, where=below > 0)
    return shares


def depth_of(attempted: Sequence[float] | Floats, least: int) -> int:
    """How many attempts in a row at least so many leads had."""
    deep = 0
    for made in attempted:
        if made < least:
            break
        deep += 1
    return deep
