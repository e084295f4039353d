"""What lint has to say: one note for each thing that is wrong, doubtful or worth knowing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from selaras.errors import InputError


class Level(StrEnum):
    """How bad it is: an error keeps the agreement from working, a warning may, info tells."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Note:
    """One finding of lint.

    `code` names the check and stays the same from release to release. `line` counts from 1 and is
    None where the text is not at hand. `mend` says what to do about it, where there is one thing.
    """

    level: Level
    code: str
    file: str | None
    line: int | None
    sentence: str
    mend: str | None = None


def note_of(fault: InputError, code: str = "shape") -> Note:
    """A fault that reading found, as a note."""
    return Note(Level.ERROR, code, fault.file, fault.line, fault.problem, fault.mend)
