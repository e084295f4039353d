"""The YAML form of a calendar: which keys it has and what may stand in them."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from selaras.calendars.week import (
    ALL_DAY,
    DAY_NAMES,
    Hours,
    check_week,
    read_days,
    read_hours,
)
from selaras.calendars.zones import NO_PLACES, zone_of
from selaras.errors import InputError, said

ALWAYS = "24x7"
_INTERVAL = r"^\s*\d{1,2}:\d{2}\s*[-–]\s*\d{1,2}:\d{2}\s*$"
_HOURS_SCHEMA: dict[str, Any] = {
    "description": "Intervals of a day, as in [08:00-12:00, 13:00-17:00]; [] is closed.",
    "anyOf": [
        {"type": "string", "pattern": _INTERVAL},
        {"type": "array", "items": {"type": "string", "pattern": _INTERVAL}},
    ],
}
# Editors follow ECMA 262, which has no way to ignore case within a pattern.
_DAY = f"({'|'.join(''.join(f'[{c}{c.upper()}]' for c in name) for name in DAY_NAMES)})"
_WEEK_SCHEMA: dict[str, Any] = {
    "description": "24x7, or hours by day: mon, mon-fri, sat-mon or mon,wed.",
    "anyOf": [
        {"const": ALWAYS},
        {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": False,
            "patternProperties": {rf"^\s*{_DAY}(\s*[-,]\s*{_DAY})*\s*$": _HOURS_SCHEMA},
        },
    ],
}
_DATE_SCHEMA: dict[str, Any] = {"type": "string", "format": "date"}


def _mended(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Let pydantic carry an InputError, so that it learns the place from pydantic."""

    def validate(value: Any) -> Any:
        try:
            return read(value)
        except InputError as error:
            raise _carried(error) from None

    return validate


def _carried(error: InputError) -> PydanticCustomError:
    # Braces are templates to pydantic; the sentence travels in the context instead.
    return PydanticCustomError("mend", "wrong", {"problem": error.problem, "mend": error.mend})


def _hours(value: Any) -> Hours:
    intervals = [value] if isinstance(value, str) else value
    if not isinstance(intervals, list):
        raise InputError(
            said(
                "{value} is not a list of intervals.",
                "{value} bukan daftar rentang jam.",
                value=repr(value),
            ),
            mend=said(
                "Write them as in [08:00-12:00, 13:00-17:00]; [] is a closed day.",
                "Tulis seperti [08:00-12:00, 13:00-17:00]; [] berarti hari tutup.",
            ),
        )
    return read_hours(intervals)


def _days_hours(value: Any) -> tuple[Hours | None, ...]:
    if value == ALWAYS:
        return (ALL_DAY,) * 7
    if not isinstance(value, dict) or not value:
        raise InputError(
            said("{value} is not a week.", "{value} bukan minggu kerja.", value=repr(value)),
            mend=said(
                "Write {always}, or hours by day, as in `mon-fri: [08:00-12:00, 13:00-17:00]`.",
                "Tulis {always}, atau jam per hari, seperti `mon-fri: [08:00-12:00, 13:00-17:00]`.",
                always=ALWAYS,
            ),
        )
    week: list[Hours | None] = [None] * 7
    for key, intervals in value.items():
        hours = _hours(intervals)
        for day in read_days(key):
            if week[day] is not None:
                raise InputError(
                    said(
                        "{key} names a day that another key has.",
                        "{key} menyebut hari yang sudah ada pada kunci lain.",
                        key=repr(key),
                    ),
                    mend=said("Name it once.", "Sebut sekali saja."),
                )
            week[day] = hours
    check_week(week)
    return tuple(week)


def _zone(value: Any) -> str:
    mend = said("Write a name such as Asia/Jakarta.", "Tulis nama seperti Asia/Jakarta.")
    if not isinstance(value, str):
        raise InputError(
            said(
                "time_zone {value} is not a name.",
                "time_zone {value} bukan nama.",
                value=repr(value),
            ),
            mend=mend,
        )
    try:
        zone_of(value)
    except LookupError:
        names = (name for name in available_timezones() if not name.startswith(NO_PLACES))
        known = {name.lower(): name for name in names}
        near = difflib.get_close_matches(value.lower(), known, n=1)
        if near:
            mend = said(
                "{mend} Did you mean {near}?",
                "{mend} Maksud Anda {near}?",
                mend=mend,
                near=known[near[0]],
            )
        raise InputError(
            said(
                "time_zone {value} is not known.",
                "time_zone {value} tidak dikenal.",
                value=repr(value),
            ),
            mend=mend,
        ) from None
    return value


def _as_written(value: Any) -> str:
    return str(value) if isinstance(value, datetime) else repr(value)


def _date(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise InputError(
            said("{value} is not a date.", "{value} bukan tanggal.", value=_as_written(value)),
            mend=said("Write it as 2026-12-31.", "Tulis seperti 2026-12-31."),
        ) from None


DayHours = Annotated[Any, BeforeValidator(_mended(_hours)), WithJsonSchema(_HOURS_SCHEMA)]
WeekHours = Annotated[Any, BeforeValidator(_mended(_days_hours)), WithJsonSchema(_WEEK_SCHEMA)]
Day = Annotated[date, BeforeValidator(_mended(_date)), WithJsonSchema(_DATE_SCHEMA)]
Zone = Annotated[str, BeforeValidator(_mended(_zone)), WithJsonSchema({"type": "string"})]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True)


