"""The verdict rule of methods.md §3 as data: what has to hold before anybody is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from selaras.diagnosis.finding import Cause, Effect, Estimate


@dataclass(frozen=True, slots=True)
class VerdictRule:
    """The bounds that a team's effect has to pass (*choice*); the same for every team.

    Parameters
    ----------
    sure
        How likely the team is worse than the next worst.
    least_share
        |effect| as a share of the gap.
    least_leads, least_events
        Leads and won deals in each cohort.
    even
        `neither`: the gap's interval lies within this share of the base.
    """

    sure: float = 0.9
    least_share: float = 0.2
    least_leads: int = 30
    least_events: int = 10
    even: float = 0.1


RULE = VerdictRule()


@dataclass(frozen=True, slots=True)
class Case:
    """What the rule is applied to; effects of teams with intervals, a gap with one."""

    gap: Estimate
    base: float
    teams: tuple[Effect, ...]
    worse_than_next: Mapping[str, float]
    leads: tuple[int, int]
    won: tuple[int, int]


def apply_rule(case: Case, rule: VerdictRule = RULE) -> Cause:
    """The verdict; `cannot_tell` where nothing passes.

    A harm is an effect in the direction of the gap: below zero where revenue fell.
    """
    if case.gap.low is None or case.gap.high is None:
        return Cause.CANNOT_TELL
    if min(case.leads) < rule.least_leads or min(case.won) < rule.least_events:
        return Cause.CANNOT_TELL
    bound = rule.even * case.base
    if -bound <= case.gap.low and case.gap.high <= bound:
        return Cause.NEITHER
    if case.gap.high >= 0:
        return Cause.CANNOT_TELL
    passing = [team.name for team in case.teams if _harms(team, case, rule)]
    for name in passing:
        if case.worse_than_next.get(name, 0.0) >= rule.sure:
            return Cause(name)
    if len(passing) >= 2:
        return Cause.BOTH if set(passing) == {"marketing", "sales"} else Cause.CANNOT_TELL
    return Cause.CANNOT_TELL


def _harms(team: Effect, case: Case, rule: VerdictRule) -> bool:
    if team.high is None or team.high >= 0:
        return False
    return abs(team.effect) >= rule.least_share * abs(case.gap.value)
