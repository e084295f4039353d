"""The verdict rule of methods.md §3 as data: what has to hold before anybody is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from selaras.diagnosis.finding import Cause, Effect, Estimate


@dataclass(frozen=True, slots=True)
class VerdictRule:
    """The bounds that a team's effect has to pass (*choice*); the same for every team.

    Parameters
    ----------
    sure
        How likely the team is worse than the next worst.
    second_sure
        How likely the effect of a second team is below zero before it is named beside the worst:
        naming two doubles the chances of blaming somebody wrongly.
    pair_sure
        The same where neither team is surely the worse: one of them cannot be named alone.
    least_share
        |effect| as a share of the gap.
    least_leads, least_events
        Leads and won deals in each cohort.
    least_compared
        How much of the effect rests on leads that have their like in both cohorts.
    even
        `neither`: the gap's interval lies within this share of the base.
    """

    sure: float = 0.9
    second_sure: float = 0.99
    pair_sure: float = 0.975
    least_share: float = 0.2
    least_leads: int = 30
    least_events: int = 10
    least_compared: float = 0.5
    even: float = 0.1


RULE = VerdictRule()


@dataclass(frozen=True, slots=True)
class Ruling:
    """The verdict, and the teams that it names."""

    cause: Cause
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """What the rule is applied to; effects of teams with intervals, a gap with one.

    `worse_than_next` and `harmful` are probabilities by team: of an effect below every other
    team's, and below zero. `shared_by_all`: most of the joint effect is a shift that all
    sources and all reps have in common, which may be anybody's. `own`: the effects without that
    shift, which are what a team can be named for (without it, `teams`). `apart`: by team the part
    of its effect that rests on leads of which the other cohort has next to none (`overlap`).
    """

    gap: Estimate
    base: float
    teams: tuple[Effect, ...]
    worse_than_next: Mapping[str, float]
    harmful: Mapping[str, float]
    leads: tuple[int, int]
    won: tuple[int, int]
    shared_by_all: bool = False
    own: tuple[Effect, ...] = ()
    apart: Mapping[str, float] = field(default_factory=dict)


def apply_rule(case: Case, rule: VerdictRule = RULE) -> Ruling:
    """The verdict; `cannot_tell` where nothing passes.

    Harm is an effect below zero, and a team can harm where revenue rose: it would have risen more.
    Where one team passes, it has to be worse than the next worst as well. Where two pass everything
    else, both are named: however they compare, if the second surely did harm; on less, if neither
    is surely the worse.
    """
    if case.gap.low is None or case.gap.high is None:
        return Ruling(Cause.CANNOT_TELL)
    if min(case.leads) < rule.least_leads or min(case.won) < rule.least_events:
        return Ruling(Cause.CANNOT_TELL)
    bound = rule.even * case.base
    if -bound <= case.gap.low and case.gap.high <= bound:
        return Ruling(Cause.NEITHER)
    if case.gap.low <= 0 <= case.gap.high:
        return Ruling(Cause.CANNOT_TELL)
    judged = case.own or case.teams
    passing = [team for team in judged if _harms(team, case, rule)]
    named = _named(passing, case, rule)
    if named:
        return Ruling(Cause.BOTH if len(named) > 1 else Cause(named[0]), named)
    if case.gap.low > 0 and not passing:
        # Revenue surely rose, and nobody surely held it back.
        return Ruling(Cause.NEITHER)
    return Ruling(Cause.CANNOT_TELL)


def _named(passing: Sequence[Effect], case: Case, rule: VerdictRule) -> tuple[str, ...]:
    """Of the teams that pass by themselves, who is named, the worst first."""
    worst = [team.name for team in sorted(passing, key=lambda team: team.effect)]
    second = case.harmful[worst[1]] if len(worst) >= 2 else 0.0
    if second >= rule.second_sure:
        return worst[0], worst[1]
    if worst and case.worse_than_next.get(worst[0], 0.0) >= rule.sure:
        return (worst[0],)
    return (worst[0], worst[1]) if second >= rule.pair_sure else ()


def _harms(team: Effect, case: Case, rule: VerdictRule) -> bool:
    if team.high is None or team.high >= 0:
        return False
    if rests_apart(team, case, rule):
        return False
    return abs(team.effect) >= rule.least_share * abs(case.gap.value)


def rests_apart(team: Effect, case: Case, rule: VerdictRule = RULE) -> bool:
    """Whether too little of a team's harm rests on leads that have their like in both cohorts."""
    compared = team.effect - case.apart.get(team.name, 0.0)
    return team.effect < 0 and compared > rule.least_compared * team.effect
