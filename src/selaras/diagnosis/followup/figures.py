"""A figure with its interval, and a sentence in both languages."""

from __future__ import annotations

import math
from dataclasses import dataclass

from selaras.statistics.intervals import Interval

SURE = "ok"
CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Figure:
    """An estimate with the ends of its 90% interval; None where it cannot be told."""

    value: float | None
    low: float | None = None
    high: float | None = None

    @property
    def is_above_zero(self) -> bool:
        return self.low is not None and self.low > 0

    @property
    def is_below_zero(self) -> bool:
        return self.high is not None and self.high < 0


def figure(
    value: float,
    interval: Interval | None,
    *,
    least: float = -math.inf,
    most: float = math.inf,
) -> Figure:
    """A figure, without ends where there is no interval; ends lie within what is possible."""
    if interval is None:
        return Figure(value)
    return Figure(value, max(least, interval.low), min(most, interval.high))


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said, in English and Indonesian."""

    en: str
    id: str

    def in_language(self, language: str) -> str:
        return self.id if language == "id" else self.en
