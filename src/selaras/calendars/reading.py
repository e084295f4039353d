"""From a calendar's YAML to the calendar, and where calendars are looked for."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from importlib.resources import as_file, files
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
from selaras.calendars.source import Path_, Source, read_source
from selaras.calendars.week import ALL_DAY, CLOSED, Hours, Week
from selaras.errors import InputError

_SUFFIXES = (".yaml", ".yml")


def read_calendar(path: Path) -> Calendar:
    """Read a calendar from a YAML file; InputError with file, line and mend if it is wrong."""
    return calendar_of(read_source(path))


def calendar_of(source: Source) -> Calendar:
    """The calendar that a YAML document states."""
    if not isinstance(source.value, dict):
        raise source.error(
            "This is not a calendar." if source.value is not None else "The file is empty.",
            mend="A calendar has the keys calendar, time_zone and week.",
        )
    try:
        form = CalendarForm.model_validate(source.value)
    except ValidationError as error:
        raise _first_error(error, source) from None
    return Calendar(
        name=form.calendar, time_zone=ZoneInfo(form.time_zone), eras=_eras(form, source)
    )


def _eras(form: CalendarForm, source: Source) -> tuple[Era, ...]:
    week = _week(form.week, form.always)
    holidays, holidays_at = form.holidays, ("holidays",)
    exceptions, exceptions_at = form.exceptions, ("exceptions",)
    drafts: list[tuple[date | None, Week, HolidaysForm | None, Path_, list[ExceptionForm], Path_]]
    drafts = [(None, week, holidays, holidays_at, exceptions, exceptions_at)]
    order = sorted(range(len(form.before)), key=lambda at: form.before[at].until, reverse=True)
    last: date | None = None
    for at in order:
        older = form.before[at]
        if older.until == last:
            raise source.error(
                f"Two earlier versions end on {last}.", ("before", at), "Give each its own end."
            )
        last = older.until
        _, week, holidays, holidays_at, exceptions, exceptions_at = drafts[-1]
        if older.week is not None or older.always is not None:
            week = _week(older.week, older.always)
        if older.holidays is not None:
            holidays, holidays_at = older.holidays, ("before", at, "holidays")
        if older.exceptions is not None:
            exceptions, exceptions_at = older.exceptions, ("before", at, "exceptions")
        drafts.append((last, week, holidays, holidays_at, exceptions, exceptions_at))
    eras: list[Era] = []
    since = FIRST_DAY
    for until, week, holidays, holidays_at, exceptions, exceptions_at in reversed(drafts):
        ends = until or LAST_DAY
        eras.append(
            Era(
                until=until,
                week=week,
                holidays=_holidays(holidays, holidays_at, source, since, ends),
                exemptions=_exemptions(exceptions, exceptions_at, source, since, ends),
            )
        )
        since = max(since, date.fromordinal(min(ends, LAST_DAY).toordinal() + 1))
    return tuple(eras)


def _week(week: Sequence[Hours | None] | None, always: bool | None) -> Week:
    if always or week is None:
        return (ALL_DAY,) * 7
    return tuple(CLOSED if hours is None else hours for hours in week)


def _holidays(
    form: HolidaysForm | None, at: Path_, source: Source, since: date, until: date
) -> tuple[Holiday, ...]:
    if form is None:
        return ()
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
                f"{day} is not a holiday there.", (*at, "except", place), "Remove the date."
            )
    for own in form.dates:
        found[own.day] = Holiday(own.day, own.estimated, own.says)
    return tuple(found[day] for day in sorted(found) if since <= day <= until)


def _exemptions(
    forms: Sequence[ExceptionForm], at: Path_, source: Source, since: date, until: date
) -> tuple[Exemption, ...]:
    exemptions: list[Exemption] = []
    for place, form in enumerate(forms):
        one = _exemption(form)
        for other in exemptions:
            if _contradict(one, other):
                raise source.error(
                    f"The exception from {one.first} to {one.last} contradicts the one from "
                    f"{other.first} to {other.last}.",
                    (*at, place),
                    "Let one lie within the other (the shorter holds), or set them apart.",
                )
        if one not in exemptions:
            exemptions.append(one)
    kept = [one for one in exemptions if one.first <= until and one.last >= since]
    return tuple(sorted(kept, key=lambda one: (one.first, one.last)))


def _exemption(form: ExceptionForm) -> Exemption:
    first, last = form.day or form.first, form.day or form.last
    assert first is not None  # noqa: S101  the form has checked it
    assert last is not None  # noqa: S101
    hours: Hours | None = CLOSED if form.closed else form.hours
    return Exemption(first, last, hours, form.week, form.says)


def _contradict(one: Exemption, other: Exemption) -> bool:
    if one.last < other.first or other.last < one.first:
        return False
    if (one.hours, one.week) == (other.hours, other.week):
        return False
    within = one.first >= other.first and one.last <= other.last
    around = one.first <= other.first and one.last >= other.last
    return within == around


def _first_error(error: ValidationError, source: Source) -> InputError:
    """The first of pydantic's errors, by line, as a sentence of ours."""
    details = error.errors(include_url=False)
    detail = min(details, key=lambda one: (source.line(one["loc"]) or 0, one["loc"] == ()))
    problem, mend = _sentence(detail)
    return source.error(problem, detail["loc"], mend)


