"""Which source column feeds which contract column: by names first, then by what values look like.

A name tells what a column is; values tell only what it can be. So values are asked for what a
table cannot be without (its id, its time) and for what looks like little else (known words,
amounts, currencies), each source column for one thing at most, and whoever reads the mapping is
told which ones were guessed so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from selaras.contracts import Column, Kind, Table
from selaras.evidence.mapping.samples import decimal_comma, is_personal, nulls_in, time_form
from selaras.evidence.mapping.synonyms import fitness
from selaras.evidence.mapping.word_synonyms import word_meant

Values = Mapping[str, Sequence[str]]
"""Samples of every source column, in the order of the columns."""

_NUMBERS = (Kind.AMOUNT, Kind.RATE, Kind.WHOLE)
_TIMES = (Kind.TIME, Kind.DAY)
_CURRENCY = re.compile(r"[A-Z]{3}")
_AN_ID = re.compile(r"[^\s@]{1,64}")
_CENTS = re.compile(r".*[.,]\d{2}")
_TOLD_BY_ROWS = 3
"""Rows from which values may tell anything (*choice*)."""
_TOLD_WORDS = 0.5
"""Share of values that have to be known words (*choice*)."""


def match_names(values: Values, table: Table) -> dict[str, str]:
    """Contract column → source column by names, the best fits first, none used twice."""
    filled = {name: _filled(found) for name, found in values.items()}
    fits = sorted(
        (
            (_fit(column, table, name, found), -place, -order, column.name, name)
            for place, column in enumerate(table.columns)
            for order, (name, found) in enumerate(filled.items())
        ),
        reverse=True,
    )
    pairs: dict[str, str] = {}
    for score, _, _, column_name, name in fits:
        if score > 0 and column_name not in pairs and name not in pairs.values():
            pairs[column_name] = name
    return pairs


def match_values(values: Values, table: Table, pairs: Mapping[str, str]) -> dict[str, str]:
    """What values alone tell of columns that `pairs`, found by names, leave open."""
    found: dict[str, str] = {}
    for column in table.columns:
        if column.name in pairs:
            continue
        likely = _likelihood(column, table)
        if likely is None:
            continue
        left = [n for n in values if n not in pairs.values() and n not in found.values()]
        fitting = [name for name in left if likely(values[name])]
        if fitting:
            found[column.name] = fitting[0]
    return found


def _fit(column: Column, table: Table, name: str, values: Sequence[str]) -> int:
    """The name's fitness, nothing where the values speak against it."""
    by_name = fitness(column, table, name)
    if by_name <= 0:
        return by_name  # looking at values takes time, and could only speak against it
    if column.kind in _TIMES:
        return by_name if not values or time_form(values) is not None else 0
    if column.kind in _NUMBERS:
        return by_name if not values or decimal_comma(values) is not None else 0
    return by_name


def _filled(values: Sequence[str]) -> list[str]:
    nulls = nulls_in(values)
    return [value for value in values if value and value not in nulls]


def _likelihood(column: Column, table: Table) -> Callable[[Sequence[str]], bool] | None:
    """How to tell a column by its values; None where values tell nothing of such a column."""
    if (column.name,) == table.key and column.kind is Kind.TEXT:
        return _are_ids
    if column.kind is Kind.TIME and column.required:
        return _are_times
    if column.words:
        return lambda values: _are_words(column, values)
    if column.kind is Kind.AMOUNT:
        return _are_amounts
    if column.name == "currency":
        return _are_currencies
    return None


def _are_ids(values: Sequence[str]) -> bool:
    """Every row has one, no two the same, and it is no time, amount or address."""
    shaped = all(_AN_ID.fullmatch(value) for value in values)
    unique = len(values) >= _TOLD_BY_ROWS and len(set(values)) == len(values)
    return shaped and unique and not _are_times(values) and not is_personal(values)


def _are_times(values: Sequence[str]) -> bool:
    filled = _filled(values)
    whole = all(value.isdecimal() for value in filled)
    return len(filled) == len(values) >= _TOLD_BY_ROWS and not whole and bool(time_form(filled))


def _are_words(column: Column, values: Sequence[str]) -> bool:
    filled = _filled(values)
    known = sum(word_meant(column, value) is not None for value in filled)
    return len(filled) >= _TOLD_BY_ROWS and known >= _TOLD_WORDS * len(filled)


def _are_amounts(values: Sequence[str]) -> bool:
    """Numbers, most of them with cents: whole ones may be ids or counts."""
    filled = _filled(values)
    if len(filled) < _TOLD_BY_ROWS or decimal_comma(filled) is None:
        return False
    return 2 * sum(bool(_CENTS.fullmatch(value)) for value in filled) > len(filled)


def _are_currencies(values: Sequence[str]) -> bool:
    filled = _filled(values)
    coded = all(_CURRENCY.fullmatch(value) for value in filled)
    return len(filled) >= _TOLD_BY_ROWS and coded and len(set(filled)) <= len(filled) // 2 + 1
