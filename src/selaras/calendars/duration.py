"""Lengths of time as people write them in agreements: `8 business hours`, `30 days`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from selaras.errors import InputError, said


class DurationUnit(StrEnum):
    """The units a duration may state; `business` ones run on a calendar's working time."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    BUSINESS_MINUTES = "business minutes"
    BUSINESS_HOURS = "business hours"
    BUSINESS_DAYS = "business days"


_SECONDS = {
    DurationUnit.MINUTES: 60,
    DurationUnit.HOURS: 3600,
    DurationUnit.DAYS: 86400,
    DurationUnit.BUSINESS_MINUTES: 60,
    DurationUnit.BUSINESS_HOURS: 3600,
}
# Eight digits: more days than that, in microseconds, would not fit an engine's 64 bits.
_FORM = re.compile(r"^\s*(\d{1,8})\s+(business\s+)?(minute|hour|day)s?\s*$", re.IGNORECASE)
KNOWN_DURATIONS = (
    "`30 minutes`, `24 hours`, `30 days`, "
    "`90 business minutes`, `8 business hours`, `1 business day`"
)


@dataclass(frozen=True, slots=True)
class Duration:
    """An amount of one unit.

    Minutes, hours and days are elapsed time (a day is 24 hours); business minutes and business
    hours are working time of a calendar; `N business days` ends at the close of the N-th working
    day after the start's local date.
    """

    amount: int
    unit: DurationUnit

    @property
    def seconds(self) -> int | None:
        """Length in seconds, of elapsed or working time; None for business days."""
        per_unit = _SECONDS.get(self.unit)
        return None if per_unit is None else self.amount * per_unit

    @property
    def is_business(self) -> bool:
        """Whether it runs on a calendar's working time."""
        return self.unit.startswith("business")

    @property
    def is_day_level(self) -> bool:
        """Whether dates without a time are precise enough to judge it."""
        return self.unit in (DurationUnit.DAYS, DurationUnit.BUSINESS_DAYS)

    def __str__(self) -> str:
        unit = self.unit.value
        return f"{self.amount} {unit.removesuffix('s') if self.amount == 1 else unit}"


def read_duration(text: object) -> Duration:
    """Read `8 business hours` and its like; raise InputError with the list of what is known."""
    match = _FORM.match(text) if isinstance(text, str) else None
    if match is None or int(match[1]) == 0:
        raise InputError(
            said("{text} is not a duration.", "{text} bukan lama waktu.", text=repr(text)),
            mend=said(
                "Write a whole number above 0 and a unit, as in {known}.",
                "Tulis bilangan bulat di atas 0 dan satuannya, seperti {known}.",
                known=KNOWN_DURATIONS,
            ),
        )
    business = "business " if match[2] else ""
    return Duration(int(match[1]), DurationUnit(f"{business}{match[3].lower()}s"))
