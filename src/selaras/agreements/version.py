"""The canonical form of an agreement, and the hash that names a version of it.

It is made from values, not from text: the order of keys, comments, quotes, and a default that is
written out make no difference. Titles and what a promise `says` are part of what people sign, so
changing them makes a new version; so does a target, a term or a date. Whatever is at its default is
left out, so that a field added to the format later leaves the hashes of today's agreements alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

from selaras.agreements.fields import show_number
from selaras.agreements.values import (
    Agreement,
    CalendarChoice,
    Commitment,
    Condition,
    Excuse,
    Schedule,
    Term,
)
from selaras.calendars.duration import Duration

_UNORDERED = (Commitment, Term, Condition, Excuse)
"""Members of lists whose order means nothing."""


def version_of(agreement: Agreement) -> str:
    """The version of an agreement: sha256 of its canonical form, 64 hexadecimal digits."""
    text = json.dumps(
        canonical_form(agreement), sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def canonical_form(agreement: Agreement) -> dict[str, Any]:
    """The agreement as JSON values in which equal promises are equal."""
    form: dict[str, Any] = canonical_value(agreement)
    form["parties"] = sorted(form["parties"])
    return form


def canonical_value(value: Any) -> Any:
    """Any part of an agreement as JSON values; equal where the parts promise the same."""
    match value:
        case Duration():
            form: Any = str(value)
        case tuple():
            form = _canonical_list(value)
        case Enum():
            form = value.value
        case bool():
            form = value
        case Decimal() | int():
            form = {"number": show_number(Decimal(value))}
        case Fraction():
            form = f"{value.numerator}/{value.denominator}"
        case date():
            form = {"day": value.isoformat()}
        case _:
            form = _canonical_fields(value) if is_dataclass(value) else value
    return form


def _canonical_fields(value: Any) -> dict[str, Any]:
    form: dict[str, Any] = {"is": type(value).__name__}
    for field in fields(value):
        content = getattr(value, field.name)
        if content != _default(field):
            form[field.name] = canonical_value(content)
    if isinstance(value, Schedule | CalendarChoice) and "cases" in form:
        form["cases"] = {key: canonical_value(target) for key, target in value.cases}
    if isinstance(value, Condition) and "values" in form:
        form["values"] = sorted(form["values"], key=_sorting)
    return form


def _default(field: Field[Any]) -> Any:
    return MISSING if field.default is MISSING else field.default


def _canonical_list(values: Sequence[Any]) -> list[Any]:
    forms = [canonical_value(value) for value in values]
    if values and isinstance(values[0], _UNORDERED):
        return sorted(forms, key=_sorting)
    if values and all(isinstance(value, str) for value in values):
        return sorted(forms)
    return forms


def _sorting(form: Any) -> str:
    return json.dumps(form, sort_keys=True, ensure_ascii=False)
