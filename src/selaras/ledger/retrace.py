"""Recorded verdicts traced again: only their own questions are posed, not the whole book's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from selaras.agreements.values import AgreementVersion, Book
from selaras.calendars import Calendar, find_calendar
from selaras.errors import EvidenceError
from selaras.evidence import Evidence
from selaras.evidence.engines import Engine
from selaras.ledger.evaluate import FindCalendar, ask, groups_of, read_staff
from selaras.ledger.period import Period
from selaras.ledger.question import Question
from selaras.ledger.reading import Reading
from selaras.ledger.trace import Trace, trace_of
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

    posed: dict[tuple[str, str], Question] = {}
    traces = []
    for verdict in verdicts:
        key = (verdict.version, verdict.commitment)
        if key not in posed:
            posed[key] = _question(book, verdict, reading, find)
        question = posed[key]
        whole = _period(question, verdict)
        trace = trace_of(question, replace(verdict, period=whole), staff.tenure)
        traces.append(Trace(verdict, trace.items))
    return traces


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
            f"{verdict.commitment} has no period that had begun by {reading.as_of.isoformat()}."
        )
    return question


def _version(versions: Sequence[AgreementVersion], verdict: Verdict) -> AgreementVersion:
    for version in versions:
        if version.version == verdict.version:
            return version
    raise EvidenceError(
        f"The version {verdict.version[:12]} of {verdict.agreement} is no longer there."
    )


def _period(question: Question, verdict: Verdict) -> Period:
    """The question's own period: what was recorded does not say whether it was cut short."""
    for period in question.periods:
        if (period.first, period.last) == (verdict.period.first, verdict.period.last):
            return period
    raise EvidenceError(
        f"{verdict.commitment} is not held against {verdict.period.first} to "
        f"{verdict.period.last} any more."
    )
