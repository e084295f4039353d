"""Every commitment of a book held against evidence as of an instant: the ledger."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import attrgetter
from pathlib import Path

import pyarrow as pa

from selaras.agreements.values import (
    AgreementVersion,
    Book,
    Commitment,
)
from selaras.calendars import Calendar, find_calendar
from selaras.errors import InputError, said
from selaras.errors.offsets import check_offset
from selaras.evidence import Evidence, Snapshot
from selaras.evidence.engines import Engine
from selaras.evidence.engines.duckdb import DuckDBEngine
from selaras.ledger.answer import answer
from selaras.ledger.excuse import excuse
from selaras.ledger.form import verdict_form
from selaras.ledger.gather import Memory, NoMemory
from selaras.ledger.history import laid_out
from selaras.ledger.money import read_rates
from selaras.ledger.period import periods_of
from selaras.ledger.question import Question, complete_from, complete_to
from selaras.ledger.reading import Reading
from selaras.ledger.shared import foresee, is_measured_with_others
from selaras.ledger.staff import Staff
from selaras.ledger.target import Tenure
from selaras.ledger.trace import Trace, trace_of
from selaras.ledger.verdict import Verdict

FindCalendar = Callable[[str], Calendar]


@dataclass(frozen=True)
class Ledger:
    """All verdicts as of an instant, in order of their keys."""

    as_of: datetime
    snapshot: Snapshot
    verdicts: tuple[Verdict, ...]
    _questions: dict[tuple[str, str, str], Question] = field(repr=False, compare=False)
    _staff: Staff = field(repr=False, compare=False)

    def but(self, *, verdicts: tuple[Verdict, ...]) -> Ledger:
        """The same ledger with other verdicts on the same questions."""
        return replace(self, verdicts=verdicts)

    @property
    def calendars(self) -> dict[str, tuple[Calendar, ...]]:
        """The calendars behind each `calendar_version` that a verdict may name."""
        return {q.calendar_version: q.calendars for q in self._questions.values()}

    def to_arrow(self) -> pa.Table:
        """A row per verdict, with the JSON form's keys; the period in two columns."""
        rows = []
        for verdict in self.verdicts:
            form = verdict_form(verdict)
            period = form.pop("period")
            # Numbers of several kinds and texts share columns here, so both are told apart.
            form["target"] = None if form["target"] is None else str(form["target"])
            form["value"] = None if form["value"] is None else float(form["value"])
            rows.append(form | {"period_start": period["start"], "period_end": period["end"]})
        return pa.Table.from_pylist(rows)

    def trace(self, verdict: Verdict) -> Trace:
        """The items behind a verdict of this ledger."""
        question = self._questions[(verdict.agreement, verdict.version, verdict.commitment)]
        return trace_of(question, verdict, self._staff.tenure)


def evaluate(
    book: Book,
    evidence: Evidence,
    *,
    as_of: datetime,
    calendars: Sequence[Path] = (),
    snapshot: int | str | None = None,
    engine: Engine | None = None,
    agreement: str | None = None,
    party: str | None = None,
    currency: str = "IDR",
    memory: Memory | None = None,
) -> Ledger:
    """Hold every agreement version of a book against a snapshot of evidence.

    Parameters
    ----------
    as_of
        Aware; what happened later is not seen.
    calendars
        Folders to look for calendars in before the shipped ones.
    snapshot
        Number or content id; the newest without it.
    agreement, party
        Only this agreement, only commitments of or to this party.
    currency
        The workspace's currency, which `rates` are stated in.
    memory
        Where counts of settled periods are remembered between evaluations.

    Raises
    ------
    InputError
        For a naive as-of, an unknown agreement, party or calendar.
    EvidenceError
        Where there is no such snapshot.
    """
    check_offset(as_of, said("The as-of", "As-of"))
    seen = evidence.snapshot(snapshot)
    remembered = memory or NoMemory()
    moment = remembered.moment(seen.id, as_of)
    reading = Reading(engine or DuckDBEngine(), seen, as_of, groups_of(book), moment)
    shelf = _Shelf(tuple(calendars))
    staff, rates = read_staff(reading), read_rates(reading, currency)
    asked = [
        (versions, _questions(versions, reading, shelf.find))
        for versions in _by_agreement(book, agreement, party)
    ]
    every = [question for _versions, posed in asked for question in posed]
    for question in every:
        foresee(question)
    verdicts: list[Verdict] = []
    with _nothing_collected():
        # Those that are measured together first: what others read is among their rows.
        every.sort(key=lambda question: not is_measured_with_others(question))
        with ThreadPoolExecutor(1) as beside:
            # Python concludes one answer while the engine works on the next.
            found = {
                id(question): beside.submit(answer(question, staff, rates, remembered))
                for question in every
            }
        for versions, posed in asked:
            verdicts += excuse([v for q in posed for v in found[id(q)].result()], versions)
    questions = {
        (q.agreement.name, q.version.version, q.commitment.name): q
        for _versions, posed in asked
        for q in posed
    }
    if party is not None:
        verdicts = [v for v in verdicts if party in (v.promisor, v.promisee)]
    ordered = tuple(sorted(verdicts, key=attrgetter("key")))
    return Ledger(as_of, seen, ordered, questions, staff)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Pause the search for cycles: verdicts are made by the ten thousand, and all are kept."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _questions(
    versions: Sequence[AgreementVersion], reading: Reading, find: FindCalendar
) -> list[Question]:
    posed = (
        ask(version, versions, commitment, reading, find)
        for version in versions
        for commitment in version.agreement.commitments
    )
    return [question for question in posed if question is not None]


