"""What the grade does not tell of a lead's quality, and how it sorts leads as they are called.

Those who call see more of a lead than its grade. Leads that are given up are then the worse ones
of their grade, and leads that nobody reached so far are worse than those that were: to call fewer
times loses less than the average lead of the grade would have brought. Within a stratum quality is
a standard normal deviate z; by it go the logit of being called again, the logarithm of the contact
hazard and that of the win rate, while their means over the leads that come to each attempt are
those that were observed. How far z reaches is told by the grades: they are a noisy label of the
same quality, and what they do not tell moves rates in the proportion of what they do tell.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

_NODES = np.sqrt(3.0) * np.array([-1.0, 0.0, 1.0])
_WEIGHTS = np.array([1.0, 4.0, 1.0]) / 6
"""Gauss and Hermite: exact for polynomials up to the fifth degree."""
_STEPS = 4
_LEAST = 1e-9
MOST_REACHED = 0.99
"""Hazards stay below this."""


@dataclass(frozen=True, slots=True)
class HiddenQuality:
    """By how much a standard deviation of hidden quality moves rates.

    `goes_on` in logits of making the next attempt, `contact` and `win` in logarithms of the rate.
    """

    goes_on: float = 0.0
    contact: float = 0.0
    win: float = 0.0

    @property
    def sorts(self) -> bool:
        """Whether it makes a difference which leads are called on."""
        return any((self.goes_on, self.contact, self.win))


NOTHING_HIDDEN = HiddenQuality()


def hidden_quality(
    group: Codes, leads: Floats, goes_on: Floats, contact: Floats, win: Floats, told: float
) -> HiddenQuality:
    """Read off how rates differ between the grades of a group, if those tell that share of quality.

    Parameters
    ----------
    group
        Strata of one group differ by their grade alone, shape (C,).
    leads
        Shape (C,).
    goes_on, contact, win
        Means of the logit of going on, log hazard, log win rate, shape (C,).
    told
        Share of the variance of quality among leads of a group that the grade tells, 0 to 1.
    """

    def within(values: Floats) -> Floats:
        many = np.bincount(group, leads)
        mean = np.bincount(group, leads * values) / np.where(many > 0, many, 1.0)
        return np.asarray(values - mean[group])

    worth = within(contact) + within(win)
    spread = float(leads @ worth**2) / max(float(leads.sum()), 1e-12)
    if spread <= _LEAST:
        return NOTHING_HIDDEN
    slopes = (float(leads @ (worth * within(one))) for one in (goes_on, contact, win))
    scale = np.sqrt((1 - told) / told) / (np.sqrt(spread) * leads.sum())
    return HiddenQuality(*(slope * float(scale) for slope in slopes))


@dataclass(frozen=True, slots=True)
class Sorted:
    """What leads of z = 0 meet where all of them together show the observed rates.

    `intercepts` of the logit of going on and `hazards`, shape (C, K); `reached` are contacts per
    lead by hidden quality, shape (C, Z).
    """

    intercepts: Floats
    hazards: Floats
    reached: Floats

    def win_apart(self, hidden: HiddenQuality) -> Floats:
        """The win rate of z = 0 as a share of that of all who were reached, shape (C,)."""
        return _ratio(self.reached.sum(axis=1), self.reached @ np.exp(hidden.win * _NODES))


def sort_leads(
    hidden: HiddenQuality,
    waits: Floats,
    goes_on: Floats,
    contact: Floats,
    penalties: Floats,
    *,
    observed: bool = True,
) -> Sorted:
    """Follow leads from attempt to attempt; shapes as in `identity.contacts_per_lead`.

    `contact` is the observed hazard; not `observed`, it is that of z = 0.
    """
    likelier = np.exp(hidden.contact * _NODES)
    alive = waits.T[:, :, None] * _WEIGHTS
    reached = np.zeros_like(alive)
    hazards = np.array(contact, np.float64)
    intercepts = np.empty_like(goes_on)
    for k in range(goes_on.shape[-1]):
        intercepts[:, k] = _intercepts(alive.sum(axis=0), goes_on[:, k], hidden.goes_on)
        tried = alive * expit(intercepts[:, k, None] + hidden.goes_on * _NODES)
        if observed:
            heard = np.einsum("jcz,j->cz", tried, penalties)
            hazards[:, k] *= _ratio(heard.sum(axis=1), heard @ likelier)
        chance = penalties[:, None, None] * hazards[:, k, None] * likelier
        through = tried * np.minimum(chance, MOST_REACHED)
        reached += through
        alive = tried - through
    return Sorted(intercepts, hazards, reached.sum(axis=0))


def wins_by_wait(
    hidden: HiddenQuality, goes_on: Floats, hazards: Floats, penalties: Floats, win: Floats
) -> Floats:
    """Wins per lead by class of wait, shape (…, J, C).

    Parameters
    ----------
    goes_on, hazards
        Logits of going on, and hazards, at z = 0, shape (…, C, K).
    win
        Win rates at z = 0, shape (…, C).
    """
    likelier = np.exp(hidden.contact * _NODES)
    won = np.minimum(win[..., None] * np.exp(hidden.win * _NODES), 1.0)
    going = expit(goes_on[..., None] + hidden.goes_on * _NODES)
    chances = hazards[..., None] * likelier
    shape = np.broadcast_shapes(going.shape[:-2], chances.shape[:-2], won.shape[:-1])
    found = np.empty((*shape[:-1], len(penalties), shape[-1]))
    for waited, penalty in enumerate(penalties):
        alive = np.broadcast_to(_WEIGHTS, (*shape, len(_WEIGHTS)))
        reached = np.zeros(alive.shape)
        for k in range(going.shape[-2]):
            tried = alive * going[..., k, :]
            contacts = tried * np.minimum(penalty * chances[..., k, :], MOST_REACHED)
            reached += contacts
            alive = tried - contacts
        found[..., waited, :] = (reached * won).sum(axis=-1)
    return found


def _intercepts(alive: Floats, share: Floats, slope: float) -> Floats:
    """Where the logit of going on lies at z = 0 for that share of those alive to go on, (C,)."""
    wanted = np.clip(share, _LEAST, 1 - _LEAST)
    total = alive.sum(axis=1)
    part = alive / np.where(total > 0, total, 1.0)[:, None]
    level = logit(wanted)
    for _step in range(_STEPS):
        going = expit(level[:, None] + slope * _NODES)
        rise = (part * going * (1 - going)).sum(axis=1)
        off = wanted - (part * going).sum(axis=1)
        level += np.clip(off / np.maximum(rise, 1e-12), -1.0, 1.0)
    return np.asarray(level)


def _ratio(over: Floats, under: Floats) -> Floats:
    return np.asarray(np.where(under > 0, over / np.where(under > 0, under, 1.0), 1.0))
