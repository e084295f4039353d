"""Recorded verdicts traced again: only their own questions are posed, not the whole book's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from selaras.agreements.values import (
    AgreementVersion,
    Amount,
    Book,
    Count,
    Ratio,
    Varies,
    WithinObjective,
)
from selaras.calendars import Calendar, find_calendar
from selaras.errors import EvidenceError, said
from selaras.evidence import Evidence
from selaras.evidence.engines import Engine
from selaras.ledger.evaluate import FindCalendar, ask, groups_of, read_staff
from selaras.ledger.period import Period
from selaras.ledger.question import Question
from selaras.ledger.reading import Reading
from selaras.ledger.relation import judged_relation
from selaras.ledger.target import Tenure
from selaras.ledger.trace import Item, Trace, trace_of
from selaras.ledger.verdict import Verdict


def retrace(
    book: Book,
    evidence: Evidence,
    verdicts: Iterable[Verdict],
    *,
    snapshot: int,
    as_of: datetime,
    engine: Engine,
    calendars: Sequence[Path] = (),
) -> list[Trace]:
    """The items behind verdicts of `book`, as they were at a snapshot and an instant.

    Verdicts come back in the order given. Raises EvidenceError where an agreement's version or
    the snapshot is gone.
    """
    reading = Reading(engine, evidence.snapshot(snapshot), as_of, groups_of(book))
    staff = read_staff(reading)
    shelf: dict[str, Calendar] = {}

    def find(name: str) -> Calendar:
        if name not in shelf:
            shelf[name] = find_calendar(name, tuple(calendars))
        return shelf[name]

    wanted = list(verdicts)
    groups: dict[tuple[str, str, Period], list[Verdict]] = {}
    for verdict in wanted:
        groups.setdefault((verdict.version, verdict.commitment, verdict.period), []).append(verdict)
    traces: dict[Verdict, Trace] = {}
    for found in groups.values():
        question = _question(book, found[0], reading, find)
        traces |= _traces(question, found, staff.tenure)
    return [traces[verdict] for verdict in wanted]


def _traces(
    question: Question, verdicts: Sequence[Verdict], tenure: Tenure
) -> dict[Verdict, Trace]:
    """Traces of verdicts on one commitment and period: many at once where all are asked alike."""
    period = _period(question, verdicts[0])
    if len(verdicts) == 1 or not _asks_all_alike(question):
        return {
            verdict: Trace(
                verdict, trace_of(question, replace(verdict, period=period), tenure).items
            )
            for verdict in verdicts
        }
    all_of_them = trace_of(question, replace(verdicts[0], period=period, subject=None), tenure)
    subjects = _subjects(question, question.periods.index(period), tenure)
    items: dict[str | None, list[Item]] = {}
    for item in all_of_them.items:
        items.setdefault(subjects.get((item.item, item.start)), []).append(item)
    return {v: Trace(v, tuple(items.get(v.subject, ()))) for v in verdicts}


def _asks_all_alike(question: Question) -> bool:
    """Whether items are waited for, and every subject is asked the same of them."""
    commitment = question.commitment
    if isinstance(commitment.measure, Count | Amount | Ratio):
        return False
    objective = commitment.objective
    return not isinstance(objective, WithinObjective) or objective.within.varies in (
        Varies.NOTHING,
        Varies.PERIOD,
    )


def _subjects(
    question: Question, index: int, tenure: Tenure
) -> dict[tuple[str, datetime], str | None]:
    """Whose each item of a period is."""
    items = judged_relation(question.only([index]), tenure, traced=True)
    chosen = items.filter(items.period == index).select("item", "start", "subject")
    rows = question.reading.engine.to_arrow(chosen).to_pylist()
    return {(row["item"], row["start"]): row["subject"] for row in rows}


def _question(book: Book, verdict: Verdict, reading: Reading, find: FindCalendar) -> Question:
    versions = [v for v in book.versions if v.agreement.name == verdict.agreement]
    version = _version(versions, verdict)
    question = ask(
        version,
        versions,
        version.agreement.commitment(verdict.commitment),
        reading,
        find,
    )
    if question is None:
        raise EvidenceError(
            said(
                "{promise} has no period that had begun by {instant}.",
                "{promise} belum memiliki periode yang sudah mulai per {instant}.",
                promise=verdict.commitment,
                instant=reading.as_of.isoformat(),
            )
        )
    return question


def _version(versions: Sequence[AgreementVersion], verdict: Verdict) -> AgreementVersion:
    for version in versions:
        if version.version == verdict.version:
            return version
    raise EvidenceError(
        said(
            "The version {version} of {agreement} is no longer there.",
            "Versi {version} dari {agreement} sudah tidak ada.",
            version=verdict.version[:12],
            agreement=verdict.agreement,
        )
    )


def _period(question: Question, verdict: Verdict) -> Period:
    """The question's own period: what was recorded does not say whether it was cut short."""
    for index in question.judged:
        period = question.periods[index]
        if (period.first, period.last) == (verdict.period.first, verdict.period.last):
            return period
    raise EvidenceError(
        said(
            "{promise} is not held against {first} to {last} any more.",
            "{promise} tidak lagi dinilai untuk {first} sampai {last}.",
            promise=verdict.commitment,
            first=verdict.period.first,
            last=verdict.period.last,
        )
    )
