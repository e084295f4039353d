"""What-if sliders: worlds worked out beforehand, so that each move is answered at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from selaras.diagnosis.finding import Estimate, Finding, World
from selaras.reports.numbers import Amounts
from selaras.reports.words import Language

ATTEMPTS = 8
"""The most attempts that the slider goes to; 0 leaves them as they were."""
IN_TIME = (0.0, 0.5, 1.0)
"""Shares of the late first answers that come in time: the slider's steps."""


@dataclass(frozen=True, slots=True)
class Supposed:
    """Revenue in a world, and its change against what was, as texts."""

    revenue: str
    change: str
    interval: str
    is_clear: bool


def supposed_worlds(finding: Finding) -> dict[str, Any] | None:
    """Every world that the sliders reach: revenue, change and its interval by the world's name.

    None where the evidence does not tell of attempts, or where nothing could be told at all.
    """
    if finding.supposing is None or finding.actual is None or finding.plan is not None:
        return None
    worlds = [
        World(attempts or None, share, quality, mix)
        for attempts in range(ATTEMPTS + 1)
        for share in IN_TIME
        for quality in (False, True)
        for mix in (False, True)
    ]
    answers = finding.supposing(worlds)
    return {
        "unit": finding.unit,
        "actual": finding.actual,
        "worlds": {
            _name(world): [revenue, change.value, change.low, change.high]
            for world, (revenue, change) in zip(worlds, answers, strict=True)
        },
    }


def look_up(kept: dict[str, Any], world: World, language: Language) -> Supposed | None:
    """What was worked out of a world; None for one that the sliders do not reach."""
    found = kept["worlds"].get(_name(world))
    if found is None:
        return None
    revenue, value, low, high = found
    money = Amounts.over([kept["actual"], revenue], kept["unit"], language)
    changes = Amounts.over([value, low, high], kept["unit"], language)
    estimate = Estimate(value, low, high)
    return Supposed(
        revenue=money.full(revenue),
        change=changes.full(value, sign=True),
        interval=f"{changes.span(low, high, signs=True)} {changes.head}" if low is not None else "",
        is_clear=estimate.low is not None
        and estimate.high is not None
        and (estimate.low > 0 or estimate.high < 0),
    )


def _name(world: World) -> str:
    return f"{world.attempts or 0}-{world.in_time:g}-{world.quality:d}{world.mix:d}"
