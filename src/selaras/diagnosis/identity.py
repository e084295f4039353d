"""The structural identity of revenue, over every coalition of its factors at once (methods.md §3).

R = L · Σ_s m_s · g_s · a_s · [q·W(ρ, h, 1) + (1 − q)·W(ρ, h, κ)] · w_s · p_s · δ, where g is the
share of a source's leads that have a grade and were passed on to Sales, and a the share of these
that Sales took.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from selaras.diagnosis.hidden_quality import (
    MOST_REACHED,
    NOTHING_HIDDEN,
    HiddenQuality,
    Sorted,
    sort_leads,
    wins_by_wait,
)

Floats = NDArray[np.float64]

FACTORS = (
    "volume",
    "mix",
    "quality",
    "speed",
    "persistence",
    "skill",
    "load",
    "price",
    "conversion",
    "delivery",
)
"""Bit i of a coalition is FACTORS[i]."""
TEAMS = ("marketing", "sales", "joint", "technical")
TEAM_OF = {
    "volume": "marketing",
    "mix": "marketing",
    "quality": "marketing",
    "speed": "sales",
    "persistence": "sales",
    "skill": "sales",
    "load": "joint",
    "price": "joint",
    "conversion": "joint",
    "delivery": "technical",
}
_INNER = ("quality", "speed", "persistence", "skill", "load", "conversion")


def contacts_per_lead(waits: Floats, goes_on: Floats, hazards: Floats, penalties: Floats) -> Floats:
    """Σ_w q_w·W(ρ, h, κ_w), W = Σ_k [Π_{j<k} ρ_j (1 − κh_j)]·ρ_k·κh_k.

    With two classes of wait, in time (κ = 1) and late, it is q·W(ρ, h, 1) + (1 − q)·W(ρ, h, κ).

    Parameters
    ----------
    waits
        Share of leads by how long they waited for the first attempt, shape (…, J).
    goes_on, hazards
        ρ_k and h_k, shape (…, K).
    penalties
        κ of each class of wait, shape (J,).
    """
    reached = np.zeros(
        np.broadcast_shapes(waits.shape[:-1], goes_on.shape[:-1], hazards.shape[:-1])
    )
    for waited, penalty in enumerate(penalties):
        alive = waits[..., waited] * np.ones_like(reached)
        for k in range(goes_on.shape[-1]):
            tried = alive * goes_on[..., k]
            through = np.minimum(penalty * hazards[..., k], 1.0)
            reached += tried * through
            alive = tried * (1 - through)
    return reached


@dataclass(frozen=True, slots=True)
class Shifts:
    """Logarithms by which a rate moved, by stratum, shape (C,): by source, by rep, by neither."""

    quality: Floats
    skill: Floats
    conversion: Floats


@dataclass(frozen=True, slots=True)
class Drivers:
    """Everything the identity needs of base and period, by stratum.

    Strata are combinations of source, region and segment (a *group*, `group` of shape (C,)) with a
    grade. Arrays that begin with an axis of two are base and period.

    Parameters
    ----------
    counts
        Leads passed on to Sales, shape (2, C).
    others
        Leads of each group that were not passed on, shape (2, groups).
    waits, waits_loaded
        Shares of leads by class of wait, shape (2, C, J), and by how much load alone moved the
        logit of the share up to each class in the period, shape (C, J).
    goes_on, goes_on_loaded
        ρ, shape (2, C, K), and by how much load alone moved its logit, shape (C, K).
    contact, acceptance, win
        Rates of the base, shapes (C, K), (C,), (C,), and their shifts.
    penalties
        κ by class of wait, shape (J,).
    price, delivery
        p and δ, shape (2, C).
    scale
        What makes the identity's revenue the one that was recorded, in base and period.
    hidden
        How quality that grades do not tell sorts leads as they are called.
    """

    group: NDArray[np.int64]
    groups: int
    counts: Floats
    others: Floats
    waits: Floats
    waits_loaded: Floats
    goes_on: Floats
    goes_on_loaded: Floats
    contact: Floats
    contact_shifts: Shifts
    acceptance: Floats
    acceptance_shifts: Shifts
    win: Floats
    win_shifts: Shifts
    penalties: Floats
    price: Floats
    delivery: Floats
    scale: Floats
    hidden: HiddenQuality = NOTHING_HIDDEN


def revenue_of_coalitions(drivers: Drivers, counts: Floats, others: Floats) -> Floats:
    """R of every coalition: shape (…, 2¹⁰).

    Parameters
    ----------
    counts, others
        As in `drivers`, with any leading axes: shapes (…, 2, C) and (…, 2, groups).
    """
    worth = _worth_of_lead(drivers)
    amount = drivers.price[:, None, :] * drivers.delivery[None, :, :]
    share, volume = _shares(drivers, counts, others)
    # axes: …, mix, quality, price, delivery, (speed, persistence, skill, load, conversion)
    valued = amount[:, :, None, :] * worth[:, None, None, :, :]  # quality, price, delivery, rest, C
    table = np.einsum("...mqc,qpdrc->...mqpdr", share, valued, optimize=True)
    rest = np.arange(table.shape[-1])
    scale = drivers.scale[(rest >> 4) & 1]
    table = table * scale
    game = np.empty((*volume.shape[:-1], 1 << len(FACTORS)))
    coalition = np.arange(1 << len(FACTORS))
    bit = {name: (coalition >> n) & 1 for n, name in enumerate(FACTORS)}
    others_bits = sum(bit[name] << n for n, name in enumerate(_INNER[1:]))
    game[...] = (
        volume[..., bit["volume"]]
        * table[..., bit["mix"], bit["quality"], bit["price"], bit["delivery"], others_bits]
    )
    return game


def _worth_of_lead(drivers: Drivers) -> Floats:
    """Wins per lead passed on, for each choice of quality and of the other five inner factors.

    Shape (2, 32, C); the second axis is the number whose bits are speed, persistence, skill, load
    and conversion.
    """
    if drivers.hidden.sorts:
        return _worth_of_sorted(drivers)
    return np.stack([_worth_of_alike(drivers, quality) for quality in (0, 1)])


def _worth_of_alike(drivers: Drivers, quality: int) -> Floats:
    """Wins per lead where leads of a stratum are alike, shape (32, C)."""
    number = np.arange(32)
    speed, persistence, skill, load, conversion = (
        ((number >> n) & 1).astype(np.float64) for n in range(5)
    )
    waits = _waits(drivers, speed, load)
    goes_on = _goes_on(drivers, persistence, load)
    chosen = (quality, skill[:, None], conversion[:, None])
    contact = np.minimum(
        drivers.contact * np.exp(_moved(drivers.contact_shifts, chosen))[..., None], MOST_REACHED
    )
    accepted = drivers.acceptance * np.exp(_moved(drivers.acceptance_shifts, chosen))
    win = drivers.win * np.exp(_moved(drivers.win_shifts, chosen))
    reached = contacts_per_lead(waits, goes_on, contact, drivers.penalties)
    return np.asarray(np.minimum(accepted, 1.0) * reached * np.minimum(win, 1.0))


def _worth_of_sorted(drivers: Drivers) -> Floats:
    """As `_worth_of_lead`, where hidden quality sorts the leads of a stratum."""
    hidden, penalties = drivers.hidden, drivers.penalties
    before = _sorted_before(drivers)
    chosen = _CHOSEN[..., 0, None], _CHOSEN[..., 1, None], _CHOSEN[..., 2, None]
    # axes: quality, skill, conversion, then persistence and load, then strata and attempts
    hazards = before.hazards * np.exp(_moved(drivers.contact_shifts, chosen))[..., None]
    after = _sorted_after(drivers, hazards[1, 1, 1])
    own = np.stack([before.intercepts, after.intercepts - drivers.goes_on_loaded])
    goes_on = np.stack([own, own + drivers.goes_on_loaded], axis=1)
    win = drivers.win * np.exp(_moved(drivers.win_shifts, chosen))
    win = before.win_apart(hidden) * np.minimum(win, 1.0)
    wins = wins_by_wait(
        *(hidden, goes_on, hazards[:, :, :, None, None], penalties, win[:, :, :, None, None])
    )
    accepted = drivers.acceptance * np.exp(_moved(drivers.acceptance_shifts, chosen))
    speed, load = np.repeat([0.0, 1.0], 2), np.tile([0.0, 1.0], 2)
    waits = _waits(drivers, speed, load).reshape(2, 2, *drivers.waits.shape[1:])
    # Speed is the lowest bit of a number, and the last axis of its table.
    found = np.einsum("qsvplwc,tlcw,qsvc->qvlsptc", wins, waits, np.minimum(accepted, 1.0))
    return np.asarray(found.reshape(2, 32, -1))


_CHOSEN = np.array(list(np.ndindex(2, 2, 2)), np.float64).reshape(2, 2, 2, 3)
"""Quality, skill and conversion at both of their values each."""


def _sorted_before(drivers: Drivers) -> Sorted:
    return sort_leads(
        *(drivers.hidden, drivers.waits[0], drivers.goes_on[0], drivers.contact, drivers.penalties)
    )


def _sorted_after(drivers: Drivers, hazards: Floats) -> Sorted:
    of_period = drivers.waits[1], drivers.goes_on[1], hazards
    return sort_leads(drivers.hidden, *of_period, drivers.penalties, observed=False)


def unexplained(drivers: Drivers) -> Floats:
    """By what the period's wins per lead differ from what sorting by hidden quality lets expect.

    Logarithms, shape (C,): where sorting explains a part of a shift that was fitted to leads taken
    to be alike, it is what is to be added to the shift.
    """
    before = _sorted_before(drivers)
    shift = np.exp(_moved(drivers.contact_shifts, (1, np.ones(1), np.ones(1))))
    after = _sorted_after(drivers, before.hazards * shift[:, None])
    seen = contacts_per_lead(
        drivers.waits[1],
        drivers.goes_on[1],
        np.minimum(drivers.contact * shift[:, None], MOST_REACHED),
        drivers.penalties,
    )
    of_same_win = before.win_apart(drivers.hidden) / after.win_apart(drivers.hidden)
    told = after.reached.sum(axis=1) * of_same_win
    known = (seen > 0) & (told > 0)
    return np.where(known, np.log(np.where(known, seen, 1.0) / np.where(known, told, 1.0)), 0.0)


def _moved(shifts: Shifts, chosen: tuple[int | Floats, Floats, Floats]) -> Floats:
    quality, skill, conversion = chosen
    return np.asarray(
        quality * shifts.quality + skill * shifts.skill + conversion * shifts.conversion
    )


def _waits(drivers: Drivers, speed: Floats, load: Floats) -> Floats:
    """Shares of waits for each choice of speed and load, shape (…, C, J)."""
    before, after = np.cumsum(drivers.waits, axis=-1)
    own = with_odds(after, -drivers.waits_loaded)
    moved = np.where(speed[:, None, None] > 0, own, before)
    moved = with_odds(moved, load[:, None, None] * drivers.waits_loaded)
    # Each class has odds of its own, which may not cross.
    return np.diff(np.maximum.accumulate(moved, axis=-1), axis=-1, prepend=0.0)


def _goes_on(drivers: Drivers, persistence: Floats, load: Floats) -> Floats:
    """Shares of attempts made for each choice of persistence and load, shape (…, C, K)."""
    before, after = drivers.goes_on
    own = with_odds(after, -drivers.goes_on_loaded)
    moved = np.where(persistence[:, None, None] > 0, own, before)
    return with_odds(moved, load[:, None, None] * drivers.goes_on_loaded)


def with_odds(share: Floats, moved: Floats) -> Floats:
    """Shares from 0 to 1 whose logit is moved; those at either end stay there."""
    inside = np.clip(share, 0.0, 1.0)
    factor = np.exp(moved)
    return np.asarray(inside * factor / (1 - inside + inside * factor))


def _shares(drivers: Drivers, counts: Floats, others: Floats) -> tuple[Floats, Floats]:
    """Shares of strata for each choice of mix and quality, shape (…, 2, 2, C); leads (…, 2)."""
    membership = np.zeros((counts.shape[-1], drivers.groups))
    membership[np.arange(counts.shape[-1]), drivers.group] = 1.0
    totals = counts @ membership + others
    volume = totals.sum(axis=-1)
    mix = totals / np.where(volume > 0, volume, 1.0)[..., None]
    held = totals > 0
    within = counts / np.where(held, totals, 1.0)[..., drivers.group]
    # A group without leads in one period says nothing of their grades: they are the other's.
    swapped = np.flip(within, axis=-2)
    within = np.where(held[..., drivers.group], within, swapped)
    return mix[..., :, None, drivers.group] * within[..., None, :, :], volume
