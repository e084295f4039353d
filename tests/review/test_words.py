"""Figures and dates as each language writes them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from selaras.review.words import (
    Words,
    day_words,
    number_words,
    percent_words,
    period_words,
    shown_name,
)


@pytest.mark.parametrize(
    ("first", "last", "en", "id_"),
    [
        ("2026-05-01", "2026-05-31", "May 2026", "Mei 2026"),
        ("2026-04-01", "2026-06-30", "Q2 2026", "triwulan 2 2026"),
        ("2026-01-01", "2026-12-31", "2026", "2026"),
        ("2026-02-09", "2026-02-15", "week 7 of 2026", "minggu 7 tahun 2026"),
        ("2026-05-04", "2026-05-04", "4 May 2026", "4 Mei 2026"),
        (
            "2026-05-04",
            "2026-08-02",
            "4 May 2026 to 2 August 2026",
            "4 Mei 2026 s.d. 2 Agustus 2026",
        ),
    ],
)
def test_period_is_written_as_people_call_it(first: str, last: str, en: str, id_: str) -> None:
    assert period_words(date.fromisoformat(first), date.fromisoformat(last)) == Words(en, id_)


def test_figures_follow_the_language() -> None:
    assert percent_words(Fraction(7, 8)) == Words("87.5%", "87,5%")
    assert percent_words(1) == Words("100%", "100%")
    assert number_words(1234.5) == Words("1,234.5", "1.234,5")
    assert day_words(date(2026, 8, 17)) == Words("17 August 2026", "17 Agustus 2026")


def test_name_is_shown_as_one_reads_it() -> None:
    assert shown_name("first-response_time") == "First response time"
