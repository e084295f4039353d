"""Numbers, money and dates as each language writes them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from selaras.errors.sentences import figures_in
from selaras.reports.words import Language, word

MINUS = "−"
NO_VALUE = "—"
_SURE = 0.01

_MONTHS = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "id": ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"),
}
_SCALES = (
    (1e12, {"en": "trn", "id": "triliun"}),
    (1e9, {"en": "bn", "id": "miliar"}),
    (1e6, {"en": "m", "id": "juta"}),
)
_UNITS = {
    "deals": {"en": "deals", "id": "deal"},
    "leads": {"en": "leads", "id": "lead"},
    "contacts": {"en": "contacts", "id": "kontak"},
    "attempts": {"en": "attempts", "id": "upaya"},
}


def plain(value: float, language: Language, digits: int = 0) -> str:
    """`1,234.5` or `1.234,5`; a true minus sign, and never a negative zero.

    NaN and infinities are no numbers to show: a dash.
    """
    if not math.isfinite(value):
        return NO_VALUE
    text = figures_in(f"{abs(value):,.{digits}f}", language)
    is_zero = not any(figure in "123456789" for figure in text)
    return text if value >= 0 or is_zero else MINUS + text


def signed(value: float, language: Language, digits: int = 0) -> str:
    """As `plain`, with a plus before what is above zero."""
    text = plain(value, language, digits)
    shows_more = any(figure in "123456789" for figure in text)
    return f"+{text}" if value > 0 and shows_more else text


def percent(share: float, language: Language, digits: int = 0) -> str:
    """A share in [0, 1] as `12.3%` or `12,3%`."""
    text = plain(share * 100, language, digits)
    return text if text == NO_VALUE else f"{text}%"


def chance_text(probability: float, language: str) -> str:
    """The chance of what is undecided, in whole percent; never 0% or 100%: nothing is sure yet."""
    if probability < _SURE:
        return "<1%"
    if probability > 1 - _SURE:
        return ">99%"
    return figures_in(f"{probability:.0%}", language)


def day_text(day: date, language: Language) -> str:
    """`17 Mar 2026`; an instant is shown by its own zone's day and minute."""
    text = f"{day.day} {_MONTHS[language][day.month - 1]} {day.year}"
    if not isinstance(day, datetime):
        return text
    separator = "." if language == "id" else ":"
    zone = day.tzname() or ""
    return f"{text}, {day:%H}{separator}{day:%M} {zone}".rstrip()


def days_text(first: date, last: date, language: Language) -> str:
    """Days from the first to the last: `Jan–Mar 2026` for whole months, else both days."""
    month, year = _MONTHS[language], f" {last.year}"
    whole = first.day == 1 and (last + timedelta(days=1)).day == 1
    same_year = first.year == last.year
    if whole and same_year and first.month == last.month:
        return month[last.month - 1] + year
    if whole:
        start = month[first.month - 1] + ("" if same_year else f" {first.year}")
        return f"{start}–{month[last.month - 1]}{year}"
    if first == last:
        return day_text(last, language)
    start = f"{first.day} {month[first.month - 1]}" + ("" if same_year else f" {first.year}")
    return f"{start} – {day_text(last, language)}"


def is_currency(unit: str) -> bool:
    """Whether a unit is an ISO 4217 code."""
    return len(unit) == 3 and unit.isascii() and unit.isupper()


