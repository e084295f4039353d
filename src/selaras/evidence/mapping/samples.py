"""What values of a source column look like: times and their formats, numbers, nulls, words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from selaras.evidence.mapping.month_names import in_english, names_month

NULL_TOKENS = ("?", "-", "--", "n/a", "N/A", "NA", "null", "NULL", "None", "none", "NaN", "#N/A",
               "unknown", "(blank)", "tidak ada")  # fmt: skip
_DATES = ("%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%d.%m.%Y", "%Y/%m/%d", "%Y%m%d",
          "%d %b %Y", "%d %B %Y", "%d. %B %Y", "%d de %B de %Y", "%b %d, %Y", "%d-%b-%Y",
          "%d/%m/%y", "%m/%d/%y")  # fmt: skip
_CLOCKS = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p", ", %H:%M", ", %H:%M:%S",
           " %H.%M", " %H.%M.%S", ", %H.%M", " pukul %H.%M", " pukul %H:%M")  # fmt: skip
_ISO = re.compile(
    r"^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d([.,]\d+)?)?( ?(?P<offset>[Zz]|[+-]\d\d:?\d\d))?)?$"
)
_NUMBER = re.compile(r"^[+-]?\d+(\.\d+)?$")
_COMMA_NUMBER = re.compile(r"^[+-]?\d{1,3}(\.\d{3})*,\d+$|^[+-]?\d{1,3}(\.\d{3})+$|^[+-]?\d+,\d+$")
_DAMAGED_ONE_IN = 20
"""Of so many values one may be damaged without hiding what the others are (*choice*)."""
_HOPELESS = 12
"""A format that fits none of so many first values fits none (*choice*)."""
_PERSONAL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$|^(\+|0)[1-9][\d ()-]{7,}$")


@dataclass(frozen=True, slots=True)
class TimeForm:
    """How times are written: `formats` empty means ISO 8601.

    `either`: another format (month first) that fits every sample just as well.
    """

    formats: tuple[str, ...] = ()
    either: str | None = None
    has_offset: bool = False


def nulls_in(values: Sequence[str]) -> tuple[str, ...]:
    """Texts among the values that usually stand for nothing."""
    present = set(values)
    return tuple(token for token in NULL_TOKENS if token in present)


def time_form(values: Sequence[str]) -> TimeForm | None:
    """How these values are written as times; None where they are none."""
    values = [value.strip() for value in values if value.strip()]
    matches = [_ISO.match(value) for value in values]
    if _nearly_all(matches):
        return TimeForm(has_offset=any(match and match["offset"] for match in matches))
    most = len(values) // _DAMAGED_ONE_IN
    forms = (date + clock for date in _DATES for clock in _CLOCKS) if values else ()
    broken = {form: _broken(values, form, most) for form in forms}
    fitting = [form for form, count in broken.items() if count == 0]
    fitting = fitting or [form for form, count in broken.items() if count <= most]
    if not fitting:
        return None
    first = fitting[0]
    swapped = first.replace("%d", "%_").replace("%m", "%d").replace("%_", "%m")
    return TimeForm((first,), swapped if swapped in fitting and swapped != first else None)


def decimal_comma(values: Sequence[str]) -> bool | None:
    """True for numbers with a decimal comma, False for plain numbers, None for none at all."""
    values = [value.strip() for value in values if value.strip()]
    plain = [bool(_NUMBER.match(value)) for value in values]
    either = [
        fits or bool(_COMMA_NUMBER.match(value)) for fits, value in zip(plain, values, strict=True)
    ]
    if values and all(plain):
        return False
    if _nearly_all(either) and sum(either) > sum(plain):
        return True
    return False if _nearly_all(plain) else None


def _nearly_all(fits: Sequence[object]) -> bool:
    """Whether all do, or in a larger sample all but a few: exports have rows that are damaged."""
    broken = sum(not one for one in fits)
    return bool(fits) and broken <= len(fits) // _DAMAGED_ONE_IN


def is_personal(values: Sequence[str]) -> bool:
    """Whether any of the values is an e-mail address or a telephone number."""
    return any(_PERSONAL.match(value) for value in values)


def _broken(values: Sequence[str], form: str, most: int) -> int:
    """How many values are not written so; past `most` no more are looked at.

    Nor are they where none of the first ones is: then it is all of them.
    """
    broken = 0
    for looked, value in enumerate(values, start=1):
        broken += not _parses(value, form)
        if broken > most:
            break
        if looked == broken == _HOPELESS:
            return len(values)
    return broken


def _parses(value: str, form: str) -> bool:
    try:
        written = in_english(value) if names_month(form) else value
        datetime.strptime(written, form)  # noqa: DTZ007  (only whether it fits)
    except ValueError:
        return False
    return True
