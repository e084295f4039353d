"""Words, dates and people: terms nobody uses, targets for no period, ids that name somebody."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selaras.agreements.lint.note import Level
from selaras.agreements.lint.periods import covers, periods, start_of
from selaras.agreements.lint.subject import Subject
from selaras.agreements.phrases import said_value
from selaras.agreements.values import (
    Amount,
    Commitment,
    Count,
    GrowthObjective,
    NumberObjective,
    Predicate,
    Ratio,
    Varies,
    VisibleTo,
)
from selaras.errors import said

_PERSONAL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+|\+?\d[\d ()-]{8,}\d")
"""What looks like an e-mail address or a telephone number."""


def check_wording(subject: Subject) -> None:
    """Terms, keys of targets, prorating and personal data."""
    _check_terms(subject)
    for commitment in subject.agreement.commitments:
        _check_keys(subject, commitment)
        _check_prorate(subject, commitment)
        _check_personal(subject, commitment)
    _check_visibility(subject)


def _check_terms(subject: Subject) -> None:
    used = {term for one in subject.agreement.commitments for term in _terms_in(one)}
    for term in subject.agreement.terms:
        if term.name not in used:
            subject.note(
                Level.WARNING,
                "term-unused",
                ("terms", term.name),
                said(
                    "No commitment uses the term `{name}`.",
                    "Tidak ada janji yang memakai istilah `{name}`.",
                    name=term.name,
                ),
                said("Use it, or take it out.", "Pakai, atau hapus."),
            )


def _terms_in(commitment: Commitment) -> Iterator[str | None]:
    measure = commitment.measure
    if isinstance(measure, Ratio):
        yield from (measure.of.term, measure.over.term)
    elif isinstance(measure, Count | Amount):
        yield measure.term


def _check_keys(subject: Subject, commitment: Commitment) -> None:
    objective = commitment.objective
    if isinstance(objective, GrowthObjective):
        return
    is_number = isinstance(objective, NumberObjective)
    schedule = objective.target if is_number else objective.within  # type: ignore[union-attr]
    if schedule.varies is not Varies.PERIOD:
        return
    bound = objective.direction.value if isinstance(objective, NumberObjective) else "within"
    starts = [first for first, _ in periods(commitment.every, *subject.span)]
    # The first period may be cut short: it goes by the name of the whole one.
    starts.append(start_of(commitment.every, subject.span[0]))
    for key, _ in schedule.cases:
        if not any(covers(key, start) for start in starts):
            subject.note(
                Level.WARNING,
                "target-period",
                subject.on(commitment, "objective", bound, key),
                said(
                    "No {every} of this agreement begins in {key}, so that this target of `{name}` "
                    "is never asked.",
                    "Tidak ada {every} dari kesepakatan ini yang mulai pada {key}, sehingga target "
                    "`{name}` ini tidak pernah diminta.",
                    every=said_value(commitment.every),
                    key=key,
                    name=commitment.name,
                ),
                said(
                    "Name a period in which one begins, or take it out.",
                    "Sebut periode tempat salah satunya mulai, atau hapus.",
                ),
            )


def _check_prorate(subject: Subject, commitment: Commitment) -> None:
    if commitment.prorate is not None and not isinstance(commitment.measure, Count | Amount):
        subject.note(
            Level.WARNING,
            "prorate",
            subject.on(commitment, "prorate"),
            said(
                "`prorate` changes nothing for `{name}`: only counts and amounts shrink with "
                "their period.",
                "`prorate` tidak mengubah apa pun bagi `{name}`: hanya jumlah dan nilai yang "
                "menyusut bersama periodenya.",
                name=commitment.name,
            ),
            said("Take it out.", "Hapus."),
        )


def _check_personal(subject: Subject, commitment: Commitment) -> None:
    for words, path in _personal_places(commitment):
        if any(_PERSONAL.fullmatch(word.strip()) for word in words):
            subject.note(
                Level.WARNING,
                "personal",
                subject.on(commitment, *path),
                said(
                    "`{name}` holds what looks like a person's address or number, and agreements "
                    "are read by all parties.",
                    "`{name}` memuat sesuatu yang tampak seperti alamat atau nomor seseorang, "
                    "padahal kesepakatan dibaca semua pihak.",
                    name=commitment.name,
                ),
                said(
                    "Use the random id that the evidence has for this person.",
                    "Pakai id acak orang itu di dalam bukti.",
                ),
            )


def _personal_places(commitment: Commitment) -> Iterator[tuple[list[str], tuple[str, ...]]]:
    objective = commitment.objective
    if not isinstance(objective, GrowthObjective):
        is_number = isinstance(objective, NumberObjective)
        schedule = objective.target if is_number else objective.within  # type: ignore[union-attr]
        if schedule.varies is Varies.SUBJECT:  # a period's key is a date, not a number to call
            yield [key for key, _ in schedule.cases], ("objective",)
    yield _texts(commitment.of), ("of",)
    measure = commitment.measure
    wheres = (
        [measure.of.where, measure.over.where] if isinstance(measure, Ratio) else [measure.where]
    )
    for where in wheres:
        yield _texts(where), ("measure",)


def _texts(predicate: Predicate) -> list[str]:
    return [value for c in predicate for value in c.values if isinstance(value, str)]


def _check_visibility(subject: Subject) -> None:
    by_person = [one.name for one in subject.agreement.commitments if one.per == "rep"]
    if by_person and subject.agreement.individuals is VisibleTo.PARTIES:
        names = ", ".join(f"`{name}`" for name in by_person)
        subject.note(
            Level.INFO,
            "personal",
            ("individuals",),
            said(
                "Every party sees the figures of single people in {names}.",
                "Semua pihak melihat angka perorangan di {names}.",
                names=names,
            ),
            said(
                "Write `individuals: {{visible_to: own_team}}` if that is not meant.",
                "Tulis `individuals: {{visible_to: own_team}}` bila bukan itu maksudnya.",
            ),
        )
