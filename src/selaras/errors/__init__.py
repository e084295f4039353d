"""What can go wrong, sorted by who can mend it."""

from __future__ import annotations

from selaras.errors.sentences import Said, said, said_in

__all__ = [
    "EvidenceError",
    "InputError",
    "InternalError",
    "Said",
    "SelarasError",
    "said",
    "said_in",
]


class SelarasError(Exception):
    """The root of every error that Selaras raises on purpose."""

    def told_in(self, language: str) -> str:
        """What it says, in `en` or `id`; in English where nobody has said it otherwise."""
        return said_in(self.args[0], language) if self.args else ""


class InputError(SelarasError):
    """Something that the user wrote or passed, and can mend.

    Parameters
    ----------
    problem
        One clear sentence: what is wrong; `said` where a reader of pages meets it.
    file
        The file it is in, or None where there is no file (an option of a command).
    line
        The line in that file, counted from 1, or None where it is not known.
    mend
        What to do about it, or None where the problem says it already.
    """

    def __init__(
        self,
        problem: str,
        *,
        file: str | None = None,
        line: int | None = None,
        mend: str | None = None,
    ) -> None:
        self.problem = problem
        self.file = file
        self.line = line
        self.mend = mend
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        """`file:line: problem. mend`, with whatever is known of it."""
        return self.told_in("en")

    def told_in(self, language: str) -> str:
        """The sentence in `en` or `id`; in English where nobody has said it otherwise."""
        if self.file is None:
            return self.advice_in(language)
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.advice_in(language)}"

    @property
    def advice(self) -> str:
        """`problem. mend`, without the place: a page's reader does not know the folders here."""
        return self.advice_in("en")

    def advice_in(self, language: str) -> str:
        """The advice in `en` or `id`; in English where nobody has said it otherwise."""
        problem = said_in(self.problem, language)
        return f"{problem} {said_in(self.mend, language)}" if self.mend else problem


class EvidenceError(SelarasError):
    """The evidence cannot answer: a table is missing, a snapshot is gone, a store is damaged."""


class InternalError(SelarasError):
    """Selaras itself is wrong: please report it."""
