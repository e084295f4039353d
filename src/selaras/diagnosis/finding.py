"""What a diagnosis says: the finding and its parts, and their JSON form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import numpy as np

from selaras.errors.sentences import Said, days_in_words

Json = dict[str, Any]


class Cause(StrEnum):
    """The verdict of a finding."""

    MARKETING = "marketing"
    SALES = "sales"
    BOTH = "both"
    NEITHER = "neither"
    TECHNICAL = "technical"
    JOINT = "joint"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Span:
    """Days of a cohort, both included."""

    first: date
    last: date

    def __str__(self) -> str:
        return f"{self.first.isoformat()}/{self.last.isoformat()}"

    @property
    def words(self) -> Said:
        """The days as a sentence has them: `January to March 2026`."""
        return days_in_words(self.first, self.last)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with the ends of its 90% interval, None where there is no interval."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Effect:
    """What one factor or one team did to the gap.

    `share_of_team` is a factor's part of its team's effect (Owen value): these sum to the team's.
    """

    name: str
    team: str
    effect: float
    low: float | None
    high: float | None
    share_of_team: float | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """The same sentence in both languages."""

    en: str
    id: str

    def as_json(self) -> Json:
        return {"en": self.en, "id": self.id}


@dataclass(frozen=True, slots=True)
class Dropped:
    """A factor that the evidence does not speak of, and why."""

    factor: str
    reason: Words


@dataclass(frozen=True, slots=True)
class Imagined:
    """Revenue had one thing been otherwise: a model's answer. `change` is against what was."""

    name: str
    says: Words
    revenue: float
    change: Estimate


@dataclass(frozen=True, slots=True)
class World:
    """How it might have been otherwise in the period.

    `attempts` on every lead that nobody reached, None: as many as were made. `in_time` is the
    share, from 0 to 1, of the late first answers that would have come in time. `quality` and `mix`
    say whether these would have stayed what they were in the base.
    """

    attempts: int | None = None
    in_time: float = 0.0
    quality: bool = False
    mix: bool = False


Supposed = tuple[tuple[float, Estimate], ...]
"""Of each world the revenue, and its change against what was."""


@dataclass(frozen=True, slots=True)
class Needed:
    """What would settle a finding: leads in each cohort, or the day it can be asked again."""

    leads: int | None
    on: date | None
    says: Words


@dataclass(frozen=True, slots=True)
class Finding:
    """Why revenue of one cohort is not that of another, or of a plan.

    Parameters
    ----------
    base, actual
        Revenue of the cohorts at equal age, in `unit`; None where it could not be counted.
    named
        The teams that the verdict names: two for `both`, none where it cannot tell.
    probabilities
        By team: how likely its harm is greater than every other team's.
    trace
        The cells that everything was computed from, a mapping each; see `selaras diagnose`.
    supposing
        Answers worlds of one's own, for as long as the finding is in memory (`what_if.suppose`);
        None where the evidence does not tell of attempts. It is no part of the JSON form.
    """

    verdict: Cause
    sentence: Words
    gap: Estimate | None
    base: float | None
    actual: float | None
    factors: tuple[Effect, ...]
    teams: tuple[Effect, ...]
    dropped: tuple[Dropped, ...]
    limits: tuple[Words, ...]
    needed: Needed | None
    n: Mapping[str, int]
    snapshot: str | None
    as_of: datetime
    unit: str
    base_span: Span | None
    period_span: Span
    age_days: int | None
    named: tuple[str, ...] = ()
    probabilities: Mapping[str, float] = field(default_factory=dict)
    what_if: tuple[Imagined, ...] = ()
    plan: str | None = None
    trace: tuple[Json, ...] = ()
    supposing: Callable[[Sequence[World]], Supposed] | None = field(
        default=None, repr=False, compare=False
    )

    def as_json(self) -> Json:
        """The finding as plain values: floats of 9 significant digits, ISO dates."""
        gap = self.gap
        return {
            "verdict": self.verdict.value,
            "named": list(self.named),
            "sentence": self.sentence.as_json(),
            "gap": None if gap is None else _estimate(gap),
            "base": _plain(self.base),
            "actual": _plain(self.actual),
            "factors": [_effect(factor) for factor in self.factors],
            "teams": [_effect(team) for team in self.teams],
            "dropped": [{"factor": d.factor, "reason": d.reason.as_json()} for d in self.dropped],
            "limits": [limit.as_json() for limit in self.limits],
            "needed": None if self.needed is None else _needed(self.needed),
            "n": dict(self.n),
            "snapshot": self.snapshot,
            "as_of": self.as_of.isoformat(),
            "unit": self.unit,
            "periods": {
                "base": None if self.base_span is None else str(self.base_span),
                "period": str(self.period_span),
                "age_days": self.age_days,
                "plan": self.plan,
            },
            "probabilities": {name: _plain(p) for name, p in self.probabilities.items()},
            "what_if": [
                {
                    "name": one.name,
                    "says": one.says.as_json(),
                    "revenue": _plain(one.revenue),
                    "change": _estimate(one.change),
                }
                for one in self.what_if
            ],
            "trace": [dict(row) for row in self.trace],
        }


def _estimate(estimate: Estimate) -> Json:
    return {
        "value": _plain(estimate.value),
        "low": _plain(estimate.low),
        "high": _plain(estimate.high),
    }


def _effect(effect: Effect) -> Json:
    form = {
        "name": effect.name,
        "team": effect.team,
        "effect": _plain(effect.effect),
        "low": _plain(effect.low),
        "high": _plain(effect.high),
    }
    if effect.share_of_team is not None:
        form["share_of_team"] = _plain(effect.share_of_team)
    return form


def _needed(needed: Needed) -> Json:
    return {
        "leads": needed.leads,
        "on": None if needed.on is None else needed.on.isoformat(),
        "says": needed.says.as_json(),
    }


def _plain(value: float | None) -> float | None:
    if value is None or not np.isfinite(value):
        return None
    return float(f"{value:.9g}")