def ask(
    version: AgreementVersion,
    versions: Sequence[AgreementVersion],
    commitment: Commitment,
    reading: Reading,
    find: FindCalendar,
) -> Question | None:
    """The question that a commitment of one version poses; None before its first period."""
    find = _as_adopted(version, find)
    calendar = find(version.agreement.calendar)
    choice = commitment.calendar
    names = [choice.otherwise, *(name for _value, name in choice.cases)] if choice else []
    working = tuple(find(name) for name in dict.fromkeys(names)) or (calendar,)
    every = periods_of(versions, commitment.every, calendar.time_zone, reading.as_of)
    periods, judged = laid_out(version, commitment, versions, every)
    if not judged:
        return None
    complete = complete_to(commitment, reading)
    return Question(
        version=version,
        commitment=commitment,
        periods=periods,
        judged=judged,
        calendar=calendar,
        working=working,
        reading=reading,
        horizon=None if complete is None else min(reading.as_of, complete),
        active=tuple(range(len(periods))),
        begins=complete_from(commitment, reading),
    )


def _as_adopted(version: AgreementVersion, find: FindCalendar) -> FindCalendar:
    """Calendars as the parties adopted them; as they are today where nobody did."""
    adopted = dict(version.adopted)

    def look(name: str) -> Calendar:
        if name in adopted:
            return adopted[name]
        try:
            return find(name)
        except InputError as fault:
            if fault.file is not None:
                raise
            raise InputError(fault.problem, file=version.file, mend=fault.mend) from None

    return look


def groups_of(book: Book) -> tuple[str, ...]:
    """Every column that a commitment of the book counts by or chooses its calendar by."""
    commitments = [c for version in book.versions for c in version.agreement.commitments]
    named = [c.per for c in commitments] + [c.calendar.by for c in commitments if c.calendar]
    return tuple(sorted({name for name in named if name is not None}))


def read_staff(reading: Reading) -> Staff:
    """Reps and first days from the table people."""
    if not reading.has("people"):
        return Staff()
    columns = ("person_id", "role", "active_from", "active_to")
    rows = reading.rows(
        ("staff",), lambda: reading.table("people").select(*columns).order_by("person_id")
    )
    return Staff(
        reps=tuple(
            (row["person_id"], row["active_from"], row["active_to"])
            for row in rows
            if row["role"] == "rep"
        ),
        tenure=Tenure({r["person_id"]: r["active_from"] for r in rows if r["active_from"]}),
    )


def _by_agreement(
    book: Book, agreement: str | None, party: str | None
) -> Iterable[tuple[AgreementVersion, ...]]:
    groups: dict[str, list[AgreementVersion]] = defaultdict(list)
    for version in book.versions:
        groups[version.agreement.name].append(version)
    if agreement is not None and agreement not in groups:
        raise InputError(
            said(
                "There is no agreement {agreement!r}.",
                "Tidak ada kesepakatan {agreement!r}.",
                agreement=agreement,
            ),
            mend=said(
                "Known are {known}.", "Yang dikenal: {known}.", known=", ".join(sorted(groups))
            ),
        )
    parties = {p for versions in groups.values() for v in versions for p in v.agreement.parties}
    if party is not None and party not in parties:
        raise InputError(
            said("There is no party {party!r}.", "Tidak ada pihak {party!r}.", party=party),
            mend=said(
                "Known are {known}.", "Yang dikenal: {known}.", known=", ".join(sorted(parties))
            ),
        )
    for name in sorted(groups):
        if agreement in (None, name):
            yield tuple(groups[name])


class _Shelf:
    """Calendars read once each."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self._folders, self._read = folders, dict[str, Calendar]()

    def find(self, name: str) -> Calendar:
        if name not in self._read:
            self._read[name] = find_calendar(name, self._folders)
        return self._read[name]
