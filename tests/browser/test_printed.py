"""Answers on paper: nothing scrolls there, so that nothing may reach over the edge."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from selaras.reports.page import Cell, Column, Page, Row, Section, Table, write_page

HEADS = ("Percobaan", "Dicoba", "Kontak", "Peluang", "Terhubung s.d.", "Percobaan", "Nilai")
PAPER = 718
"""Width of A4 within Chromium's margins."""


def wide_page() -> Page:
    columns = (
        Column("Percobaan ke"),
        *(Column(head, "Rp juta", numeric=True) for head in HEADS),
    )
    cells = tuple(Cell("1.775,0", "30,0% hingga 35,0%") for _ in HEADS)
    table = Table("Semua prospek", columns, (Row((Cell("1"), *cells)),))
    return Page(
        language="id",
        kind="Tindak lanjut",
        sentence="Lima percobaan.",
        standfirst="",
        place="",
        badge=None,
        facts=(),
        sections=(Section("Percobaan", (table,), label="percobaan"),),
        sources=(),
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_wide_tables_fit_on_paper(browser: Any, tmp_path: Path, scheme: str) -> None:
    path = tmp_path / "page.html"
    path.write_text(write_page(wide_page()))
    context = browser.new_context(viewport={"width": PAPER, "height": 1000}, color_scheme=scheme)
    opened = context.new_page()
    opened.goto(path.as_uri())
    opened.emulate_media(media="print")

    assert opened.evaluate("document.documentElement.scrollWidth") == PAPER
    assert opened.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    context.close()
