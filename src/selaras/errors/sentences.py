"""Sentences that a reader has to be told, in English and in Bahasa Indonesia, said in one place.

The sentence of a fault is written where the fault is found, in both languages side by side, and
travels as the English text that it is: whoever knows one language alone need not know more.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

_MONTHS: Final = {
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    "id": (
        "Januari", "Februari", "Maret", "April", "Mei", "Juni",
        "Juli", "Agustus", "September", "Oktober", "November", "Desember",
    ),
}  # fmt: skip


_POINTS: Final = str.maketrans(",.", ".,")


class Said(str):
    """A text in English that knows how Bahasa Indonesia says it."""

    indonesian: str

    def __new__(cls, english: str, indonesian: str | None = None) -> Said:
        text = super().__new__(cls, english)
        text.indonesian = english if indonesian is None else indonesian
        return text


def said(english: str, indonesian: str, /, **facts: Any) -> Said:
    """The same sentence in both languages, its `{facts}` filled in as each language writes them.

    A fact that is itself `Said` stands in its own language, a date in words, everything else as
    `str` gives it. Raises KeyError where a sentence names a fact that is not given.
    """
    return Said(
        english.format_map({name: said_in(fact, "en") for name, fact in facts.items()}),
        indonesian.format_map({name: said_in(fact, "id") for name, fact in facts.items()}),
    )


def said_in(fact: Any, language: str) -> str:
    """A text, date or anything else in `en` or `id`; English where it is said in no other."""
    if isinstance(fact, Said):
        return fact.indonesian if language == "id" else str(fact)
    if isinstance(fact, date):
        return day_in_words(fact, language)
    return str(fact)


def counted(n: int, one: str) -> str:
    """`1 test`, `1,250 tests`: how many there are, in English."""
    return f"{n:,} {one if n == 1 else one + 's'}"


def figures_in(english: str, language: str) -> str:
    """A number as English writes it, `1,250.5`, as the language does: `1.250,5` in `id`."""
    return english.translate(_POINTS) if language == "id" else english


def figure(number: int) -> Said:
    """A whole number with its thousands apart: `1,250`, `1.250`."""
    english = f"{number:,}"
    return Said(english, figures_in(english, "id"))


def day_in_words(day: date, language: str) -> str:
    """`1 June 2026`, `1 Juni 2026`."""
    return f"{day.day} {_MONTHS['id' if language == 'id' else 'en'][day.month - 1]} {day.year}"


def month_in_words(day: date) -> Said:
    """`June 2026`, `Juni 2026`."""
    english, indonesian = (f"{_MONTHS[one][day.month - 1]} {day.year}" for one in ("en", "id"))
    return Said(english, indonesian)


def days_in_words(first: date, last: date) -> Said:
    """Days from the first to the last: `January to March 2026` for whole months, else both days."""
    if first == last:
        return Said(day_in_words(first, "en"), day_in_words(first, "id"))
    if first.day != 1 or (last + timedelta(days=1)).day != 1:
        return said("{first} to {last}", "{first} hingga {last}", first=first, last=last)
    if (first.year, first.month) == (last.year, last.month):
        return month_in_words(first)
    start = month_in_words(first)
    if first.year == last.year:
        start = Said(start.rpartition(" ")[0], start.indonesian.rpartition(" ")[0])
    end = month_in_words(last)
    return said("{start} to {end}", "{start} hingga {end}", start=start, end=end)
