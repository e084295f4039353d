"""What an attribution says: credit by model and channel, marketing's share, small wins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from selaras.diagnosis.attribution.question import Asked, Model

Says = Mapping[str, str]
"""A sentence by language, `en` and `id`."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value and its 90% interval; None where it cannot be stated."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class ChannelCredit:
    """One channel under one model.

    `conversions` and `revenue` sum over channels to those of all paths, `share` to 1. `removal` is
    the share of conversions that would be lost without the channel, Markov's models only.
    """

    channel: str
    conversions: Estimate
    share: Estimate
    revenue: Estimate | None
    removal: Estimate | None = None


@dataclass(frozen=True, slots=True)
class ModelCredit:
    """All channels under one model, the greatest credit first.

    `leader` is the channel with most conversions, `leader_chance` the share of draws of customers
    in which it leads.
    """

    model: Model
    channels: tuple[ChannelCredit, ...]
    leader: str
    leader_chance: float


@dataclass(frozen=True, slots=True)
class Contribution:
    """A part of all conversions: `sourced` or `influenced` by Marketing."""

    kind: str
    conversions: Estimate
    share: Estimate
    revenue: Estimate | None


@dataclass(frozen=True, slots=True)
class Compared:
    """Leads that met a thing, against those that did not, at equal grade and month of arrival.

    `ratio` is the ratio of the shares that converted (Mantel–Haenszel over these); `made` is
    1 − 1/ratio: the share of its conversions that would not have come without it, if the leads
    were otherwise alike. None where an arm is too thin.
    """

    met: int
    met_converted: int
    other: int
    other_converted: int
    ratio: Estimate | None
    made: Estimate | None


@dataclass(frozen=True, slots=True)
class SmallWin:
    """A conversion and the touch that most likely brought it.

    `sure` is `likely`, `possible`, `not_shown` or `cannot_tell`.
    """

    lead: str
    converted_at: datetime
    value: float | None
    channel: str
    campaign: str | None
    asset: str | None
    touched_at: datetime
    touches: int
    compared: Compared
    sure: str
    sentence: Says


@dataclass(frozen=True, slots=True)
class Numbers:
    """How much is behind it: leads with touches, touches, conversions, deals."""

    paths: int
    null_paths: int
    touches: int
    conversions: int
    conversions_touched: int
    deals: int
    buckets: int
    draws: int


@dataclass(frozen=True, slots=True)
class Attribution:
    """The answer. `verdict` is `leads` (with `leader`) or `cannot_tell` (with `reason`).

    `models` and `contributions` are empty where `reason` says that there is too little for them.
    `revenue_total` is in `currency`; None where revenue cannot be stated.
    """

    asked: Asked
    snapshot: str
    horizon: datetime
    currency: str
    verdict: str
    leader: str | None
    reason: str | None
    sentence: Says
    needed: int | None
    n: Numbers
    revenue_total: float | None
    models: tuple[ModelCredit, ...]
    contributions: tuple[Contribution, ...]
    wins: tuple[SmallWin, ...]
    limits: tuple[Says, ...]
