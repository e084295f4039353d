"""Lint: is an agreement well formed, and does it make sense?"""

from selaras.agreements.lint.checking import (
    gaps_between,
    lint_agreement,
    lint_agreements,
    lint_file,
)
from selaras.agreements.lint.note import Level, Note, note_of
from selaras.agreements.lint.subject import FindCalendar, LoadedTable, WorkingDays

__all__ = [
    "FindCalendar",
    "Level",
    "LoadedTable",
    "Note",
    "WorkingDays",
    "gaps_between",
    "lint_agreement",
    "lint_agreements",
    "lint_file",
    "note_of",
]
