"""What a rate is worth: by how much contacts rise where it does."""

from __future__ import annotations

import numpy as np

from selaras.diagnosis.cohorts import Floats
from selaras.diagnosis.identity import contacts_per_lead
from selaras.diagnosis.strata import Strata

_STEP = 0.02
"""Step of numeric derivatives, in logarithms."""


def elasticity(
    strata: Strata, waits: Floats, goes_on: Floats, contact: Floats, penalties: Floats
) -> float:
    """By how many percent contacts rise where every hazard rises by one."""
    once = contacts_per_lead(waits, goes_on, contact, penalties)
    more = contacts_per_lead(waits, goes_on, contact * np.exp(_STEP), penalties)
    return _rise(strata, once, more)


def worth_of_going_on(
    strata: Strata, waits: Floats, goes_on: Floats, contact: Floats, penalties: Floats
) -> float:
    """By how many percent contacts rise where one percent fewer leads are given up each time."""
    once = contacts_per_lead(waits, goes_on, contact, penalties)
    kept = given_up_less(goes_on, np.array(_STEP))
    return _rise(strata, once, contacts_per_lead(waits, kept, contact, penalties))


def _rise(strata: Strata, once: Floats, more: Floats) -> float:
    leads = strata.counts.sum(axis=0)
    found = float(leads @ once)
    return float(np.log(leads @ more / found) / _STEP) if found > 0 else 1.0


def given_up_less(goes_on: Floats, shift: Floats) -> Floats:
    """Shares of attempts made where those not made fall by `shift`, a logarithm, shape (C,)."""
    return np.clip(1 - (1 - goes_on) * np.exp(-shift)[..., None], 1e-9, 1.0)
