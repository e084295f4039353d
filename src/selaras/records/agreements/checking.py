"""A text held against the format, the calendars and the evidence: what is wrong, and where."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from selaras.agreements.lint import FindCalendar, Level, Note, lint_agreement, note_of
from selaras.agreements.reading import check_agreement
from selaras.agreements.source import Source, parse_source
from selaras.agreements.values import AgreementVersion
from selaras.calendars import find_calendar
from selaras.errors import InputError
from selaras.workspace import Workspace
from selaras.workspace.known_evidence import Known, known_evidence


@dataclass(frozen=True, slots=True)
class Checked:
    """What a text comes to: its version where it can be read at all, and every note on it."""

    version: AgreementVersion | None
    notes: tuple[Note, ...]
    source: Source | None

    @property
    def errors(self) -> tuple[Note, ...]:
        return tuple(note for note in self.notes if note.level is Level.ERROR)

    @property
    def is_sound(self) -> bool:
        """Whether it may be proposed."""
        return self.version is not None and not self.errors

    def commitment_of(self, note: Note) -> str | None:
        """The commitment whose lines a note is about; None where it is about the rest."""
        if self.source is None or note.line is None:
            return None
        starts = sorted(
            (line, str(path[1]))
            for path, line in self.source.lines.items()
            if len(path) == 2 and path[0] == "commitments"
        )
        found = None
        for line, name in starts:
            if line <= note.line:
                found = name
        return found


def check_text(text: str, workspace: Workspace) -> Checked:
    """Read and lint a text against a workspace; never raises for what somebody wrote."""
    return _check(
        text, workspace, _newest_snapshot(workspace.evidence), _stamp(workspace.calendars)
    )


@lru_cache(maxsize=128)
def _check(text: str, workspace: Workspace, snapshot: str, calendars: tuple[str, ...]) -> Checked:
    """The same text, evidence and calendars have the same notes, so they are looked for once."""
    del calendars
    try:
        source = parse_source(text)
    except InputError as fault:
        return Checked(None, (note_of(fault),), None)
    version, faults = check_agreement(source)
    if version is None:
        return Checked(None, tuple(note_of(fault) for fault in faults), source)
    known = _known_at(workspace.evidence, snapshot)
    notes = lint_agreement(
        version,
        source=source,
        calendars=_calendars(workspace.calendars),
        tables=None if known is None else known.tables,
        reps=None if known is None else known.reps,
    )
    return Checked(version, notes, source)


def _calendars(folder: Path) -> FindCalendar:
    return lru_cache(maxsize=64)(lambda name: find_calendar(name, (folder,)))


def _stamp(folder: Path) -> tuple[str, ...]:
    """What changes when a calendar of the workspace does."""
    if not folder.is_dir():
        return ()
    return tuple(sorted(f"{p.name} {p.stat().st_mtime_ns}" for p in folder.glob("*.y*ml")))


def _newest_snapshot(evidence: Path) -> str:
    folder = evidence / "_snapshots"
    return max((p.name for p in folder.glob("*.json")), default="") if folder.is_dir() else ""


@lru_cache(maxsize=4)
def _known_at(evidence: Path, newest: str) -> Known | None:
    return known_evidence(evidence) if newest else None
