"""Excuses: no circles, the same subject and period, and bounds that can be met."""

from __future__ import annotations

from collections.abc import Mapping

from selaras.agreements.circles import circles, excused_by, said_circle
from selaras.agreements.lint.note import Level
from selaras.agreements.lint.subject import Subject
from selaras.agreements.phrases import said_value
from selaras.agreements.promise_nouns import said_number
from selaras.agreements.values import (
    Attempts,
    Commitment,
    Excuse,
    ResolutionTime,
    ResponseTime,
)
from selaras.errors import said


def check_excuses(subject: Subject) -> None:
    """Every excuse of every commitment, then circles among them."""
    by_name = {one.name: one for one in subject.agreement.commitments}
    for commitment in subject.agreement.commitments:
        for n, excuse in enumerate(commitment.excused):
            other = by_name.get(excuse.when.commitment)
            if other is not None:
                _check_excuse(subject, commitment, n, other)
    _check_circles(subject, by_name)


def _check_excuse(subject: Subject, commitment: Commitment, n: int, other: Commitment) -> None:
    at = subject.on(commitment, "excused", n, "when")
    if commitment.every != other.every:
        subject.note(
            Level.ERROR,
            "excuse-period",
            at,
            said(
                "`{name}` is judged every {every} and `{other}` every {others}, so that one "
                "cannot excuse the other.",
                "`{name}` dinilai setiap {every} dan `{other}` setiap {others}, sehingga yang satu "
                "tidak dapat memaklumi yang lain.",
                name=commitment.name,
                every=said_value(commitment.every),
                other=other.name,
                others=said_value(other.every),
            ),
            said("Give both the same `every`.", "Beri keduanya `every` yang sama."),
        )
    # What is promised of all together excuses each of them.
    if other.per not in (None, commitment.per):
        subject.note(
            Level.ERROR,
            "excuse-subject",
            at,
            said(
                "`{name}` is counted per {per} and `{other}` per {others}, so that one cannot "
                "excuse the other.",
                "`{name}` dihitung per {per} dan `{other}` per {others}, sehingga yang satu tidak "
                "dapat memaklumi yang lain.",
                name=commitment.name,
                per=said_value(commitment.per),
                other=other.name,
                others=said_value(other.per),
            ),
            said(
                "Give both the same `per`, or `{other}` none.",
                "Beri keduanya `per` yang sama, atau `{other}` tanpa `per`.",
                other=other.name,
            ),
        )
    if commitment.promisor == other.promisor:
        subject.note(
            Level.WARNING,
            "excuse-own",
            at,
            said(
                "`{name}` is excused by `{other}`, which {party} promises itself.",
                "`{name}` dimaklumi oleh `{other}`, yang dijanjikan {party} sendiri.",
                name=commitment.name,
                other=other.name,
                party=commitment.promisor,
            ),
            said(
                "Let it hang on what another party does.",
                "Kaitkan dengan apa yang dilakukan pihak lain.",
            ),
        )
    _check_bound(subject, commitment.excused[n], other, at)


def _check_bound(
    subject: Subject, excuse: Excuse, other: Commitment, at: tuple[str | int, ...]
) -> None:
    """The value of a promise over items is the share that was kept, from 0 to 1."""
    bound = excuse.when.bound
    is_share = isinstance(other.measure, ResponseTime | ResolutionTime | Attempts)
    if bound is not None and is_share and bound > 1:
        subject.note(
            Level.ERROR,
            "excuse-bound",
            at,
            said(
                "The value of `{name}` is the share of items that kept it, so it is never {bound}.",
                "Nilai `{name}` adalah bagian butir yang menepatinya, jadi tidak pernah {bound}.",
                name=other.name,
                bound=said_number(bound),
            ),
            said("Write a share, such as 80%.", "Tulis bagian, misalnya 80%."),
        )


def _check_circles(subject: Subject, by_name: Mapping[str, Commitment]) -> None:
    for circle in circles(subject.agreement, excused_by):
        subject.note(
            Level.ERROR,
            "excuse-circle",
            subject.on(by_name[circle[0]], "excused"),
            said(
                "Excuses go round in a circle: {way}.",
                "Pengecualian berputar-putar: {way}.",
                way=said_circle(circle),
            ),
            said("Take one of them out.", "Hapus salah satunya."),
        )
