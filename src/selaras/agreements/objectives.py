"""Objectives: the bound on a measure and the share asked, from what is written to values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from selaras.agreements.document import LengthScheduleForm, NumberScheduleForm, ObjectiveForm
from selaras.agreements.fields import Number
from selaras.agreements.source import KEEP_ONE, Place, all_of
from selaras.agreements.values import (
    Amount,
    Attempts,
    Count,
    Direction,
    GrowthObjective,
    Measure,
    NumberObjective,
    Objective,
    Ratio,
    ResolutionTime,
    ResponseTime,
    Schedule,
    Varies,
    WithinObjective,
)
from selaras.calendars.duration import Duration, DurationUnit
from selaras.errors import Said, said

T = TypeVar("T")
LONGEST = 3660
"""Days of the longest time that can be promised (*choice*: ten years)."""
_PER_DAY = {
    DurationUnit.MINUTES: 1440,
    DurationUnit.BUSINESS_MINUTES: 1440,
    DurationUnit.HOURS: 24,
    DurationUnit.BUSINESS_HOURS: 24,
    DurationUnit.DAYS: 1,
    DurationUnit.BUSINESS_DAYS: 1,
}
_NOUNS: dict[type, Said] = {
    Count: said("a count", "jumlah"),
    Amount: said("an amount", "nilai"),
    Ratio: said("a ratio", "rasio"),
    ResponseTime: said("a response time", "waktu jawab"),
    ResolutionTime: said("a resolution time", "waktu penyelesaian"),
    Attempts: said("a number of attempts", "jumlah upaya"),
}
_PERIOD = re.compile(
    r"(?P<year>\d{4})(?:-Q(?P<quarter>[1-4])|-W(?P<week>\d{2})|-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?",
    re.ASCII,
)


def read_objective(
    form: ObjectiveForm, measure: Measure, per: str | None, place: Place
) -> Objective:
    """The objective in `form`; InputError where it does not fit the measure."""
    bounds = ("at_least", "at_most", "within", "growth")
    written = [name for name in bounds if getattr(form, name) is not None]
    if len(written) != 1:
        raise place.fault(
            said(
                "An objective is exactly one bound; here stands {what}.",
                "Sasaran adalah tepat satu batas; di sini ada {what}.",
                what=all_of(written),
            ),
            said(
                "Write one of at_least, at_most, within, growth.",
                "Tulis salah satu dari at_least, at_most, within, growth.",
            ),
        )
    bound = written[0]
    _check_fit(bound, form, measure, place)
    if bound == "within":
        return WithinObjective(_read_lengths(form, per, place.at("within")), _share(form, place))
    if form.growth is not None:
        if form.growth.value <= -1:
            raise place.at("growth").fault(
                said(
                    "Growth of -100% or less leaves nothing.",
                    "Pertumbuhan -100% atau kurang tidak menyisakan apa pun.",
                )
            )
        return GrowthObjective(Fraction(form.growth.value))
    return NumberObjective(
        Direction(bound),
        _read_numbers(getattr(form, bound), measure, per, place.at(bound)),
        _share(form, place),
    )


def _check_fit(bound: str, form: ObjectiveForm, measure: Measure, place: Place) -> None:
    name = _NOUNS[type(measure)]
    is_time = isinstance(measure, ResponseTime | ResolutionTime)
    if is_time and bound != "within":
        raise place.at(bound).fault(
            _unbound(bound, name),
            said(
                "Write `within: 8 business hours`, with `for: 95%` for a share of the items.",
                "Tulis `within: 8 business hours`, dengan `for: 95%` untuk sebagian butir.",
            ),
        )
    if not is_time and bound == "within":
        mend = said("Write `at_least` or `at_most`.", "Tulis `at_least` atau `at_most`.")
        if isinstance(measure, Attempts):
            mend = said(
                "Put the window in the measure, `attempts: {{within: 30 days}}`, and `at_least`.",
                "Tulis jendelanya di ukuran, `attempts: {{within: 30 days}}`, dan `at_least`.",
            )
        raise place.at("within").fault(_unbound("within", name), mend)
    if bound in ("growth", "at_most") and isinstance(measure, Attempts):
        raise place.at(bound).fault(
            _unbound(bound, name), said("Write `at_least`.", "Tulis `at_least`.")
        )
    if form.over is not None and bound != "growth":
        raise place.at("over").fault(
            said("`over: previous` belongs to `growth`.", "`over: previous` milik `growth`."),
            said("Leave it out.", "Hapus."),
        )
    if form.for_ is not None and not (is_time or isinstance(measure, Attempts)):
        raise place.at("for").fault(
            said(
                "`for` asks a share of items, and {name} is one number.",
                "`for` meminta bagian dari butir, sedangkan {name} adalah satu angka.",
                name=name,
            ),
            said(
                "Leave it out, or measure response_time, resolution_time or attempts.",
                "Hapus, atau ukur response_time, resolution_time, atau attempts.",
            ),
        )


def _unbound(bound: str, name: Said) -> Said:
    return said(
        "`{bound}` does not bound {name}.",
        "`{bound}` tidak membatasi {name}.",
        bound=bound,
        name=name,
    )


def _share(form: ObjectiveForm, place: Place) -> Fraction:
    if form.for_ is None:
        return Fraction(1)
    share = Fraction(form.for_.value)
    if not 0 < share <= 1:
        raise place.at("for").fault(
            said("`for: {share}` is not a share.", "`for: {share}` bukan bagian.", share=form.for_),
            said(
                "Write more than 0% and at most 100%: `95%`.",
                "Tulis lebih dari 0% dan paling banyak 100%: `95%`.",
            ),
        )
    return share


def _read_numbers(
    written: Number | NumberScheduleForm, measure: Measure, per: str | None, place: Place
) -> Schedule[Decimal]:
    if isinstance(written, Number):
        return Schedule(_target(written, measure, place))
    return _read_schedule(written, per, place, lambda n, at: _target(n, measure, at))


def _target(number: Number, measure: Measure, place: Place) -> Decimal:
    name = _NOUNS[type(measure)]
    if number.is_percent and not isinstance(measure, Ratio):
        raise place.fault(
            said(
                "`{number}` is a share, and {name} is not.",
                "`{number}` adalah bagian, sedangkan {name} bukan.",
                number=number,
                name=name,
            ),
            said("Write a plain number.", "Tulis angka biasa."),
        )
    if number.value < 0 and not isinstance(measure, Amount):
        raise place.fault(
            said(
                "{name} is never below zero.",
                "{name} tidak pernah di bawah nol.",
                name=Said(*(f"{one[:1].upper()}{one[1:]}" for one in (name, name.indonesian))),
            )
        )
    whole = isinstance(measure, Count | Attempts)
    if whole and number.value != int(number.value):
        raise place.fault(
            said(
                "`{number}` cannot be reached: {name} is a whole number.",
                "`{number}` tidak dapat dicapai: {name} adalah bilangan bulat.",
                number=number,
                name=name,
            )
        )
    return number.value


def _read_lengths(form: ObjectiveForm, per: str | None, place: Place) -> Schedule[Duration]:
    written = form.within
    if isinstance(written, LengthScheduleForm):
        return _read_schedule(written, per, place, check_length)
    assert written is not None
    return Schedule(check_length(written, place))


def check_length(length: Duration, place: Place) -> Duration:
    """The length itself, if it is one that can be judged."""
    if length.amount > LONGEST * _PER_DAY[length.unit]:
        raise place.fault(
            said(
                "`{length}` is more than ten years.",
                "`{length}` lebih dari sepuluh tahun.",
                length=length,
            ),
            said("Promise something sooner.", "Janjikan sesuatu yang lebih cepat."),
        )
    return length


def _read_schedule(
    form: NumberScheduleForm | LengthScheduleForm,
    per: str | None,
    place: Place,
    read: Callable[..., T],
) -> Schedule[T]:
    varies = Varies(form.by)
    extra: Mapping[str, object] = form.__pydantic_extra__
    if not extra:
        raise place.fault(
            said(
                "A target by {by} needs at least one {by}.",
                "Target menurut {by} perlu sedikitnya satu {by}.",
                by=form.by,
            )
        )
    if varies is not Varies.PERIOD and per is None:
        raise place.at("by").fault(
            said(
                "A target by {by} needs a subject.", "Target menurut {by} perlu subjek.", by=form.by
            ),
            said("Say whose it is: `per: rep`.", "Sebut milik siapa: `per: rep`."),
        )
    if varies is Varies.TENURE and per != "rep":
        raise place.at("by").fault(
            said(
                "Tenure is a person's, and this is per {per}.",
                "Masa kerja milik orang, sedangkan ini per {per}.",
                per=per,
            ),
            said("Write `per: rep`.", "Tulis `per: rep`."),
        )
    cases = [
        (_case_key(key, varies, place.at(key)), read(value, place.at(key)))
        for key, value in extra.items()
    ]
    _refuse_twice(cases, place)
    otherwise = None if form.else_ is None else read(form.else_, place.at("else"))
    cases.sort(key=lambda case: _case_order(case[0], varies))
    return Schedule(otherwise, varies, tuple(cases))


def _refuse_twice(cases: list[tuple[str, T]], place: Place) -> None:
    keys = [key for key, _ in cases]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice is not None:
        raise place.fault(
            said("`{key}` stands here twice.", "`{key}` ada dua kali di sini.", key=twice), KEEP_ONE
        )


def _case_key(key: str, varies: Varies, place: Place) -> str:
    if varies is Varies.TENURE:
        if not re.fullmatch(r"[1-9]\d{0,3}", key, re.ASCII):
            raise place.fault(
                said(
                    "`{key}` is not a number of periods.", "`{key}` bukan jumlah periode.", key=key
                ),
                said("Write 1, 2, …", "Tulis 1, 2, …"),
            )
        return key
    if varies is Varies.PERIOD:
        period_days(key, place)
    return key


def _case_order(key: str, varies: Varies) -> tuple[int, str]:
    """The finest period first, so that the first case that holds is the one that applies."""
    if varies is Varies.TENURE:
        return int(key), ""
    if varies is Varies.SUBJECT:
        return 0, key
    match = _PERIOD.fullmatch(key)
    assert match is not None
    fineness = ("day", "week", "month", "quarter")
    rank = next((n for n, part in enumerate(fineness) if match[part]), len(fineness))
    return rank, key


def period_days(key: str, place: Place) -> date:
    """The first day of a period key: 2026, 2026-Q1, 2026-02, 2026-W07, 2026-02-14."""
    match = _PERIOD.fullmatch(key)
    if match is not None:
        try:
            return _first_day(match)
        except ValueError:
            pass
    raise place.fault(
        said("`{key}` is not a period.", "`{key}` bukan periode.", key=key),
        said(
            "Write 2026, 2026-Q1, 2026-02, 2026-W07 or 2026-02-14.",
            "Tulis 2026, 2026-Q1, 2026-02, 2026-W07, atau 2026-02-14.",
        ),
    )


def _first_day(match: re.Match[str]) -> date:
    year = int(match["year"])
    if match["week"]:
        return date.fromisocalendar(year, int(match["week"]), 1)
    if match["quarter"]:
        return date(year, 3 * int(match["quarter"]) - 2, 1)
    return date(year, int(match["month"] or 1), int(match["day"] or 1))
