"""Texts as people type them, as values of YAML, and back."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from selaras.agreements.fields import show_number
from selaras.contracts import TABLES, Column, Kind

_GROUPED = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?:\.\d{3}){2,}", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,30}(?:\.\d{1,8})?", re.ASCII)
_TRUE, _FALSE = ("true", "yes", "ya", "benar"), ("false", "no", "tidak", "bukan")
_NUMBERS = (Kind.AMOUNT, Kind.RATE, Kind.WHOLE)


def typed_number(text: str) -> Any:
    """`50`, `4,400,000,000`, `75 %` as YAML has them; anything else as it is, to be told of."""
    plain = text.strip()
    if _GROUPED.fullmatch(plain):
        plain = re.sub(r"[.,]", "", plain)
    if _NUMBER.fullmatch(plain):
        return Decimal(plain)
    return re.sub(r"\s*%$", "%", plain)


def typed_day(text: str) -> Any:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def shown(value: Any) -> str:
    """A scalar of YAML as it is typed."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal | int):
        return show_number(Decimal(value))
    return value.isoformat() if isinstance(value, date) else str(value)


def column_named(name: str, tables: Sequence[str]) -> Column | None:
    """The column that a condition speaks of; None where there is none of that name."""
    first, dot, rest = name.partition(".")
    if dot:
        tables, name = (first,), rest
    for table in tables:
        if table in TABLES and name in TABLES[table].column_names:
            return TABLES[table].column(name)
    for one in TABLES.values():
        if not dot and name in one.column_names:
            return one.column(name)
    return None


def typed_value(text: str, column: Column | None) -> Any:
    """A condition's value, of the kind that its column holds."""
    kind = None if column is None else column.kind
    if kind is Kind.FLAG and text.lower() in (*_TRUE, *_FALSE):
        return text.lower() in _TRUE
    if kind in _NUMBERS:
        return typed_number(text)
    return typed_day(text) if kind is Kind.DAY else text


def typed_values(text: str, column: Column | None) -> Any:
    """One value, or a list where commas part several; a value with a comma stands in quotes."""
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), skipinitialspace=True))
    except csv.Error:  # a line's end outside of quotes: no list was meant
        rows = [[text]]
    parts = [part.strip() for row in rows for part in row if part.strip()]
    values = [typed_value(part, column) for part in parts]
    return values[0] if len(values) == 1 else values or ""


def shown_values(value: Any) -> str:
    """Values as they are typed: parted by commas."""
    values = value if isinstance(value, list) else [value]
    buffer = io.StringIO()
    csv.writer(buffer).writerow([shown(one) for one in values])
    return buffer.getvalue().removesuffix("\r\n")


def typed_words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def typed_cases(text: str) -> list[tuple[str, str]]:
    """Lines of `key: value`; a line without a colon is a key that lacks its value."""
    found = []
    for line in text.splitlines():
        key, _, value = line.rpartition(":") if ":" in line else (line, "", "")
        if key.strip():
            found.append((key.strip(), value.strip()))
    return found
