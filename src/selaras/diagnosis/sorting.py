"""Drivers of companies whose callers see more of a lead than its grade (`hidden_quality`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from scipy.special import logit

from selaras.diagnosis.choices import DecompositionChoices
from selaras.diagnosis.hidden_quality import HiddenQuality, hidden_quality
from selaras.diagnosis.identity import Drivers, unexplained

_SURE = 0.01
"""Attempts that are made more seldom, or left out more seldom, count as made so seldom."""


def sorted_drivers(drivers: Drivers, choices: DecompositionChoices) -> Iterator[Drivers]:
    """The drivers as hidden quality sorts leads, and as it would if grades told less of it."""
    hidden = _hidden(drivers, choices.grade_tells)
    if not hidden.sorts:
        yield drivers
        return
    for one in (hidden, _hidden(drivers, choices.grade_tells_at_least)):
        of_hidden = replace(drivers, hidden=one)
        shifts = drivers.win_shifts
        rest = shifts.conversion + unexplained(of_hidden)
        yield replace(of_hidden, win_shifts=replace(shifts, conversion=rest))


def sorted_alike(drivers: Drivers, unsorted: Drivers, found: Drivers) -> Drivers:
    """Those drivers sorted as the unsorted ones were when `found` was made of them."""
    shifts = drivers.win_shifts
    rest = found.win_shifts.conversion - unsorted.win_shifts.conversion
    shifts = replace(shifts, conversion=shifts.conversion + rest)
    return replace(drivers, hidden=found.hidden, win_shifts=shifts)


def _hidden(drivers: Drivers, told: float) -> HiddenQuality:
    # The first attempt is nearly always made, whatever the lead.
    later = slice(min(1, drivers.goes_on.shape[-1] - 1), None)
    goes_on = np.clip(drivers.goes_on[..., later], _SURE, 1 - _SURE)
    return hidden_quality(
        drivers.group,
        drivers.counts.sum(axis=0),
        logit(goes_on).mean(axis=(0, 2)),
        np.log(np.maximum(drivers.contact[:, 0], 1e-9)),
        np.log(np.maximum(drivers.win, 1e-9)),
        told,
    )
