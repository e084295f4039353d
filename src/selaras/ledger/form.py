"""Verdicts and traces as plain JSON values: stable keys, no clock, floats to 9 digits."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from selaras.ledger.trace import Item
from selaras.ledger.verdict import METHOD_VERSION, Verdict

VERDICT_KEYS = (
    "agreement", "version", "standing", "commitment", "promisor", "promisee", "subject",
    "subject_kind", "period", "status", "value", "unit", "target", "asked", "n", "kept", "broken",
    "open", "unknown", "exempt", "low", "high", "estimate", "probability_missed",
    "calendar_version", "horizon", "final", "restates", "reason", "direction",
)  # fmt: skip
"""The keys of a verdict's JSON form, in order."""

_DIGITS = 9
_AS_THEY_ARE = frozenset((str, int, bool))


def plain(value: Any) -> Any:
    """A figure or an instant as JSON has it.

    Integers and decimals stay exact, shares become floats of 9 significant digits, instants ISO
    texts with their offset.
    """
    if value is None or type(value) in _AS_THEY_ARE:  # nearly all of them
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else _rounded(float(value), 17)
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else _rounded(float(value), _DIGITS)
    if isinstance(value, float):
        return _rounded(value, _DIGITS)
    if isinstance(value, datetime):
        return value.isoformat()
    return value


def _rounded(value: float, digits: int) -> float:
    return float(f"{value:.{digits}g}")


def verdict_form(verdict: Verdict) -> dict[str, Any]:
    """The verdict with the keys of VERDICT_KEYS.

    A share that happens to be whole is 0 or 1; the period's ends carry the offset of the
    agreement's zone.
    """
    form: dict[str, Any] = {}
    for key in VERDICT_KEYS:
        if key == "period":
            form[key] = {"start": plain(verdict.period.start), "end": plain(verdict.period.end)}
        elif key == "status":
            form[key] = verdict.status.value
        else:
            form[key] = plain(getattr(verdict, key))
    return form


def item_form(item: Item) -> dict[str, Any]:
    """One item of a trace, its fields as they are named."""
    return {name: plain(getattr(item, name)) for name in Item.__slots__}


def ledger_form(
    as_of: datetime, snapshot: str | None, verdicts: list[Verdict] | tuple[Verdict, ...]
) -> dict[str, Any]:
    """The whole answer of `selaras evaluate --format json`."""
    return {
        "as_of": plain(as_of),
        "snapshot": snapshot,
        "method_version": METHOD_VERSION,
        "verdicts": [verdict_form(verdict) for verdict in verdicts],
    }


def to_json(form: Any) -> str:
    """The same bytes for the same values."""
    return json.dumps(form, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
