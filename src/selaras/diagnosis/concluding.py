"""From effects to the finding: verdict, sentence, limits and what is still needed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from selaras.diagnosis.asked import Asked
from selaras.diagnosis.cohorts import Cells, Floats
from selaras.diagnosis.decomposition import Decomposition, Model
from selaras.diagnosis.evidence_rows import LATER, rows_of
from selaras.diagnosis.finding import Cause, Dropped, Effect, Estimate, Finding
from selaras.diagnosis.gaps_in_evidence import Holdings
from selaras.diagnosis.identity import FACTORS, TEAM_OF, TEAMS
from selaras.diagnosis.overlap import Overlap, overlap_of
from selaras.diagnosis.refusing import counts
from selaras.diagnosis.sentences import (
    limits_of,
    needed_of,
    needed_of_load,
    needed_of_overlap,
    sentence_of,
)
from selaras.diagnosis.verdict_rule import Case, Ruling, apply_rule, rests_apart
from selaras.diagnosis.what_if import imagine, suppose


def conclude(  # noqa: PLR0917  (what a finding is made of)
    asked: Asked,
    found: Decomposition,
    model: Model,
    cells: Cells,
    dropped: tuple[Dropped, ...],
    holdings: Holdings,
    age_days: int,
    attempts: int,
) -> Finding:
    """Put the verdict on the effects and everything in words."""
    n = counts(cells)
    sure = found.from_reps is not None and n["reps"] >= model.choices.least_reps
    left_out = {one.factor for one in dropped}
    factors = tuple(
        _effect(found, k, name, TEAM_OF[name], sure, float(found.within_teams[k]))
        for k, name in enumerate(FACTORS)
        if name not in left_out
    )
    teams = tuple(
        _effect(found, len(FACTORS) + k, name, name, sure) for k, name in enumerate(TEAMS)
    )
    recorded, of_plan = model.strata.recorded, asked.plan is not None
    gap = _estimate(found, len(found.values) - 1, sure)
    # What was recorded, or what the plan's drivers would have brought.
    base = float(recorded[1]) - gap.value
    # Of a plan no lead has to have its like: it says of every kind what was to become of it.
    overlap = Overlap(0.0, {}) if of_plan else overlap_of(found.drivers)
    case = replace(_case(found, gap, base, teams, n, sure), apart=overlap.effects)
    ruling = apply_rule(case) if sure else Ruling(Cause.CANNOT_TELL)
    needed = needed_of(ruling.cause, case, n, model.choices.least_reps)
    if ruling.cause is Cause.CANNOT_TELL and sure:
        if _hangs_on_overlap(case):
            needed = needed_of_overlap(overlap.leads)
        elif _hangs_on_load(found, case, n):
            needed = needed_of_load(found.rise)
    return Finding(
        verdict=ruling.cause,
        named=ruling.named,
        sentence=sentence_of(ruling, case, needed, asked.unit, of_plan=of_plan),
        gap=gap,
        base=base,
        actual=float(recorded[1]),
        factors=factors,
        teams=teams,
        dropped=dropped,
        limits=limits_of(
            holdings,
            n,
            age_days,
            of_plan=of_plan,
            rise=0.0 if found.from_queue is None else found.rise,
            alone=overlap.leads,
        ),
        needed=needed,
        n=_of_period(n) if of_plan else n,
        snapshot=asked.snapshot,
        as_of=asked.as_of,
        unit=asked.unit,
        base_span=asked.base,
        period_span=asked.period,
        age_days=age_days,
        probabilities=case.worse_than_next,
        what_if=imagine(
            found,
            attempts,
            has_attempts=holdings.attempts,
            has_waits=holdings.speed,
            sure=sure,
            of_plan=of_plan,
        ),
        plan=asked.plan,
        trace=tuple(row for row in rows_of(cells) if not of_plan or row["period"] == LATER),
        supposing=partial(suppose, found, sure=sure) if holdings.attempts else None,
    )


def _case(
    found: Decomposition,
    gap: Estimate,
    base: float,
    teams: tuple[Effect, ...],
    n: dict[str, int],
    sure: bool,
) -> Case:
    return Case(
        gap=gap,
        base=base,
        teams=teams,
        own=tuple(_own_part(found, team, sure) for team in teams),
        worse_than_next=worse_than_next(found) if sure else {},
        harmful=harmful(found) if sure else {},
        leads=(n["leads_base"], n["leads_period"]),
        won=(n["won_base"], n["won_period"]),
        shared_by_all=_shared_by_all(found),
    )


def _hangs_on_overlap(case: Case) -> bool:
    """Whether more leads would not help: the worst harm rests on kinds that came in one period."""
    worst = min(case.own, key=lambda team: team.effect)
    return rests_apart(worst, case) or bool(apply_rule(replace(case, apart={})).named)


def _hangs_on_load(found: Decomposition, case: Case, n: dict[str, int]) -> bool:
    """Whether Sales would be named if reps surely could have done more."""
    spared = found.with_time_to_spare()
    if spared is None:
        return False
    told = _case(spared, case.gap, case.base, case.teams, n, sure=True)
    return "sales" in apply_rule(replace(told, apart=case.apart)).named


def _of_period(n: dict[str, int]) -> dict[str, int]:
    """What was counted without a base: a plan counts nothing."""
    return {name: many for name, many in n.items() if not name.endswith("_base")}


def worse_than_next(found: Decomposition) -> dict[str, float]:
    """By team: how likely what can be put down to it is below that of every other team."""
    own = {name: _own_weights(found, name) for name in TEAMS}
    likely = {}
    for name in TEAMS:
        sureness = [found.sureness(own[name] - own[other]) for other in TEAMS if other != name]
        likely[name] = min(sureness) if own[name] @ found.values < 0 else 0.0
    return likely


def _own_weights(found: Decomposition, team: str) -> Floats:
    """What of the values can be put down to a team.

    A shift that all sources and all reps have in common may be anybody's, or chance: named joint,
    it would blame both teams for what may be one's alone.
    """
    weights = np.zeros(len(found.values))
    weights[len(FACTORS) + TEAMS.index(team)] = 1.0
    if team == TEAM_OF["conversion"]:
        weights[FACTORS.index("conversion")] = -1.0
    return weights


def _own_part(found: Decomposition, team: Effect, sure: bool) -> Effect:
    weights = _own_weights(found, team.name)
    ends = found.interval_of(weights) if sure else None
    low, high = ends if ends is not None else (None, None)
    return Effect(team.name, team.team, float(weights @ found.values), low, high)


def _shared_by_all(found: Decomposition) -> bool:
    joint = float(found.values[len(FACTORS) + TEAMS.index("joint")])
    return float(found.within_teams[FACTORS.index("conversion")]) < joint / 2 < 0


def harmful(found: Decomposition) -> dict[str, float]:
    """By team: how likely its effect is below zero."""
    each = np.eye(len(found.values))[len(FACTORS) : len(FACTORS) + len(TEAMS)]
    return {name: found.sureness(row) for name, row in zip(TEAMS, each, strict=True)}


def _effect(
    found: Decomposition, at: int, name: str, team: str, sure: bool, within: float | None = None
) -> Effect:
    estimate = _estimate(found, at, sure)
    return Effect(name, team, estimate.value, estimate.low, estimate.high, within)


def _estimate(found: Decomposition, at: int, sure: bool) -> Estimate:
    ends = found.interval(at) if sure else None
    low, high = ends if ends is not None else (None, None)
    return Estimate(float(found.values[at]), low, high)
