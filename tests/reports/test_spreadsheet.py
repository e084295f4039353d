"""Files to be opened in a spreadsheet: nothing that somebody wrote runs in them."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from openpyxl import load_workbook

from selaras.reports.spreadsheet import spreadsheet

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x","y")']
UNSEEN = [
    "\ufeff=1+1",
    " =1+1",
    "\u200b@SUM(A1)",
    "\u202e-1",
    "\x0b+1",
    "\uff1d1+1",
    "\uff20SUM(A1)",
]


def test_csv_writes_formulas_as_texts() -> None:
    hostile = [*HOSTILE, *UNSEEN]
    text = spreadsheet("csv", "x", ["=head", "b"], [[one, -1] for one in hostile]).decode(
        "utf-8-sig"
    )
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[0] == ["'=head", "b"]
    assert [row[0] for row in rows[1:]] == [f"'{one}" for one in hostile]
    assert {row[1] for row in rows[1:]} == {"-1"}


def test_xlsx_writes_formulas_and_addresses_as_texts() -> None:
    hostile = [*HOSTILE[:4], HOSTILE[-1], "http://example.org", "{=1}"]
    content = spreadsheet("xlsx", "x", ["a"], [[one] for one in hostile])
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert [cell.data_type for cell in cells] == ["s"] * len(hostile)
    assert [cell.value for cell in cells] == hostile
    assert all(cell.hyperlink is None for cell in cells)


def test_values_keep_their_kinds() -> None:
    at = datetime(2026, 5, 16, tzinfo=UTC)
    row = [1, 2.5, True, None, Decimal("3"), Fraction(1, 4), at]
    text = spreadsheet("csv", "x", list("abcdefg"), [row]).decode("utf-8-sig")
    assert text.splitlines()[1] == "1,2.5,true,,3,0.25,2026-05-16T00:00:00+00:00"
    sheet = load_workbook(io.BytesIO(spreadsheet("xlsx", "x", list("abcdefg"), [row]))).active
    assert sheet is not None
    (values,) = sheet.iter_rows(min_row=2, values_only=True)
    assert values == (1, 2.5, True, None, 3, 0.25, "2026-05-16T00:00:00+00:00")


@pytest.mark.parametrize("name", ["a/b:c", "x" * 60, "[]", ""])
def test_any_name_makes_a_sheet(name: str) -> None:
    assert load_workbook(io.BytesIO(spreadsheet("xlsx", name, ["a"], []))).sheetnames
