"""Sentences in both languages, and figures and dates as each writes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from selaras.errors.sentences import figures_in

Language = Literal["en", "id"]
Number = int | float | Decimal | Fraction

MONTHS = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December"),
    "id": ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September",
           "Oktober", "November", "Desember"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """The same sentence in both languages."""

    en: str
    id: str

    def as_json(self) -> dict[str, str]:
        return {"en": self.en, "id": self.id}


def same(text: str) -> Words:
    """A text that is the same in both: a name, or what somebody wrote."""
    return Words(text, text)


def shown_name(name: str) -> str:
    """A name such as `first-response` as one reads it: `First response`."""
    text = name.replace("-", " ").replace("_", " ").strip()
    return text[:1].upper() + text[1:]


def day_words(day: date) -> Words:
    """`3 May 2026`, `3 Mei 2026`."""
    return Words(*(f"{day.day} {_month(day, language)} {day.year}" for language in ("en", "id")))


def period_words(first: date, last: date) -> Words:
    """`April 2026` for a whole month, `Q2 2026`, `2026`, `week 7 of 2026`, else both days."""
    after = last + timedelta(days=1)
    if first.day == 1 and after.day == 1:
        months = (after.year - first.year) * 12 + after.month - first.month
        if months == 1:
            return Words(*(f"{_month(first, one)} {first.year}" for one in ("en", "id")))
        if months == 3 and first.month % 3 == 1:
            quarter = first.month // 3 + 1
            return Words(f"Q{quarter} {first.year}", f"triwulan {quarter} {first.year}")
        if months == 12 and first.month == 1:
            return same(str(first.year))
    if first.weekday() == 0 and (last - first).days == 6:
        year, week, _ = first.isocalendar()
        return Words(f"week {week} of {year}", f"minggu {week} tahun {year}")
    if first == last:
        return day_words(first)
    begins, ends = day_words(first), day_words(last)
    return Words(f"{begins.en} to {ends.en}", f"{begins.id} s.d. {ends.id}")


def percent_words(share: Number) -> Words:
    """A share as `87.5%`, `87,5%`; no decimals where there are none."""
    return _both(f"{float(share) * 100:,.1f}".removesuffix(".0"), "%")


def number_words(value: Number) -> Words:
    """`1,234`, `1.234`; at most two decimals."""
    return _both(f"{float(value):,.2f}".rstrip("0").rstrip("."), "")


def _both(text: str, unit: str) -> Words:
    return Words(text + unit, figures_in(text, "id") + unit)


def _month(day: date, language: str) -> str:
    return MONTHS[language][day.month - 1]
