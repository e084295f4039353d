"""Quotas: what members promise has to add up to the goal that it is part of."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from selaras.agreements.circles import circles, part_of, said_circle
from selaras.agreements.lint.note import Level
from selaras.agreements.lint.periods import periods, target_on, times_in
from selaras.agreements.lint.subject import Subject
from selaras.agreements.phrases import said_value
from selaras.agreements.promise_nouns import said_number
from selaras.agreements.values import (
    Commitment,
    Count,
    Direction,
    NumberObjective,
    Schedule,
    Varies,
)
from selaras.errors import Said, said


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
    if _goes_round(subject):
        return
    for goal in agreement.commitments:
        parts = [one for one in agreement.commitments if one.part_of == goal.name]
        if not parts:
            continue
        members = [_member(subject, part, goal) for part in parts]
        known = [member for member in members if member is not None]
        if len(known) == len(parts):
            _check_goal(subject, goal, known)


def _goes_round(subject: Subject) -> bool:
    """Whether goals are parts of each other, so that nothing can add up."""
    found = list(circles(subject.agreement, part_of))
    for circle in found:
        subject.note(
            Level.ERROR,
            "quota-circle",
            subject.on(subject.agreement.commitment(circle[0]), "part_of"),
            said(
                "Goals are parts of each other, in a circle: {way}.",
                "Sasaran saling menjadi bagian, berputar-putar: {way}.",
                way=said_circle(circle),
            ),
            said("Take one `part_of` out.", "Hapus salah satu `part_of`."),
        )
    return bool(found)


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
            said(
                "`{part}` cannot add up to `{goal}`: they measure different things, or one is a "
                "floor and the other a ceiling.",
                "`{part}` tidak dapat dijumlahkan menjadi `{goal}`: keduanya mengukur hal yang "
                "berbeda, atau yang satu batas bawah dan yang lain batas atas.",
                part=part.name,
                goal=goal.name,
            ),
            said(
                "Measure the same, in the same currency, with the same kind of bound.",
                "Ukur hal yang sama, dalam mata uang yang sama, dengan jenis batas yang sama.",
            ),
        )
        return None
    times = times_in(part.every, goal.every)
    if times is None:
        subject.note(
            Level.ERROR,
            "quota-period",
            at,
            said(
                "`{part}` is for every {every} and `{goal}` for every {others}, which the first "
                "does not divide.",
                "`{part}` berlaku setiap {every} dan `{goal}` setiap {others}, yang tidak habis "
                "dibagi oleh yang pertama.",
                part=part.name,
                every=said_value(part.every),
                goal=goal.name,
                others=said_value(goal.every),
            ),
            said(
                "Give both the same `every`, or months, quarters and years.",
                "Beri keduanya `every` yang sama, atau bulan, triwulan, dan tahun.",
            ),
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
    hint = said("", "")
    if fits and each:
        hint = said(
            " It adds up with {n} of them.",
            " Jumlahnya pas dengan {n} anggota.",
            n=said_number(asked / each),
        )
    subject.note(
        Level.INFO,
        "quota-members",
        subject.on(commitment, "part_of"),
        said(
            "How many share `{name}` is not known, so that it cannot be added up.{hint}",
            "Berapa yang berbagi `{name}` tidak diketahui, sehingga tidak dapat dijumlahkan.{hint}",
            name=commitment.name,
            hint=hint,
        ),
        said(
            "Write `part_of: {{commitment: {goal}, members: N}}`.",
            "Tulis `part_of: {{commitment: {goal}, members: N}}`.",
            goal=commitment.part_of,
        ),
    )


def _say_off(
    subject: Subject, goal: Commitment, members: list[Member], sums: tuple[Decimal, Decimal]
) -> None:
    asked, total = sums
    assert isinstance(goal.objective, NumberObjective)
    is_least = goal.objective.direction is Direction.AT_LEAST
    fails = total < asked if is_least else total > asked
    unit = f" {goal.currency}" if goal.currency else ""
    each = [f"`{m.commitment.name}`" + (f" × {m.size}" if m.size != 1 else "") for m in members]
    even = said("more than is needed", "melebihi yang diperlukan")
    if fails:
        even = said("even if all keep it", "sekalipun semuanya menepatinya")
    gap = said("short", "kurang") if total < asked else said("over", "lebih")
    subject.note(
        Level.ERROR if fails else Level.WARNING,
        "quota-sum",
        subject.on(members[0].commitment, "part_of"),
        said(
            "{names} add up to {total}{unit} a {every}, and `{goal}` is {asked}{unit}: "
            "{off}{unit} {gap}, {even}.",
            "{names} berjumlah {total}{unit} per {every}, sedangkan `{goal}` {asked}{unit}: "
            "{gap} {off}{unit}, {even}.",
            names=Said(" and ".join(each), " dan ".join(each)),
            total=_money(total),
            unit=unit,
            every=said_value(goal.every),
            goal=goal.name,
            asked=_money(asked),
            off=_money(abs(total - asked)),
            gap=gap,
            even=even,
        ),
        said(
            "Change the quotas, the goal, or the number of members.",
            "Ubah kuota, tujuan, atau jumlah anggotanya.",
        ),
    )


def _money(amount: Decimal) -> Said:
    return said_number(amount, 0 if amount == amount.to_integral_value() else 2)