def _sentence(detail: ErrorDetails) -> tuple[str, str | None]:
    place = ".".join(str(part) for part in detail["loc"])
    context: dict[str, Any] = detail.get("ctx", {})
    match detail["type"]:
        case "mend":
            return context["problem"], context["mend"]
        case "missing":
            return f"`{place}` is missing.", "Add it."
        case "extra_forbidden":
            known = _known_keys(detail["loc"])
            near = difflib.get_close_matches(str(detail["loc"][-1]), known, n=1)
            hint = f" Did you mean `{near[0]}`?" if near else ""
            return f"`{place}` is not a key here.", f"Known are {', '.join(known)}.{hint}"
        case "literal_error":
            return f"`{place}` can only be true.", "Write `true`, or leave it out."
        case "string_pattern_mismatch":
            return f"{detail['input']!r} is not a name.", "Use letters, digits, `.`, `_` and `-`."
    return f"`{place}`: {detail['msg'][:1].lower()}{detail['msg'][1:]}.", None


def _known_keys(location: Path_) -> list[str]:
    forms: dict[str, type[Any]] = {
        "holidays": HolidaysForm,
        "dates": OwnHoliday,
        "exceptions": ExceptionForm,
        "before": BeforeForm,
    }
    around = [part for part in location[:-1] if part in forms]
    form = forms[str(around[-1])] if around else CalendarForm
    return [field.alias or name for name, field in form.model_fields.items()]


def find_calendar(name_or_path: str, folders: tuple[Path, ...] = ()) -> Calendar:
    """The calendar of that name in one of the folders or among the shipped ones, or that file.

    InputError with the names that are known if there is none.
    """
    path = Path(name_or_path)
    if path.suffix in _SUFFIXES or len(path.parts) > 1:
        return read_calendar(path)
    for folder in folders:
        for suffix in _SUFFIXES:
            candidate = folder / f"{name_or_path}{suffix}"
            if candidate.is_file():
                return read_calendar(candidate)
        for candidate in _calendar_files(folder):
            if _name_in(candidate) == name_or_path:
                return read_calendar(candidate)
    if name_or_path in shipped_names():
        return _shipped(name_or_path)
    names = calendar_names(folders)
    near = difflib.get_close_matches(name_or_path, names, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise InputError(
        f"There is no calendar {name_or_path!r}.", mend=f"Known are {', '.join(names)}.{hint}"
    )


def calendar_names(folders: tuple[Path, ...] = ()) -> list[str]:
    """Names of the calendars in the folders and of the shipped ones, ordered."""
    own = {_name_in(file) for folder in folders for file in _calendar_files(folder)}
    return sorted({name for name in own if name} | set(shipped_names()))


def shipped_names() -> tuple[str, ...]:
    """Names of the calendars that come with Selaras."""
    folder = files("selaras.calendars") / "shipped"
    return tuple(
        sorted(
            entry.name.removesuffix(".yaml")
            for entry in folder.iterdir()
            if entry.name.endswith(".yaml")
        )
    )


@lru_cache(maxsize=32)
def _shipped(name: str) -> Calendar:
    with as_file(files("selaras.calendars") / "shipped" / f"{name}.yaml") as path:
        return read_calendar(path)


def _calendar_files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.suffix in _SUFFIXES and path.is_file())


def _name_in(path: Path) -> str | None:
    """The name a file gives its calendar; None if it cannot be read (it is reported when used)."""
    try:
        value = read_source(path).value
    except InputError:
        return None
    name = value.get("calendar") if isinstance(value, dict) else None
    return name if isinstance(name, str) else None
