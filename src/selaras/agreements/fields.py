"""The small forms that agreements are written in: names, days, numbers, lengths of time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import PlainValidator, StringConstraints, WithJsonSchema

from selaras.calendars.duration import Duration, read_duration
from selaras.errors import InputError, said

LARGEST_NUMBER = Decimal(10) ** 14
"""Evidence keeps amounts as decimal(18, 4): fourteen digits before the point."""
FINEST_NUMBER = 8
"""Decimals that a number may carry, as many as a rate has."""
_NUMBER = re.compile(r"[-+]?\d[\d_]*(\.\d+)?$", re.ASCII)
_PERCENT = re.compile(r"([-+]?\d+(?:\.\d+)?)\s*%$", re.ASCII)


@dataclass(frozen=True, slots=True)
class Number:
    """A number as somebody wrote it: `50`, `1_000_000`, `0.2` or `20%` (then `value` is 0.2)."""

    value: Decimal
    is_percent: bool = False

    def __str__(self) -> str:
        return show_percent(self.value) if self.is_percent else show_number(self.value)


def show_number(value: Decimal) -> str:
    """The shortest plain form of a number: `50`, `0.2`, never `5E+1`."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def show_percent(value: Decimal) -> str:
    """`0.2` as `20%`."""
    return f"{show_number(value * 100)}%"


def read_number(value: object) -> Number:
    """Read a number; ValueError, with a sentence, for anything that is none."""
    if isinstance(value, Number):
        return value
    if isinstance(value, bool) or not isinstance(value, int | Decimal | float | str):
        raise ValueError(
            said(
                "must be a number such as 50, 0.2 or 20%",
                "harus berupa angka seperti 50, 0.2, atau 20%",
            )
        )
    text = str(value).strip() if not isinstance(value, Decimal) else show_number(value)
    percent = _PERCENT.match(text)
    if percent is not None:
        return Number(_bounded(Decimal(percent[1]) / 100), is_percent=True)
    if not _NUMBER.match(text):
        raise ValueError(
            said(
                "{text} is not a number such as 50, 0.2 or 20%",
                "{text} bukan angka seperti 50, 0.2, atau 20%",
                text=repr(text[:40]),
            )
        )
    return Number(_bounded(Decimal(text.replace("_", ""))))


def _bounded(number: Decimal) -> Decimal:
    if abs(number) >= LARGEST_NUMBER:
        raise ValueError(
            said("must be smaller than a hundred trillion", "harus kurang dari seratus triliun")
        )
    if number != round(number, FINEST_NUMBER):
        raise ValueError(
            said(
                "must have at most {n} decimals",
                "paling banyak {n} angka di belakang koma",
                n=FINEST_NUMBER,
            )
        )
    return Decimal(show_number(number))


def read_day(value: object) -> date:
    """Read a date, also one in quotes; ValueError for anything else."""
    if isinstance(value, date):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        return date.fromisoformat(value)
    raise ValueError(
        said("must be a date such as 2026-01-31", "harus berupa tanggal seperti 2026-01-31")
    )


def _read_length(value: object) -> Duration:
    if isinstance(value, Duration):
        return value
    try:
        return read_duration(value)
    except (InputError, OverflowError) as error:
        raise ValueError(*error.args) from None


def _read_scalar(value: object) -> object:
    if isinstance(value, dict | list):
        raise ValueError(said("must be one value", "harus satu nilai"))
    return value


_NAME = {"type": "string", "minLength": 1, "maxLength": 80, "pattern": r"^[^\s/\\][^\n/\\]*$"}


def _read_name(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(
            said(
                "must be a name; put numbers and dates in quotes",
                "harus berupa nama; beri tanda kutip pada angka dan tanggal",
            )
        )
    if not value or len(value) > 80 or value != value.strip():
        raise ValueError(
            said(
                "must be a name of 1 to 80 characters without blanks around it",
                "harus berupa nama 1 sampai 80 karakter tanpa spasi di tepinya",
            )
        )
    if not value.isprintable() or "/" in value or "\\" in value:
        raise ValueError(
            said(
                "must be a name on one line, without slashes",
                "harus berupa nama satu baris, tanpa garis miring",
            )
        )
    return value


Name = Annotated[str, PlainValidator(_read_name), WithJsonSchema(_NAME)]
Text = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=2000)]
Day = Annotated[
    date, PlainValidator(read_day), WithJsonSchema({"type": "string", "format": "date"})
]
NumberField = Annotated[
    Number,
    PlainValidator(read_number),
    WithJsonSchema({"type": ["number", "string"], "pattern": r"^[-+]?\d[\d_]*(\.\d+)?\s*%?$"}),
]
Length = Annotated[
    Duration,
    PlainValidator(_read_length),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^\s*\d+\s+([Bb]usiness\s+)?([Mm]inute|[Hh]our|[Dd]ay)s?\s*$",
        }
    ),
]
ScalarField = Annotated[
    Any,
    PlainValidator(_read_scalar),
    WithJsonSchema({"type": ["string", "number", "boolean", "null"]}),
]
