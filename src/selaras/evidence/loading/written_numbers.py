"""How sources write numbers, as patterns that find them."""

from __future__ import annotations

import re

from selaras.evidence.mapping.values import ColumnMapping

_BLANKS_BETWEEN = (" ", "\u00a0", "\u202f")


def number_form(column: ColumnMapping, *, is_whole: bool) -> str:
    """What a number looks like: a sign where it is not expected makes it another number.

    Digits are grouped by three at the end and by two or three before (1,00,000 is a lakh), so
    that 1.5 is no number where the point stands between thousands.
    """
    point = re.escape(column.decimal)
    digits = r"\d+"
    if column.thousands is not None:
        sign = grouping(column.thousands)
        digits = rf"(\d+|\d{{1,3}}({sign}\d{{2,3}})*{sign}\d{{3}})"
    if is_whole:
        return rf"^[+-]?{digits}({point}0*)?$"
    return rf"^[+-]?({digits}({point}\d*)?|{point}\d+)([eE][+-]?\d{{1,3}})?$"


def grouping(thousands: str) -> str:
    """The sign between thousands as a pattern; a blank may be one that does not break the line."""
    return "[ \u00a0\u202f]" if thousands in _BLANKS_BETWEEN else re.escape(thousands)
