"""What answers about capacity are made of: words in both languages, figures with an interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from selaras.errors.sentences import figures_in

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Words:
    """The same sentence in both languages."""

    en: str
    id: str

    def __add__(self, other: Words) -> Words:
        """Both sentences, one after the other."""
        return Words(f"{self.en} {other.en}".strip(), f"{self.id} {other.id}".strip())

    def as_json(self) -> Json:
        return {"en": self.en, "id": self.id}


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with the ends of its 90% interval, None where there is no interval."""

    value: float
    low: float | None = None
    high: float | None = None

    def as_json(self) -> Json:
        return {"value": plain(self.value), "low": plain(self.low), "high": plain(self.high)}


def plain(value: Any) -> Any:
    """A figure, a day or an instant as JSON has it: floats of 9 significant digits, NaN is null."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, float):
        return float(f"{value:.9g}") if math.isfinite(value) else None
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value


def listed(names: Sequence[str], language: str, most: int = 3) -> str:
    """`a, b and c`; of a longer list its first ones and how many more there are."""
    found = list(names)
    joint = "dan" if language == "id" else "and"
    if len(found) > most:
        more = f"{len(found) - most} lainnya" if language == "id" else f"{len(found) - most} more"
        found = [*found[:most], more]
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} {joint} {found[-1]}"


def number_words(value: float, digits: int = 0) -> Words:
    """A number as each language writes it: `1,234.5` and `1.234,5`, with a true minus sign."""
    text = f"{abs(value):,.{digits}f}"
    mark = "−" if value < 0 and any(figure in "123456789" for figure in text) else ""
    return Words(mark + text, mark + figures_in(text, "id"))


def percent_words(share: float, digits: int = 0) -> Words:
    """A share in [0, 1] as a percentage in each language."""
    words = number_words(share * 100, digits)
    return Words(f"{words.en}%", f"{words.id}%")
