"""Values of an agreement in words, in English and in Bahasa Indonesia."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from selaras.agreements.fields import show_number, show_percent
from selaras.agreements.values import (
    Cadence,
    CalendarChoice,
    Count,
    Every,
    Excuse,
    GrowthObjective,
    NumberObjective,
    Objective,
    Prorate,
    Ratio,
    Schedule,
    Varies,
    VisibleTo,
    WithinObjective,
)
from selaras.calendars.duration import Duration, DurationUnit
from selaras.errors.sentences import Said, day_in_words, figures_in

Language = Literal["en", "id"]
LANGUAGES: tuple[Language, ...] = ("en", "id")

_INDONESIAN_UNITS = {
    DurationUnit.MINUTES: "menit",
    DurationUnit.HOURS: "jam",
    DurationUnit.DAYS: "hari",
    DurationUnit.BUSINESS_MINUTES: "menit kerja",
    DurationUnit.BUSINESS_HOURS: "jam kerja",
    DurationUnit.BUSINESS_DAYS: "hari kerja",
}
_INDONESIAN_PERIODS = {
    "day": "hari",
    "week": "minggu",
    "month": "bulan",
    "quarter": "triwulan",
    "year": "tahun",
}
_INDONESIAN: Mapping[str, str] = {
    "nothing": "tidak ada",
    "no end": "tanpa akhir",
    "at least": "sedikitnya",
    "at most": "paling banyak",
    "within": "dalam",
    "for": "untuk",
    "growth of": "pertumbuhan",
    "on the previous period": "atas periode sebelumnya",
    "else": "selain itu",
    "in": "pada",
    "in period": "pada periode ke-",
    "when": "bila",
    "is": "berstatus",
    "above": "di atas",
    "below": "di bawah",
    "by": "menurut",
    "rolling": "bergulir",
    "days": "hari",
    "own_team": "timnya sendiri",
    "heads": "para kepala",
    "parties": "semua pihak",
    "working days": "hari kerja",
    "missed": "tidak ditepati",
    "kept": "ditepati",
}


def word(text: str, language: Language) -> str:
    """A fixed word in `language`; itself where there is nothing to translate."""
    return _INDONESIAN.get(text, text) if language == "id" else text


def say(value: Any, language: Language) -> str:
    """A value of an agreement in words; None is `nothing`."""
    match value:
        case None | ():
            text = word("nothing", language)
        case Duration():
            text = _length(value, language)
        case Schedule():
            text = say_schedule(value, language)
        case Cadence():
            text = _cadence(value, language)
        case CalendarChoice():
            text = _calendar(value, language)
        case Fraction():
            share = Decimal(value.numerator) / Decimal(value.denominator)
            text = figures_in(show_percent(share), language)
        case VisibleTo() | Prorate():
            text = word(value.value, language)
        case tuple() if isinstance(value[0], Excuse):
            text = "; ".join(say_excuse(excuse, language) for excuse in value)
        case tuple():
            text = ", ".join(str(item) for item in value)
        case Decimal() | int():
            text = say_amount(Decimal(value), language)
        case date():
            text = day_in_words(value, language)
        case _:
            text = str(value)
    return text


def say_amount(value: Decimal, language: Language) -> str:
    """A number with its thousands apart as the language writes them: `1,250.5`, `1.250,5`."""
    return figures_in(f"{Decimal(show_number(value)):,f}", language)


def said_value(value: Any) -> Said:
    """A value of an agreement as a fact of a sentence that is said in both languages."""
    return Said(say(value, "en"), say(value, "id"))


def _length(length: Duration, language: Language) -> str:
    if language == "id":
        return f"{length.amount} {_INDONESIAN_UNITS[length.unit]}"
    return str(length)


def period_word(every: str, language: Language) -> str:
    """`month` in the language."""
    return _INDONESIAN_PERIODS.get(every, every) if language == "id" else every


def _cadence(cadence: Cadence, language: Language) -> str:
    if cadence.every is not Every.ROLLING:
        return period_word(cadence.every.value, language)
    days = f"{cadence.days} {word('days', language)}"
    return f"{days} {word('rolling', 'id')}" if language == "id" else f"rolling {days}"


def say_schedule(schedule: Schedule[Any], language: Language, *, percent: bool = False) -> str:
    """`50`, or `30 in 2026-01, else 50`, or `20 for rep-7, else 50`."""

    def show(target: Any) -> str:
        return figures_in(show_percent(target), language) if percent else say(target, language)

    if schedule.varies is Varies.NOTHING:
        return show(schedule.otherwise)
    joint = {
        Varies.PERIOD: f" {word('in', language)} ",
        Varies.SUBJECT: f" {word('for', language)} ",
        Varies.TENURE: " pada periode ke-" if language == "id" else " in period ",
    }[schedule.varies]
    cases = [f"{show(target)}{joint}{key}" for key, target in schedule.cases]
    rest = "nothing" if schedule.otherwise is None else None
    otherwise = word("nothing", language) if rest else show(schedule.otherwise)
    return f"{', '.join(cases)}, {word('else', language)} {otherwise}"


def say_objective(objective: Objective, measure: object, language: Language) -> str:
    """The whole bound: `at least 50`, `within 1 business day for 95%`."""
    if isinstance(objective, GrowthObjective):
        growth = f"{word('growth of', language)} {say(objective.growth, language)}"
        return f"{growth} {word('on the previous period', language)}"
    if isinstance(objective, WithinObjective):
        text = f"{word('within', language)} {say_schedule(objective.within, language)}"
    else:
        text = say_bound(objective, measure, language)
    if objective.share == 1:
        return text
    return f"{text} {word('for', language)} {say(objective.share, language)}"


def say_bound(objective: NumberObjective, measure: object, language: Language) -> str:
    """`at least 50`."""
    direction = word(objective.direction.value.replace("_", " "), language)
    percent = isinstance(measure, Ratio)
    return f"{direction} {say_schedule(objective.target, language, percent=percent)}"


def _calendar(choice: CalendarChoice, language: Language) -> str:
    if choice.by is None:
        return choice.otherwise
    cases = ", ".join(f"{key}: {name}" for key, name in choice.cases)
    other = f"{word('else', language)} {choice.otherwise}"
    return f"{word('by', language)} {choice.by} ({cases}, {other})"


def say_excuse(excuse: Excuse, language: Language, verb: str = "") -> str:
    """When a miss is excused; `verb` stands before a bound where a whole sentence is said."""
    when = excuse.when
    if when.operator is None:
        condition = f"{word('is', language)} {word(str(when.status), language)}"
    else:
        bound = word(when.operator.value.replace("_", " "), language)
        condition = f"{verb}{bound} {say(when.bound, language)}"
    says = f" ({excuse.says})" if excuse.says else ""
    return f"{word('when', language)} {when.commitment} {condition}{says}"


def say_count(count: Count) -> str:
    """What is counted, by its agreed word where there is one."""
    return count.term or count.table
