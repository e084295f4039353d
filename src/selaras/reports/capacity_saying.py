"""What every answer about capacity is said with."""

from __future__ import annotations

from selaras.capacity.finding import Words
from selaras.reports.words import Language


def said(words: Words, language: Language) -> str:
    """The words in the reader's language."""
    return words.id if language == "id" else words.en
