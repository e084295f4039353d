"""From a calendar's YAML to the calendar."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from selaras.calendars.calendar import FIRST_DAY, LAST_DAY, Calendar, Era, Exemption, Holiday
from selaras.calendars.document import (
    BeforeForm,
    CalendarForm,
    ExceptionForm,
    HolidaysForm,
    OwnHoliday,
)
from selaras.calendars.public_holidays import public_holidays
from selaras.calendars.source import Place, Source, read_source
from selaras.calendars.week import ALL_DAY, CLOSED, Hours, Week
from selaras.errors import InputError, said


def read_calendar(path: Path) -> Calendar:
    """Read a calendar from a YAML file; InputError with file, line and mend if it is wrong."""
    return calendar_of(read_source(path))


def calendar_of(source: Source) -> Calendar:
    """The calendar that a YAML document states; InputError as of `read_calendar`."""
    if not isinstance(source.value, dict):
        raise source.error(
            said("This is not a calendar.", "Ini bukan kalender.")
            if source.value is not None
            else said("The file is empty.", "Berkas ini kosong."),
            mend=said(
                "A calendar has the keys calendar, time_zone and week.",
                "Kalender memiliki kunci calendar, time_zone, dan week.",
            ),
        )
    try:
        form = CalendarForm.model_validate(source.value)
    except ValidationError as error:
        raise _first_error(error, source) from None
    return Calendar(form.calendar, ZoneInfo(form.time_zone), _eras(form, source))


@dataclass(frozen=True, slots=True)
class _Rules:
    """What applies through `until`, and where in the document it is written."""

    until: date | None
    week: Week
    holidays: HolidaysForm | None
    holidays_at: Place
    exceptions: Sequence[ExceptionForm]
    exceptions_at: Place


def _eras(form: CalendarForm, source: Source) -> tuple[Era, ...]:
    rules = [
        _Rules(
            until=None,
            week=_week(form.week),
            holidays=form.holidays,
            holidays_at=("holidays",),
            exceptions=form.exceptions,
            exceptions_at=("exceptions",),
        )
    ]
    newest_first = sorted(enumerate(form.before), key=lambda pair: pair[1].until, reverse=True)
    for at, older in newest_first:
        if older.until == rules[-1].until:
            raise source.error(
                said(
                    "Two earlier versions end on {until}.",
                    "Dua versi terdahulu berakhir pada {until}.",
                    until=str(older.until),
                ),
                ("before", at),
                said("Give each an end of its own.", "Beri masing-masing akhir sendiri."),
            )
        rules.append(_overridden(rules[-1], older, ("before", at)))
    eras: list[Era] = []
    since = FIRST_DAY
    for one in reversed(rules):
        eras.append(_era(one, since, source))
        if one.until is not None and one.until < LAST_DAY:
            since = max(since, one.until + timedelta(days=1))
    return tuple(eras)


def _overridden(later: _Rules, form: BeforeForm, at: Place) -> _Rules:
    own_week = form.week is not None or form.always is not None
    return _Rules(
        until=form.until,
        week=_week(form.week) if own_week else later.week,
        holidays=form.holidays or later.holidays,
        holidays_at=(*at, "holidays") if form.holidays else later.holidays_at,
        exceptions=later.exceptions if form.exceptions is None else form.exceptions,
        exceptions_at=later.exceptions_at if form.exceptions is None else (*at, "exceptions"),
    )


def _era(rules: _Rules, since: date, source: Source) -> Era:
    until = rules.until or LAST_DAY
    return Era(
        until=rules.until,
        week=rules.week,
        holidays=tuple(
            one
            for one in _holidays(rules.holidays, rules.holidays_at, source)
            if since <= one.day <= until
        ),
        exemptions=tuple(
            one
            for one in _exemptions(rules.exceptions, rules.exceptions_at, source)
            if one.first <= until and one.last >= since
        ),
    )


def _week(week: Sequence[Hours | None] | None) -> Week:
    if week is None:
        return (ALL_DAY,) * 7
    return tuple(CLOSED if hours is None else hours for hours in week)


def _holidays(form: HolidaysForm | None, at: Place, source: Source) -> list[Holiday]:
    if form is None:
        return []
    found: dict[date, Holiday] = {}
    if form.country is not None:
        categories = tuple(sorted(set(form.categories)))
        try:
            known = public_holidays(form.country, form.subdivision, categories)
        except InputError as error:
            raise source.error(error.problem, at, error.mend) from None
        found = {one.day: one for one in known}
    for place, day in enumerate(form.without):
        if found.pop(day, None) is None:
            raise source.error(
                said(
                    "{day} is not a holiday there.", "{day} bukan hari libur di sana.", day=str(day)
                ),
                (*at, "except", place),
                said("Remove the date.", "Hapus tanggalnya."),
            )
    for own in form.dates:
        found[own.day] = Holiday(own.day, own.estimated, own.says)
    return [found[day] for day in sorted(found)]


def _exemptions(forms: Sequence[ExceptionForm], at: Place, source: Source) -> list[Exemption]:
    exemptions: list[Exemption] = []
    for place, form in enumerate(forms):
        one = _exemption(form)
        other = next((other for other in exemptions if _contradict(one, other)), None)
        if other is not None:
            raise source.error(
                said(
                    "The exception for {days} contradicts the one for {others}.",
                    "Pengecualian untuk {days} bertentangan dengan yang untuk {others}.",
                    days=_dates(one),
                    others=_dates(other),
                ),
                (*at, place),
                said(
                    "Let one lie within the other (the shorter holds), or set them apart.",
                    "Letakkan yang satu di dalam yang lain (yang lebih pendek berlaku), "
                    "atau pisahkan keduanya.",
                ),
            )
        exemptions.append(one)
    unique = dict.fromkeys(exemptions)
    return sorted(unique, key=lambda one: (one.first, one.last))


def _exemption(form: ExceptionForm) -> Exemption:
    first, last = form.day or form.first, form.day or form.last
    assert first is not None
    assert last is not None
    hours: Hours | None = CLOSED if form.closed else form.hours
    return Exemption(first, last, hours, form.week, form.says)


def _contradict(one: Exemption, other: Exemption) -> bool:
    """Whether both cover a date, state different things, and neither is the narrower one."""
    if one.last < other.first or other.last < one.first:
        return False
    if (one.hours, one.week) == (other.hours, other.week):
        return False
    within = one.first >= other.first and one.last <= other.last
    around = one.first <= other.first and one.last >= other.last
    return within == around


def _dates(one: Exemption) -> str:
    if one.first == one.last:
        return str(one.first)
    return said(
        "{first} to {last}", "{first} sampai {last}", first=str(one.first), last=str(one.last)
    )


def _first_error(error: ValidationError, source: Source) -> InputError:
    """The first of pydantic's errors, by line, as a sentence of ours."""
    details = error.errors(include_url=False)
    detail = min(details, key=lambda one: source.line(one["loc"]) or 0)
    problem, mend = _sentence(detail)
    return source.error(problem, detail["loc"], mend)


