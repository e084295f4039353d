"""What lint looks at: one agreement version, where its text stands, and what is known around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Protocol

from selaras.agreements.lint.choices import MONTHS_WITHOUT_END
from selaras.agreements.lint.note import Level, Note
from selaras.agreements.source import Source, Step
from selaras.agreements.values import Agreement, AgreementVersion, Commitment
from selaras.errors import InputError


class WorkingDays(Protocol):
    """As much of a calendar as lint needs."""

    def working_days(self, first: date, last: date) -> int:
        """How many local dates from `first` to `last`, both included, are working days."""
        ...


FindCalendar = Callable[[str], WorkingDays]
"""A calendar by its name; InputError where there is none, or it is wrong."""


@dataclass(frozen=True, slots=True)
class LoadedTable:
    """What is known of a loaded evidence table, without reading its rows.

    `null_columns` are null in every row; in the TIME columns `day_columns` only the day is known
    in every row. `begins` is the first day of the month of its first event, None where it has none
    or where its source says from when on it is complete.
    """

    rows: int
    null_columns: frozenset[str] = frozenset()
    day_columns: frozenset[str] = frozenset()
    begins: date | None = None


@dataclass(frozen=True)
class Subject:
    """One agreement version under lint, and the notes on it so far.

    Parameters
    ----------
    source
        Its YAML, for the lines of notes; None where there is no text.
    calendars
        Finds calendars; None leaves the checks out that need one.
    tables
        The loaded tables by name; None where no evidence is at hand.
    reps
        How many reps the evidence shows; None where that is not known.
    """

    version: AgreementVersion
    source: Source | None = None
    calendars: FindCalendar | None = None
    tables: Mapping[str, LoadedTable] | None = None
    reps: int | None = None
    notes: list[Note] = field(default_factory=list)

    @property
    def agreement(self) -> Agreement:
        return self.version.agreement

    def note(
        self,
        level: Level,
        code: str,
        path: tuple[Step, ...],
        sentence: str,
        mend: str | None = None,
    ) -> None:
        """Keep a note on the part of the YAML that `path` leads to."""
        line = None if self.source is None else self.source.line(path)
        self.notes.append(Note(level, code, self.version.file, line, sentence, mend))

    def on(self, commitment: Commitment, *steps: Step) -> tuple[Step, ...]:
        """The path of a commitment, or of a part of it."""
        return ("commitments", commitment.name, *steps)

    @cached_property
    def span(self) -> tuple[date, date]:
        """The days it is in force; a year of them where it states no end."""
        agreement = self.agreement
        first = self.version.in_force_from or agreement.effective_from
        last = self.version.in_force_to or agreement.effective_to
        if last is None:
            month = first.year * 12 + first.month - 1 + MONTHS_WITHOUT_END
            year = min(month // 12, date.max.year)
            last = date(year, month % 12 + 1, 1)
        return first, max(first, last)

    def calendar(self, name: str) -> WorkingDays | None:
        """The calendar of that name; None where it is not at hand (another check says so)."""
        if self.calendars is None:
            return None
        try:
            return self.calendars(name)
        except InputError:
            return None

    def working_days(self, name: str, first: date, last: date) -> int | None:
        """Working days from `first` to `last` by the calendar `name`; None where not known."""
        calendar = self.calendar(name)
        if calendar is None:
            return None
        try:
            return calendar.working_days(first, last)
        except InputError:
            return None
