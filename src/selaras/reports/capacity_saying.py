"""What every answer about capacity is said with."""

from __future__ import annotations

from selaras.capacity.finding import Words
from selaras.errors.sentences import counted
from selaras.reports.numbers import plain
from selaras.reports.words import Language

_COUNTED = {
    "places": ("place", "tempat"),
    "resources": ("resource", "sumber daya"),
    "tests": ("test", "uji"),
    "readings": ("reading", "pembacaan"),
    "weeks": ("week", "minggu"),
    "reservations": ("reservation", "reservasi"),
}


def counted_in(n: int, what: str, language: Language) -> str:
    """`1 test`, `1,250 readings`, `1.250 pembacaan`; `what` is a word of `_COUNTED`."""
    english, indonesian = _COUNTED[what]
    return f"{plain(n, language)} {indonesian}" if language == "id" else counted(n, english)


def said(words: Words, language: Language) -> str:
    """The words in the reader's language."""
    return words.id if language == "id" else words.en