class OwnHoliday(_Form):
    """A closed day of one's own."""

    day: Day = Field(alias="date", description="The closed date.")
    says: str = Field("", description="Its name.")
    estimated: bool = Field(False, description="true while the date is not settled.")


def _own_holiday(value: Any) -> Any:
    return value if isinstance(value, dict) else {"date": value}


OwnDay = Annotated[
    OwnHoliday, BeforeValidator(_own_holiday, json_schema_input_type=Day | OwnHoliday)
]


class HolidaysForm(_Form):
    """Holidays of a country, and those of one's own."""

    country: str | None = Field(None, description="ISO 3166 code, as in ID.")
    subdivision: str | None = Field(None, description="Code of a state or province of the country.")
    categories: list[str] = Field(
        default_factory=lambda: ["public"],
        description="Kinds of holidays; Indonesia needs [public, government] for cuti bersama.",
        min_length=1,
    )
    dates: list[OwnDay] = Field(
        default_factory=list, description="Closed days of one's own: dates, or {date, says}."
    )
    without: list[Day] = Field(
        default_factory=list,
        alias="except",
        description="Dates of the country's holidays that are not closed.",
    )

    @model_validator(mode="after")
    def _needs_country(self) -> HolidaysForm:
        if self.country is None and self.subdivision is not None:
            raise _carried(
                InputError(
                    said("A subdivision needs a country.", "`subdivision` memerlukan negara."),
                    mend=said("Add `country:`.", "Tambahkan `country:`."),
                )
            )
        return self


class ExceptionForm(_Form):
    """A date or a range of dates with hours of its own; of several, the shortest holds."""

    day: Day | None = Field(None, alias="date", description="The date; or write from and to.")
    first: Day | None = Field(None, alias="from", description="First date of a range.")
    last: Day | None = Field(None, alias="to", description="Last date of a range, included.")
    closed: Literal[True] | None = Field(None, description="true: no working time.")
    hours: DayHours | None = Field(
        None, description="The hours of each of these dates, holidays and weekends included."
    )
    week: WeekHours | None = Field(
        None,
        description="Hours by day of the week; days it lacks are as usual, holidays stay closed.",
    )
    says: str = Field("", description="Why.")

    @model_validator(mode="after")
    def _one_of_each(self) -> ExceptionForm:
        ranged = self.first is not None and self.last is not None
        if (self.day is not None) == ranged or (self.first is None) != (self.last is None):
            raise _carried(
                InputError(
                    said(
                        "An exception is for one date or for a range.",
                        "Pengecualian berlaku untuk satu tanggal atau satu rentang.",
                    ),
                    mend=said(
                        "Write `date:`, or `from:` and `to:`.",
                        "Tulis `date:`, atau `from:` dan `to:`.",
                    ),
                )
            )
        if self.first is not None and self.last is not None and self.last < self.first:
            raise _carried(
                InputError(
                    said(
                        "An exception ends before it begins.",
                        "Sebuah pengecualian berakhir sebelum dimulai.",
                    ),
                    mend=said("Swap `from` and `to`.", "Tukar `from` dan `to`."),
                )
            )
        given = [rule for rule in (self.closed, self.hours, self.week) if rule is not None]
        if len(given) != 1:
            raise _carried(
                InputError(
                    said(
                        "An exception states one thing.", "Satu pengecualian menyatakan satu hal."
                    ),
                    mend=said(
                        "Write one of `closed: true`, `hours: [...]` and `week: {{...}}`.",
                        "Tulis salah satu: `closed: true`, `hours: [...]`, atau `week: {{...}}`.",
                    ),
                )
            )
        return self


class BeforeForm(_Form):
    """What applied earlier; keys that it lacks are as in the next later version."""

    until: Day = Field(description="The last date of it.")
    week: WeekHours | None = None
    always: Literal[True] | None = Field(None, description="true: every hour of every day.")
    holidays: HolidaysForm | None = None
    exceptions: list[ExceptionForm] | None = None

    @model_validator(mode="after")
    def _one_week(self) -> BeforeForm:
        _check_one_week(self.week, self.always, needed=False)
        return self


class CalendarForm(_Form):
    """A calendar: the working time that business hours and days are counted by."""

    calendar: str = Field(
        description="Its name.", pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=80
    )
    time_zone: Zone = Field(description="A name such as Asia/Jakarta.")
    week: WeekHours | None = None
    always: Literal[True] | None = Field(None, description="true: every hour of every day.")
    holidays: HolidaysForm | None = None
    exceptions: list[ExceptionForm] = Field(default_factory=list)
    before: list[BeforeForm] = Field(
        default_factory=list, description="What applied earlier, by the last date of it."
    )
    says: str = Field("", description="What the calendar is for.")

    @model_validator(mode="after")
    def _one_week(self) -> CalendarForm:
        _check_one_week(self.week, self.always, needed=True)
        return self


def _check_one_week(week: object, always: object, *, needed: bool) -> None:
    if week is not None and always is not None:
        raise _carried(
            InputError(
                said(
                    "`week` and `always` exclude each other.",
                    "`week` dan `always` tidak dapat dipakai bersama.",
                ),
                mend=said("Keep one.", "Pertahankan salah satu."),
            )
        )
    if needed and week is None and always is None:
        raise _carried(
            InputError(
                said("A calendar needs its hours.", "Kalender memerlukan jam kerjanya."),
                mend=said(
                    "Write `week:`, or `always: true`.", "Tulis `week:`, atau `always: true`."
                ),
            )
        )


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a calendar's YAML, for editors."""
    schema = CalendarForm.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
