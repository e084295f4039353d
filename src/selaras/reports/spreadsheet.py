"""Rows as CSV or as a workbook, safe to open: no cell that somebody wrote becomes a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import xlsxwriter

Value = str | int | float | bool | Decimal | Fraction | date | datetime | None
FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The forms there are, and the media type of each."""
_UNSEEN = r"\s\x00-\x1f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_FORMULA = re.compile(rf"[\t\r\n]|[{_UNSEEN}]*[=+\-@\uff1d\uff0b\uff0d\uff20]")
"""What spreadsheets take for a formula, behind signs that nobody sees, and as wide signs too."""
_AS_THEY_ARE = frozenset((str, int, float, bool))
_WIDEST = 48
_LONGEST = 32_000
_NAME_LENGTH = 31


def spreadsheet(
    form: str, name: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]
) -> bytes:
    """The file in one of FORMS; `name` is the sheet's."""
    return _xlsx(name, columns, rows) if form == "xlsx" else _csv(columns, rows)


def _csv(columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """UTF-8 with its mark, which spreadsheets need to read it as such."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_csv_cell(column) for column in columns])
    for row in rows:
        writer.writerow([_csv_cell(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


def _csv_cell(value: Value) -> object:
    if isinstance(value, str):
        # Spreadsheets run what begins so; a quote in front makes it the text that it is.
        return f"'{value}" if _FORMULA.match(value) else value
    plain = _plain(value)
    return str(plain).lower() if isinstance(plain, bool) else plain


def _plain(value: Value) -> str | int | float | bool | None:
    if value is None or type(value) in _AS_THEY_ARE:  # nearly all cells
        return value  # type: ignore[return-value]
    if isinstance(value, Fraction | Decimal):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


def _xlsx(name: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": True,
        },
    )
    sheet = book.add_worksheet(_sheet_name(name))
    head = book.add_format({"bold": True, "bottom": 1})
    widths = [len(column) for column in columns]
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column, head)
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            plain = _plain(value)
            if plain is None:
                continue
            if isinstance(plain, bool):
                sheet.write_boolean(number, place, plain)
            elif isinstance(plain, int | float):
                sheet.write_number(number, place, plain)
            else:
                sheet.write_string(number, place, plain[:_LONGEST])
            widths[place] = max(widths[place], len(str(plain)))
    for place, width in enumerate(widths):
        sheet.set_column(place, place, min(width + 2, _WIDEST))
    sheet.freeze_panes(1, 0)
    if columns:
        sheet.autofilter(0, 0, 0, len(columns) - 1)
    book.close()
    return out.getvalue()


def _sheet_name(name: str) -> str:
    kept = "".join(" " if c in "[]:*?/\\'" else c for c in name).strip()
    return kept[:_NAME_LENGTH] or "Selaras"
