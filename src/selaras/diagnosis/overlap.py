"""Which leads of one period have their like in the other: of the rest nothing can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from selaras.diagnosis.cohorts import Floats
from selaras.diagnosis.decomposition import effects
from selaras.diagnosis.identity import FACTORS, TEAM_OF, TEAMS, Drivers, revenue_of_coalitions

Flags = NDArray[np.bool_]

_RAREST = 0.05
"""Propensities lie between this and one less this (methods.md §3, *choice*)."""
_COUNTED = ("volume", "mix")
"""Told from how many leads came: that none of a kind came is known as surely as that many did."""
_OF_NOBODY = "conversion"
"""What all sources and reps have in common names no team (`verdict_rule`)."""
_BY_GROUP = ("quality",)
"""Grades are a part of what it compares: leads of a source, region and segment are alike to it."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much hangs on leads of which the other period has next to none.

    `leads` is their share, the mean of both periods, and `effects` the part of what each team can
    be named for.
    """

    leads: float
    effects: Mapping[str, float]


def overlap_of(drivers: Drivers) -> Overlap:
    """What of the effects rests on leads of a kind that one period has next to none of.

    Within a kind speed, persistence and the like are compared between the periods; where one of
    them lacks it, what is told of it is carried over from other kinds.
    """
    totals = np.zeros((2, drivers.groups))
    for period in (0, 1):
        np.add.at(totals[period], drivers.group, drivers.counts[period])
    in_both = occurs_in_both(drivers.counts)
    game = _within(drivers, np.ones(in_both.shape, bool))
    by_stratum = game - _within(drivers, in_both)
    by_group = game - _within(drivers, occurs_in_both(totals + drivers.others)[drivers.group])
    of_teams = dict.fromkeys(TEAMS, 0.0)
    for k, name in enumerate(FACTORS):
        if name not in _COUNTED and name != _OF_NOBODY:
            apart = by_group if name in _BY_GROUP else by_stratum
            of_teams[TEAM_OF[name]] += float(apart[k])
    leads = drivers.counts.sum(axis=1)
    alone = drivers.counts[:, ~in_both].sum(axis=1) / np.where(leads > 0, leads, 1.0)
    return Overlap(float(alone.mean()), of_teams)


def occurs_in_both(counts: Floats) -> Flags:
    """Of each kind of lead whether the propensity of being the period's lies within bounds.

    Parameters
    ----------
    counts
        Leads of each kind in base and period, shape (2, C). The propensity is that of a lead of
        the kind if both periods had equally many leads; half a lead is added on either side, so
        that a kind of few leads is not taken to be missing from where it came by chance to none.
    """
    totals = np.maximum(counts.sum(axis=1, keepdims=True), 1.0)
    shares = (counts + 0.5) / totals
    propensity = shares[1] / shares.sum(axis=0)
    return np.asarray((propensity >= _RAREST) & (propensity <= 1 - _RAREST))


def _within(drivers: Drivers, chosen: Flags) -> Floats:
    """Owen values of the factors, of what leads of some strata brought alone, shape (10,).

    Revenue is a sum over strata, and so are effects on it.
    """
    only = replace(drivers, price=np.where(chosen, drivers.price, 0.0))
    _effects, within = effects(revenue_of_coalitions(only, only.counts, only.others))
    return within
