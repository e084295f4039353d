"""A verdict's figures as each language writes them, for pages and exports."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Protocol

from selaras.agreements.phrases import say
from selaras.calendars import read_duration
from selaras.ledger.period import Period
from selaras.ledger.together import Together
from selaras.ledger.verdict import Number, Verdict
from selaras.reports.numbers import (
    NO_VALUE,
    Amounts,
    day_text,
    days_text,
    is_currency,
    percent,
    plain,
)
from selaras.reports.words import Language

_QUARTERS = {"en": "Q{n} {year}", "id": "Triwulan {n} {year}"}
_WEEKS = {"en": "week {n}, {year}", "id": "minggu {n}, {year}"}
_ATTEMPTS = {"en": "attempts", "id": "upaya"}
_MOST_DIGITS = 6


class Valued(Protocol):
    """Something with a value and an interval: a verdict, or several together."""

    @property
    def value(self) -> Number | None: ...
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...


def figure(value: Number | float | None, unit: str, language: Language) -> str:
    """A value in its unit: `91.2%`, `15`, `IDR 4.40 bn`; a dash for None."""
    if value is None:
        return NO_VALUE
    if unit in ("share", "ratio"):
        return percent(float(value), language, 1)
    if is_currency(unit):
        return Amounts.over([float(value)], unit, language).full(float(value))
    number = float(value)
    return plain(number, language, 0 if number == int(number) else 1 if abs(number) >= 10 else 2)


def value_in(verdict: Verdict, language: Language) -> str:
    """A verdict's value, with as many decimals as it takes to tell it from what was asked."""
    asked = verdict.asked if verdict.unit == "share" else verdict.target
    value = verdict.value
    if value is None or verdict.unit not in ("share", "ratio") or isinstance(asked, str):
        return figure(value, verdict.unit, language)
    digits = 1
    while (
        digits < _MOST_DIGITS
        and asked is not None
        and value != asked
        and round(float(value), digits + 2) == round(float(asked), digits + 2)
    ):
        digits += 1
    return percent(float(value), language, digits)


def asked_in(verdict: Verdict, language: Language) -> str:
    """What the value is held against, in its unit: the share of items, or the target; `≤ 110` where
    it is the most."""
    if verdict.unit == "share":
        return NO_VALUE if verdict.asked is None else percent(float(verdict.asked), language)
    if verdict.target is None or isinstance(verdict.target, str):
        return verdict.target or NO_VALUE
    text = figure(_number(verdict.target), verdict.unit, language)
    return f"≤ {text}" if verdict.is_ceiling else text


def asked_of_all(of: Together, language: Language) -> str:
    """What is asked of several, as `asked_in`; from the least to the most where they differ: `10 –
    24`."""
    asked = sorted(set(_asked_values(of)))
    if len(asked) < 2:
        return asked_in(of.first, language)
    ends = (figure(end, of.first.unit, language) for end in (asked[0], asked[-1]))
    return f"{'≤ ' if of.first.is_ceiling else ''}{' – '.join(ends)}"


def mean_asked(of: Together) -> Number | None:
    """What the value of several is held against: the mean where it is one, else what is asked of
    all; None where that differs."""
    if of.is_mean:
        asked = _asked_values(of)
        return sum(asked, Fraction(0)) / len(asked) if asked else None
    return asked_value(of.first) if len(set(_asked_values(of))) < 2 else None


def _asked_values(of: Together) -> list[Fraction]:
    return [Fraction(value) for v in of.owed if (value := asked_value(v)) is not None]


def each_in(verdict: Verdict, language: Language) -> str:
    """What is asked of each item, if items are kept or broken: `4 business hours`, `5 attempts`."""
    target = verdict.target
    if verdict.unit != "share" or target is None:
        return ""
    if isinstance(target, str):
        return say(read_duration(target), language)
    return f"{figure(target, 'number', language)} {_ATTEMPTS[language]}"


def interval_in(of: Valued, unit: str, language: Language) -> str:
    """`88% – 94%`; empty where neither end is known."""
    if of.low is None and of.high is None:
        return ""
    ends = [e for e in (of.low, of.high) if e is not None]
    if is_currency(unit):
        amounts = Amounts.over(ends, unit, language)
        texts = [amounts.text(end) if end is not None else "∞" for end in (of.low, of.high)]
        return f"{texts[0]} – {texts[1]} {amounts.head}"
    digits = 1 if unit not in ("share", "ratio") and max(map(abs, ends)) < 10 else 0
    low, high = (_end(end, unit, language, digits) for end in (of.low, of.high))
    return f"{low} – {high}"


def _end(end: float | None, unit: str, language: Language, digits: int) -> str:
    if end is None:
        return "∞"
    if unit in ("share", "ratio"):
        return percent(end, language)
    return plain(end, language, digits)


def period_in(period: Period, language: Language) -> str:
    """`May 2026`, `Q2 2026`, `2026`, `week 7, 2026`, else the first and last day."""
    first, last = period.first, period.last
    after = last + timedelta(days=1)
    if first.day == 1 and after.day == 1:
        months = (after.year - first.year) * 12 + after.month - first.month
        if months == 12 and first.month == 1:
            return str(first.year)
        if months == 3 and first.month % 3 == 1:
            return _QUARTERS[language].format(n=first.month // 3 + 1, year=first.year)
    if first.weekday() == 0 and (last - first).days == 6:
        year, week, _day = first.isocalendar()
        return _WEEKS[language].format(n=week, year=year)
    return days_text(first, last, language)


def asked_value(verdict: Verdict) -> Number | None:
    """What the value is held against, in the value's unit; None where nothing is asked."""
    if verdict.unit == "share":
        return verdict.asked
    return None if isinstance(verdict.target, str) else _number(verdict.target)


def _number(target: Number | None) -> Number | None:
    return Fraction(str(target)) if isinstance(target, float) else target


def last_day_in(period: Period, language: Language) -> str:
    """The last day of a period, `31 May 2026`."""
    return day_text(period.last, language)