class Figures(Protocol):
    """How the values of one table or chart are written."""

    @property
    def language(self) -> Language: ...

    def text(self, value: float | None) -> str: ...
    def signed(self, value: float | None) -> str: ...
    def span(self, low: float | None, high: float | None, *, signs: bool = False) -> str: ...
    def full(self, value: float | None, *, sign: bool = False) -> str: ...
    @property
    def head(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares in [0, 1] written as percent, or their differences as percentage points."""

    language: Language
    digits: int = 0

    def text(self, value: float | None) -> str:
        """`12.3%`; a dash for None."""
        return NO_VALUE if value is None else percent(value, self.language, self.digits)

    def signed(self, value: float | None) -> str:
        """`+12.3%`, for a difference."""
        return NO_VALUE if value is None else f"{signed(value * 100, self.language, self.digits)}%"

    def span(self, low: float | None, high: float | None, *, signs: bool = False) -> str:
        """`12% to 15%`; empty where neither end is known."""
        return _span(low, high, self.signed if signs else self.text, self.language)

    def full(self, value: float | None, *, sign: bool = False) -> str:
        """As `text`, or as `signed`: a percentage carries its unit already."""
        return self.signed(value) if sign else self.text(value)

    @property
    def head(self) -> str:
        return "%"


@dataclass(frozen=True, slots=True)
class Amounts:
    """How the amounts of one table or chart are written: one unit, one scale, one precision.

    `factor` is what one shown unit is worth, so that a column of billions reads as 1.2, 0.4, 12.0.
    """

    language: Language
    unit: str
    factor: float = 1.0
    digits: int = 0

    @classmethod
    def over(cls, values: Iterable[float | None], unit: str, language: Language) -> Amounts:
        """The scale and precision that fit these values: about three figures for the largest."""
        found = [abs(v) for v in values if v is not None and math.isfinite(v)]
        largest = max(found, default=0.0)
        factor = 1.0
        if is_currency(unit):
            # From 1.0 on, not from 0.95: a scale must not round its largest value up to itself.
            factor = next((scale for scale, _ in _SCALES if largest >= scale), 1.0)
        top = largest / factor
        whole = factor == 1.0 and all(v == int(v) for v in found)
        if whole or top >= 1000 or top == 0:
            return cls(language, unit, factor, 0)
        return cls(language, unit, factor, 1 if top >= 10 else 2 if top >= 1 else 3)

    def text(self, value: float | None) -> str:
        """The number alone, without its unit; a dash for None."""
        return NO_VALUE if value is None else plain(value / self.factor, self.language, self.digits)

    def signed(self, value: float | None) -> str:
        """The number alone with its sign, for an effect or a difference."""
        return (
            NO_VALUE if value is None else signed(value / self.factor, self.language, self.digits)
        )

    def span(self, low: float | None, high: float | None, *, signs: bool = False) -> str:
        """`−240 to −120`; empty where neither end is known."""
        return _span(low, high, self.signed if signs else self.text, self.language)

    def full(self, value: float | None, *, sign: bool = False) -> str:
        """The number with its unit: `IDR 1.2 bn`, `Rp 1,2 miliar`, `912 deals`."""
        if value is None:
            return NO_VALUE
        number = self.signed(value) if sign else self.text(value)
        if number == NO_VALUE:
            return number
        if is_currency(self.unit):
            mark, figure = (number[0], number[1:]) if number[0] in f"+{MINUS}" else ("", number)
            return f"{mark}{self._currency} {figure} {self._scale_word}".rstrip()
        return f"{number} {self.unit_word}".rstrip()

    @property
    def head(self) -> str:
        """The unit as a column head says it: `IDR bn`, `Rp miliar`, `deals`."""
        if is_currency(self.unit):
            return f"{self._currency} {self._scale_word}".rstrip()
        return self.unit_word

    @property
    def unit_word(self) -> str:
        """The unit in the reader's language, where it has a word there."""
        return _UNITS.get(self.unit, {}).get(self.language, self.unit)

    @property
    def _currency(self) -> str:
        return "Rp" if self.unit == "IDR" and self.language == "id" else self.unit

    @property
    def _scale_word(self) -> str:
        return next((w[self.language] for scale, w in _SCALES if scale == self.factor), "")


def _span(
    low: float | None,
    high: float | None,
    form: Callable[[float | None], str],
    language: Language,
) -> str:
    if low is None and high is None:
        return ""
    return f"{form(low)} {word('to', language)} {form(high)}"
