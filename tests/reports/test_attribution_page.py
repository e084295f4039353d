"""The attribution page: what it shows, in both languages, and that it needs nothing but itself."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

from diagnosis.attribution.walks import AS_OF, Walk, answer_of, letters, six_paths
from selaras.diagnosis.attribution.answer import Attribution
from selaras.diagnosis.attribution.question import Asked, Model
from selaras.reports.attribution_page import render
from selaras.reports.attribution_table import attribution_text


def walks() -> list[Walk]:
    seen = [replace(letters("D", won=n % 2 == 0), assets=["webinar"]) for n in range(60)]
    unseen = [letters("CB", won=n % 10 == 0) for n in range(120)]
    return [*seen, *unseen]


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> Attribution:
    return answer_of(tmp_path_factory.mktemp("page"), walks())


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Models side by side", "Markov, order 2", "Small wins", "webinar", "likely")),
        ("id", ("Model berdampingan", "Markov, orde 2", "Kemenangan kecil", "kemungkinan besar")),
    ],
)
def test_the_page_says_it_all_in_both_languages(
    answer: Attribution, language: Literal["en", "id"], words: tuple[str, ...]
):
    page = render(answer, language)
    assert [word for word in words if word not in page] == []
    assert answer.sentence[language] in page
    assert f'<html lang="{language}"' in page


def test_the_page_needs_nothing_but_itself(answer: Attribution):
    page = render(answer, "en")
    assert re.findall(r'(?:src|href)="(?!#|data:)[^"]*"|@import|url\((?!data:)', page) == []


def test_the_page_and_the_table_show_the_same_figures(answer: Attribution):
    page, printed = render(answer, "en"), attribution_text(answer, "en")
    for channel in answer.models[0].channels:
        figure = f"{channel.conversions.value:.1f}"
        assert figure in page
        assert figure in printed


def test_a_channel_named_like_a_tag_is_text(tmp_path: Path):
    walk = Walk([("<script>alert(1)</script>", 1.0)], won=2.0)
    page = render(answer_of(tmp_path, [walk] * 12), "en")
    assert "<script" not in page


def test_too_few_conversions_show_no_credit(tmp_path: Path):
    page = render(answer_of(tmp_path, [letters("AB", won=True)] * 3), "en")
    assert "Cannot tell: 3 won leads with a touch are too few" in page
    assert "7 more conversions with a touch are needed" in page
    assert "Models side by side" not in page


def test_one_model_has_one_column(tmp_path: Path):
    asked = Asked(AS_OF, models=(Model.LAST,))
    page = render(answer_of(tmp_path, six_paths(4), asked), "en")
    assert "Last touch" in page
    assert "Shapley" not in page
