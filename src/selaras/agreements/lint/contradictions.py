"""Commitments that cannot both be kept, and those that add nothing."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from selaras.agreements.lint.note import Level
from selaras.agreements.lint.periods import all_targets, periods, target_on
from selaras.agreements.lint.subject import Subject
from selaras.agreements.promise_nouns import said_number
from selaras.agreements.values import (
    Commitment,
    Direction,
    NumberObjective,
    Schedule,
    Varies,
    WithinObjective,
)
from selaras.agreements.version import canonical_value
from selaras.calendars.duration import Duration
from selaras.errors import said

CHANGE_ONE = said("Change one of the two.", "Ubah salah satunya.")


def check_contradictions(subject: Subject) -> None:
    """Every two commitments that measure the same of the same subjects and periods."""
    for one, other in combinations(subject.agreement.commitments, 2):
        if _looks_at(one) == _looks_at(other):
            _compare(subject, one, other)


def _looks_at(commitment: Commitment) -> Any:
    """What a commitment looks at, whatever it asks and whoever promises it."""
    return [
        canonical_value(part)
        for part in (
            commitment.measure,
            commitment.per,
            commitment.every,
            commitment.of,
            commitment.currency,
            commitment.calendar,
        )
    ]


def _compare(subject: Subject, one: Commitment, other: Commitment) -> None:
    ours, theirs = one.objective, other.objective
    if isinstance(ours, NumberObjective) and isinstance(theirs, NumberObjective):
        if ours.direction is not theirs.direction:
            is_least = ours.direction is Direction.AT_LEAST
            _compare_bounds(subject, *((one, other) if is_least else (other, one)))
        elif _is_implied(ours, theirs):
            _say_idle(subject, one, other)
        elif _is_implied(theirs, ours):
            _say_idle(subject, other, one)
    elif isinstance(ours, WithinObjective) and isinstance(theirs, WithinObjective):
        if _is_looser(ours, theirs):
            _say_idle(subject, one, other)
        elif _is_looser(theirs, ours):
            _say_idle(subject, other, one)


def _compare_bounds(subject: Subject, floor: Commitment, ceiling: Commitment) -> None:
    least, most = floor.objective, ceiling.objective
    assert isinstance(least, NumberObjective)
    assert isinstance(most, NumberObjective)
    if least.share + most.share <= 1:
        return  # some items may lie above and others below
    for first, _ in periods(floor.every, *subject.span):
        low, high = target_on(least.target, first), target_on(most.target, first)
        if low is not None and high is not None and low > high:
            subject.note(
                Level.ERROR,
                "contradiction",
                subject.on(ceiling, "objective"),
                said(
                    "`{floor}` asks for at least {low} and `{ceiling}` for at most {high} of the "
                    "same: both cannot be kept.",
                    "`{floor}` meminta sedikitnya {low} dan `{ceiling}` paling banyak {high} dari "
                    "hal yang sama: keduanya tidak dapat ditepati.",
                    floor=floor.name,
                    low=said_number(low),
                    ceiling=ceiling.name,
                    high=said_number(high),
                ),
                CHANGE_ONE,
            )
            return


def _is_implied(ours: NumberObjective, theirs: NumberObjective) -> bool:
    """Whether whoever keeps `theirs` keeps `ours` as well."""
    if not (_is_fixed(ours.target) and _is_fixed(theirs.target)) or ours.share > theirs.share:
        return False
    mine, other = ours.target.otherwise, theirs.target.otherwise
    if mine is None or other is None:
        return False
    return mine <= other if ours.direction is Direction.AT_LEAST else mine >= other


def _is_looser(ours: WithinObjective, theirs: WithinObjective) -> bool:
    if ours.share > theirs.share:
        return False
    mine, other = all_targets(ours.within), all_targets(theirs.within)
    return all(_is_longer(a, b) for a in mine for b in other)


def _is_longer(one: Duration, other: Duration) -> bool:
    if one.unit is other.unit:
        return one.amount >= other.amount
    same_clock = one.is_business is other.is_business
    if one.seconds is None or other.seconds is None or not same_clock:
        return False
    return one.seconds >= other.seconds


def _is_fixed(schedule: Schedule[Any]) -> bool:
    return schedule.varies is Varies.NOTHING


def _say_idle(subject: Subject, idle: Commitment, stronger: Commitment) -> None:
    subject.note(
        Level.WARNING,
        "redundant",
        subject.on(idle, "objective"),
        said(
            "`{idle}` adds nothing: whoever keeps `{stronger}` keeps it too.",
            "`{idle}` tidak menambah apa pun: siapa yang menepati `{stronger}` juga menepatinya.",
            idle=idle.name,
            stronger=stronger.name,
        ),
        said("Take it out, or ask for something else.", "Hapus, atau minta hal lain."),
    )
