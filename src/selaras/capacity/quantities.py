"""Quantities, days and chances as both languages write them in a sentence."""

from __future__ import annotations

from datetime import date

from selaras.capacity.choices import PROMISE
from selaras.capacity.finding import Words, number_words, percent_words

_MONTHS = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "id": ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"),
}


def amount(value: float, unit: str) -> Words:
    """`1,250 ports`; decimals only where there are any, three figures at most."""
    digits = 0 if abs(value) >= 1000 else 1 if abs(value) >= 10 else 2
    if round(value, digits) == round(value):
        digits = 0
    words = number_words(value, digits)
    return Words(f"{words.en} {unit}".strip(), f"{words.id} {unit}".strip())


def day_words(day: date) -> Words:
    """`17 Mar 2026`."""
    texts = {
        lang: f"{day.day} {months[day.month - 1]} {day.year}" for lang, months in _MONTHS.items()
    }
    return Words(texts["en"], texts["id"])


def chance_words(chance: float) -> Words:
    """A chance as a percentage; of one very near to 0 or 1 only that it is."""
    least = PROMISE.certain
    if 0 < chance < least:
        under = percent_words(least, 1)
        return Words(f"under {under.en}", f"di bawah {under.id}")
    if 1 - least < chance < 1:
        over = percent_words(1 - least, 1)
        return Words(f"over {over.en}", f"di atas {over.id}")
    return percent_words(chance, 1 if chance < 0.1 or chance > 0.9 else 0)
