"""Source fairness and business effect as tables and sections, whatever there is to show."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Literal

import pytest
from rich.console import Console
from tests.diagnosis.followup.company import AGREEMENT, Company, Truth, company

from selaras.diagnosis.business_effect import business_effect
from selaras.diagnosis.source_fairness import source_fairness
from selaras.reports.effect_page import effect_sections, fairness_sections
from selaras.reports.effect_table import effect_table, fairness_table
from selaras.reports.effect_words import HEADS
from selaras.reports.page import Page, write_page

SPEND = {"channel": "web", "period_start": "2026-01-01", "period_end": "2026-03-31",
         "amount": "9000000", "currency": "IDR"}  # fmt: skip
Language = Literal["en", "id"]


def shown(made: Company, folder: Path, language: Language) -> tuple[str, str]:
    """The tables as text, and the sections on a page."""
    asked = made.asked(folder, agreement=AGREEMENT)
    fair, effect = source_fairness(asked), business_effect(asked)
    console = Console(width=160, file=StringIO())
    console.print(fairness_table(fair, language))
    console.print(effect_table(effect, language))
    sections = (*fairness_sections(fair, language), *effect_sections(effect, language))
    page = write_page(Page(language=language, kind="", sentence="", sections=sections, sources=()))
    assert isinstance(console.file, StringIO)
    return console.file.getvalue(), page


@pytest.mark.parametrize("language", ["en", "id"])
def test_every_promise_and_source_is_there(tmp_path: Path, language: Language) -> None:
    made = company(Truth(leads=800, late=0.3))
    made.rows["spend"] = [SPEND]
    for text in shown(made, tmp_path, language):
        for word in ("first-response", "persistence", "leads", "web", "outbound"):
            assert word in text
        assert HEADS[language]["fairness"] in text.replace("&#39;", "'")


@pytest.mark.parametrize("leads", [1, 25])
def test_thin_evidence_says_why(tmp_path: Path, leads: int) -> None:
    text, page = shown(company(Truth(leads=leads)), tmp_path, "en")
    assert "cannot be told" in text
    assert "cannot be told" in page


def test_no_word_is_missing_in_a_language() -> None:
    assert HEADS["en"].keys() == HEADS["id"].keys()
