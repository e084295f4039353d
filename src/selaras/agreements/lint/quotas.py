"""Quotas: what members promise has to add up to the goal that it is part of."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from selaras.agreements.fields import show_number
from selaras.agreements.lint.note import Level
from selaras.agreements.lint.periods import periods, target_on, times_in
from selaras.agreements.lint.subject import Subject
from selaras.agreements.values import (
    Commitment,
    Count,
    Direction,
    NumberObjective,
    Schedule,
    Varies,
)


@dataclass(frozen=True, slots=True)
class Member:
    """A commitment that is part of a goal: `times` of its periods make one of the goal's.

    `size` is how many subjects share it; None where nobody knows.
    """

    commitment: Commitment
    target: Schedule[Decimal]
    times: int
    size: int | None


def check_quotas(subject: Subject) -> None:
    """Every goal that something is part of, period by period; the first that is off is told."""
    agreement = subject.agreement
    for goal in agreement.commitments:
        parts = [one for one in agreement.commitments if one.part_of == goal.name]
        if not parts:
            continue
        members = [_member(subject, part, goal) for part in parts]
        known = [member for member in members if member is not None]
        if len(known) == len(parts):
            _check_goal(subject, goal, known)


def size_of(subject: Subject, commitment: Commitment) -> int | None:
    """How many subjects share a commitment: stated, one, or as many reps as evidence shows."""
    if commitment.members is not None:
        return commitment.members
    if commitment.per is None:
        return 1
    return subject.reps if commitment.per == "rep" else None


def _member(subject: Subject, part: Commitment, goal: Commitment) -> Member | None:
    at = subject.on(part, "part_of")
    if not _same_kind(part, goal):
        subject.note(
            Level.ERROR,
            "quota-kind",
            at,
            f"`{part.name}` cannot add up to `{goal.name}`: they measure different things, or "
            "one is a floor and the other a ceiling.",
            "Measure the same, in the same currency, with the same kind of bound.",
        )
        return None
    times = times_in(part.every, goal.every)
    if times is None:
        subject.note(
            Level.ERROR,
            "quota-period",
            at,
            f"`{part.name}` is for every {part.every} and `{goal.name}` for every {goal.every}, "
            "which the first does not divide.",
            "Give both the same `every`, or months, quarters and years.",
        )
        return None
    assert isinstance(part.objective, NumberObjective)
    return Member(part, part.objective.target, times, size_of(subject, part))


def _same_kind(part: Commitment, goal: Commitment) -> bool:
    ours, theirs = part.objective, goal.objective
    if not isinstance(ours, NumberObjective) or not isinstance(theirs, NumberObjective):
        return False
    same_bound = ours.direction is theirs.direction
    is_total = type(part.measure) is type(goal.measure) and part.currency == goal.currency
    adds_up = isinstance(part.measure, Count) or part.currency is not None
    return same_bound and is_total and adds_up


def _check_goal(subject: Subject, goal: Commitment, members: list[Member]) -> None:
    assert isinstance(goal.objective, NumberObjective)
    for first, _ in periods(goal.every, *subject.span):
        asked = target_on(goal.objective.target, first)
        if asked is None:
            continue
        unknown = [member for member in members if _total(member, first) is None]
        if unknown:
            _ask_size(subject, unknown[0], asked, first)
            return
        total = sum((_total(member, first) or Decimal(0) for member in members), Decimal(0))
        if total != asked:
            _say_off(subject, goal, members, (asked, total))
            return


def _total(member: Member, day: object) -> Decimal | None:
    """What all who share it promise in the goal's period that begins on `day`."""
    schedule, size = member.target, member.size
    if size is None or schedule.varies is Varies.TENURE:
        return None
    if schedule.varies is Varies.SUBJECT:
        named = sum((target for _, target in schedule.cases), Decimal(0))
        rest = max(0, size - len(schedule.cases)) * (schedule.otherwise or Decimal(0))
        return member.times * (named + rest)
    target = target_on(schedule, day)  # type: ignore[arg-type]
    return None if target is None else member.times * size * target


def _ask_size(subject: Subject, member: Member, asked: Decimal, day: object) -> None:
    commitment = member.commitment
    target = target_on(member.target, day)  # type: ignore[arg-type]
    each = None if target is None else member.times * target
    fits = each is not None and each > 0 and asked % each == 0
    hint = f" It adds up with {show_number(asked / each)} of them." if fits and each else ""
    subject.note(
        Level.INFO,
        "quota-members",
        subject.on(commitment, "part_of"),
        f"How many share `{commitment.name}` is not known, so that it cannot be added up.{hint}",
        f"Write `part_of: {{commitment: {commitment.part_of}, members: N}}`.",
    )


def _say_off(
    subject: Subject, goal: Commitment, members: list[Member], sums: tuple[Decimal, Decimal]
) -> None:
    asked, total = sums
    assert isinstance(goal.objective, NumberObjective)
    is_least = goal.objective.direction is Direction.AT_LEAST
    fails = total < asked if is_least else total > asked
    unit = f" {goal.currency}" if goal.currency else ""
    names = " and ".join(
        f"`{m.commitment.name}`" + (f" × {m.size}" if m.size != 1 else "") for m in members
    )
    even = "even if all keep it" if fails else "more than is needed"
    subject.note(
        Level.ERROR if fails else Level.WARNING,
        "quota-sum",
        subject.on(members[0].commitment, "part_of"),
        f"{names} add up to {_money(total)}{unit} a {goal.every}, and `{goal.name}` is "
        f"{_money(asked)}{unit}: {_money(abs(total - asked))}{unit} {_gap(total, asked)}, {even}.",
        "Change the quotas, the goal, or the number of members.",
    )


def _gap(total: Decimal, asked: Decimal) -> str:
    return "short" if total < asked else "over"


def _money(amount: Decimal) -> str:
    return f"{amount:,.2f}".removesuffix(".00")
