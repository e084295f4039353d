"""All checks of lint, in the order in which people mend things."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from selaras.agreements.lint.answerable import check_answerable, check_calendars, check_subjects
from selaras.agreements.lint.contradictions import check_contradictions
from selaras.agreements.lint.excuses import check_excuses
from selaras.agreements.lint.feasible import check_feasible
from selaras.agreements.lint.note import Level, Note, note_of
from selaras.agreements.lint.quotas import check_quotas
from selaras.agreements.lint.smart import check_smart
from selaras.agreements.lint.subject import FindCalendar, LoadedTable, Subject
from selaras.agreements.lint.windows import check_windows
from selaras.agreements.lint.wording import check_wording
from selaras.agreements.reading import check_agreement
from selaras.agreements.source import Source, read_source
from selaras.agreements.values import AgreementVersion, Book
from selaras.errors import InputError, said

CHECKS: tuple[Callable[[Subject], None], ...] = (
    check_calendars,
    check_subjects,
    check_excuses,
    check_contradictions,
    check_quotas,
    check_feasible,
    check_windows,
    check_smart,
    check_wording,
    check_answerable,
)
_ORDER = {Level.ERROR: 0, Level.WARNING: 1, Level.INFO: 2}


def lint_agreement(
    version: AgreementVersion,
    *,
    source: Source | None = None,
    calendars: FindCalendar | None = None,
    tables: Mapping[str, LoadedTable] | None = None,
    reps: int | None = None,
) -> tuple[Note, ...]:
    """Notes on the sense of one agreement version: errors first, then by line.

    Parameters
    ----------
    source
        Its YAML, for the lines of notes; read from the version's file where that is there.
    calendars
        Finds a calendar by name, raising InputError; None skips the checks that need one.
    tables
        Loaded evidence tables by name; None where no evidence is at hand.
    reps
        How many reps evidence shows; None where that is not known.
    """
    subject = Subject(version, source or _text_of(version), calendars, tables, reps)
    for check in CHECKS:
        check(subject)
    return tuple(sorted(subject.notes, key=_order))


def lint_agreements(
    book: Book,
    *,
    calendars: FindCalendar | None = None,
    tables: Mapping[str, LoadedTable] | None = None,
    reps: int | None = None,
) -> tuple[Note, ...]:
    """Notes on every version of a book, in the book's order, and on gaps between versions."""
    notes: list[Note] = []
    for version in book.versions:
        notes += lint_agreement(version, calendars=calendars, tables=tables, reps=reps)
    return (*notes, *gaps_between(book.versions))


def lint_file(
    path: Path,
    *,
    calendars: FindCalendar | None = None,
    tables: Mapping[str, LoadedTable] | None = None,
    reps: int | None = None,
) -> tuple[AgreementVersion | None, tuple[Note, ...]]:
    """The version in a file, None where its shape is wrong, and notes on shape or on sense."""
    try:
        source = read_source(path)
    except InputError as fault:
        return None, (note_of(fault),)
    version, faults = check_agreement(source)
    if version is None:
        return None, tuple(note_of(fault) for fault in faults)
    notes = lint_agreement(version, source=source, calendars=calendars, tables=tables, reps=reps)
    return version, notes


def gaps_between(versions: Sequence[AgreementVersion]) -> tuple[Note, ...]:
    """Days on which no version of an agreement holds, though one did before and one does after."""
    notes = []
    for earlier, later in pairwise(versions):
        ends, begins = earlier.agreement.effective_to, later.agreement.effective_from
        same = earlier.agreement.name == later.agreement.name
        if same and ends is not None and begins > ends + timedelta(days=1):
            sentence = said(
                "No version of `{name}` holds from {first} to {last}.",
                "Tidak ada versi `{name}` yang berlaku dari {first} sampai {last}.",
                name=later.agreement.name,
                first=ends + timedelta(days=1),
                last=begins - timedelta(days=1),
            )
            notes.append(Note(Level.WARNING, "version-gap", later.file, None, sentence))
    return tuple(notes)


def _text_of(version: AgreementVersion) -> Source | None:
    if version.file is None:
        return None
    try:
        return read_source(Path(version.file))
    except InputError:
        return None


def _order(note: Note) -> tuple[int, int, str, str]:
    return _ORDER[note.level], note.line or 0, note.code, note.sentence
