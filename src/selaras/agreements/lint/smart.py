"""SMART: metric, baseline, target, unit, owner, deadline (methods.md section 10)."""

from __future__ import annotations

from selaras.agreements.lint.note import Level
from selaras.agreements.lint.periods import all_targets
from selaras.agreements.lint.subject import Subject
from selaras.agreements.phrases import LANGUAGES, say_bound
from selaras.agreements.promise_nouns import said_number
from selaras.agreements.values import (
    Amount,
    Attempts,
    Commitment,
    Count,
    Direction,
    NumberObjective,
    Ratio,
)
from selaras.errors import Said, said

_PARTS = {"owner": "penanggung jawab", "baseline": "nilai awal", "currency": "mata uang"}
"""What a commitment may lack, in Bahasa Indonesia."""
_MOVE_ONE = said("Move one of the two.", "Geser salah satunya.")


def check_smart(subject: Subject) -> None:
    """A baseline, a unit and an owner for every commitment, and a target beyond the baseline."""
    for commitment in subject.agreement.commitments:
        _check_parts(subject, commitment)
        _check_baseline(subject, commitment)
        _check_reachable(subject, commitment)
        _check_deadline(subject, commitment)


def _check_parts(subject: Subject, commitment: Commitment) -> None:
    # A metric and a target are always there, or it could not have been read; the deadline is the
    # period's end where none is written.
    has_unit = not isinstance(commitment.measure, Amount) or commitment.currency is not None
    missing = [
        name
        for name, is_there in (
            ("owner", commitment.owner is not None),
            ("baseline", commitment.baseline is not None),
            ("currency", has_unit),
        )
        if not is_there
    ]
    if not missing:
        return
    subject.note(
        Level.WARNING,
        "smart",
        subject.on(commitment),
        said(
            "`{name}` states no {missing}.",
            "`{name}` belum menyebut {missing}.",
            name=commitment.name,
            missing=Said(" and no ".join(missing), " dan ".join(_PARTS[name] for name in missing)),
        ),
        said(
            "Write {keys}.",
            "Tulis {keys}.",
            keys=", ".join(f"`{name}: …`" for name in missing),
        ),
    )


def _check_baseline(subject: Subject, commitment: Commitment) -> None:
    objective, baseline = commitment.objective, commitment.baseline
    if baseline is None or not isinstance(objective, NumberObjective):
        return
    if isinstance(commitment.measure, Attempts):
        return  # the baseline of a share of items is not its number of attempts
    targets = all_targets(objective.target)
    is_least = objective.direction is Direction.AT_LEAST
    if targets and all(t <= baseline if is_least else t >= baseline for t in targets):
        subject.note(
            Level.WARNING,
            "reached",
            subject.on(commitment, "objective"),
            said(
                "`{name}` asks for no more than there already was: its baseline is {baseline}.",
                "`{name}` tidak meminta lebih dari yang sudah ada: nilai awalnya {baseline}.",
                name=commitment.name,
                baseline=said_number(baseline),
            ),
            said(
                "Set a target beyond the baseline, or correct the baseline.",
                "Tetapkan target di atas nilai awal, atau betulkan nilai awalnya.",
            ),
        )


def _check_reachable(subject: Subject, commitment: Commitment) -> None:
    objective, measure = commitment.objective, commitment.measure
    if not isinstance(objective, NumberObjective):
        return
    targets = all_targets(objective.target)
    at = subject.on(commitment, "objective")
    is_least = objective.direction is Direction.AT_LEAST
    is_part = isinstance(measure, Ratio) and _is_part(measure.of, measure.over)
    if is_part and is_least and any(target > 1 for target in targets):
        subject.note(
            Level.ERROR,
            "unreachable",
            at,
            said(
                "`{name}` asks for more than all: what it counts is a part of what it is held "
                "against.",
                "`{name}` meminta lebih dari semuanya: yang dihitungnya adalah bagian dari "
                "pembandingnya.",
                name=commitment.name,
            ),
            said("Write a share, such as 20%.", "Tulis bagian, misalnya 20%."),
        )
    never = is_least and bool(targets) and all(target <= 0 for target in targets)
    always = is_part and not is_least and bool(targets) and all(target >= 1 for target in targets)
    if never or always:
        subject.note(
            Level.WARNING,
            "unreachable",
            at,
            said(
                "`{name}` can never be missed: {bound}.",
                "`{name}` mustahil tidak ditepati: {bound}.",
                name=commitment.name,
                bound=Said(*(say_bound(objective, measure, one) for one in LANGUAGES)),
            ),
            said(
                "Ask for something, or take the commitment out.",
                "Mintalah sesuatu, atau hapus janjinya.",
            ),
        )


def _is_part(of: Count, over: Count) -> bool:
    """Whether every row of `of` is surely one of `over`."""
    same = (of.table, of.at, of.distinct) == (over.table, over.at, over.distinct)
    return same and all(condition in of.where for condition in over.where)


def _check_deadline(subject: Subject, commitment: Commitment) -> None:
    deadline = commitment.deadline
    if deadline is None:
        return
    agreement = subject.agreement
    at = subject.on(commitment, "deadline")
    if deadline < agreement.effective_from:
        subject.note(
            Level.ERROR,
            "deadline",
            at,
            said(
                "The deadline of `{name}`, {deadline}, lies before the agreement begins on {day}.",
                "Tenggat `{name}`, {deadline}, jatuh sebelum kesepakatan mulai pada {day}.",
                name=commitment.name,
                deadline=deadline,
                day=agreement.effective_from,
            ),
            _MOVE_ONE,
        )
    elif agreement.effective_to is not None and deadline > agreement.effective_to:
        subject.note(
            Level.WARNING,
            "deadline",
            at,
            said(
                "The deadline of `{name}`, {deadline}, lies after the agreement ends on {day}.",
                "Tenggat `{name}`, {deadline}, jatuh sesudah kesepakatan berakhir pada {day}.",
                name=commitment.name,
                deadline=deadline,
                day=agreement.effective_to,
            ),
            _MOVE_ONE,
        )