_KEYS = said(
    "Write keys with their values, as in the reference.",
    "Tulis kunci dengan isinya, seperti dalam rujukan.",
)
_WRITE = {
    "string_type": said(
        "Write a text, and put numbers and dates in quotes.",
        "Tulis teks, dan beri tanda kutip pada angka dan tanggal.",
    ),
    "list_type": said("Write a list, as in `[…]`.", "Tulis daftar, seperti `[…]`."),
    "too_short": said("List at least one, or leave it out.", "Sebut minimal satu, atau hilangkan."),
    "bool_type": said("Write `true` or `false`.", "Tulis `true` atau `false`."),
    "bool_parsing": said("Write `true` or `false`.", "Tulis `true` atau `false`."),
    "dict_type": _KEYS,
    "model_type": _KEYS,
    "model_attributes_type": _KEYS,
}
"""What to write where a value is of the wrong kind: pydantic's name of the fault → mend."""


def _sentence(detail: ErrorDetails) -> tuple[str, str | None]:
    place = ".".join(str(part) for part in detail["loc"])
    context: dict[str, Any] = detail.get("ctx", {})
    match detail["type"]:
        case "mend":
            return context["problem"], context["mend"]
        case "missing":
            return (
                said("`{place}` is missing.", "`{place}` tidak ada.", place=place),
                said("Add it.", "Tambahkan."),
            )
        case "extra_forbidden":
            known = _known_keys(detail["loc"])
            near = difflib.get_close_matches(str(detail["loc"][-1]), known, n=1)
            hint = (
                said(" Did you mean `{near}`?", " Maksud Anda `{near}`?", near=near[0])
                if near
                else ""
            )
            return (
                said("`{place}` is not a key here.", "`{place}` bukan kunci di sini.", place=place),
                said(
                    "Known are {names}.{hint}",
                    "Yang dikenal: {names}.{hint}",
                    names=", ".join(known),
                    hint=hint,
                ),
            )
        case "literal_error":
            return (
                said("`{place}` can only be true.", "`{place}` hanya dapat true.", place=place),
                said("Write `true`, or leave it out.", "Tulis `true`, atau hilangkan."),
            )
        case "string_pattern_mismatch":
            return (
                said("{name} is not a name.", "{name} bukan nama.", name=repr(detail["input"])),
                said(
                    "Use letters, digits, `.`, `_` and `-`.",
                    "Gunakan huruf, angka, `.`, `_`, dan `-`.",
                ),
            )
    if detail["type"] in _WRITE:
        return (
            said("`{place}` does not fit.", "Isi `{place}` tidak sesuai.", place=place),
            _WRITE[detail["type"]],
        )
    reason = detail["msg"].replace("Input should be", "it should be")
    return (
        said(
            "`{place}` does not fit: {reason}.",
            "Isi `{place}` tidak sesuai: {reason}.",
            place=place,
            reason=reason[:1].lower() + reason[1:],
        ),
        None,
    )


def _known_keys(location: Place) -> list[str]:
    forms: dict[str, type[Any]] = {
        "holidays": HolidaysForm,
        "dates": OwnHoliday,
        "exceptions": ExceptionForm,
        "before": BeforeForm,
    }
    around = [str(part) for part in location[:-1] if part in forms]
    form = forms[around[-1]] if around else CalendarForm
    return [field.alias or name for name, field in form.model_fields.items()]
