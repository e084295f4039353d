from dataclasses import replace

import pytest

from selaras.diagnosis.finding import Cause
from selaras.reports.diagnosis_page import diagnosis_page

from .findings import FACTORS, TEAMS, a_finding
from .pages import read_page, requests_of, table_texts

HOSTILE = "<script>alert('x')</script>"


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_page_needs_nothing_but_itself(language):
    page = read_page(diagnosis_page(a_finding(), language))
    assert requests_of(page) == []
    assert page.all("html")[0].attributes["lang"] == language


@pytest.mark.parametrize(
    ("language", "sentence", "badge"),
    [
        ("en", "Revenue fell.", "Points to Sales"),
        ("id", "Revenue fell. (id)", "Mengarah ke Penjualan"),
    ],
)
def test_the_sentence_comes_first_with_its_verdict(language, sentence, badge):
    page = read_page(diagnosis_page(a_finding(), language))
    assert page.all("h1")[0].text == sentence
    assert page.of_class("badge")[0].text.endswith(badge)


@pytest.mark.parametrize(
    ("verdict", "look", "text"),
    [
        (Cause.CANNOT_TELL, "badge-unknown", "?Cannot tell yet"),
        (Cause.NEITHER, "badge-quiet", "=No shortfall to explain"),
        (Cause.BOTH, "badge-named", "◆Points to Marketing and Sales"),
        (Cause.JOINT, "badge-named", "◆Points to both teams jointly"),
    ],
)
def test_each_verdict_looks_like_itself(verdict, look, text):
    badge = read_page(diagnosis_page(a_finding(verdict), "en")).of_class("badge")[0]
    assert badge.attributes["class"] == f"badge {look}"
    assert badge.text == text


def test_every_chart_has_its_table_with_the_same_numbers():
    page = read_page(diagnosis_page(a_finding(), "en"))
    figures = page.all("figure")
    assert len(figures) == 2
    for figure, effects in zip(figures, (TEAMS, FACTORS), strict=True):
        shown = {f"{e[-1]:+.1f}".replace("-", "−") for e in effects} | {"911.1", "544.2"}
        assert shown <= set(table_texts(figure.all("table")[0]))
        for drawing in ("wide", "narrow"):
            svg = figure.of_class(drawing)[0].all("svg")[0]
            assert svg.attributes["role"] == "img"
            assert shown <= {text.text for text in svg.all("text")}


def test_effects_add_up_to_the_gap_in_the_description():
    page = read_page(diagnosis_page(a_finding(), "en"))
    label = page.all("figure")[0].all("svg")[-1].attributes["aria-label"]
    assert label == (
        "A waterfall from IDR 911.1 m to IDR 544.2 m: Marketing −IDR 64.9 m, Sales −IDR 242.1 m, "
        "Both teams jointly −IDR 15.6 m, Technical −IDR 44.4 m."
    )


def test_indonesian_numbers_are_indonesian():
    text = read_page(diagnosis_page(a_finding(), "id")).text
    assert "−Rp 366,9 juta" in text
    assert "Okt–Des 2025" in text
    assert "1 Jun 2026, 03.00 UTC" in text


def test_whatever_a_finding_says_is_text():
    finding = replace(a_finding(text=HOSTILE), plan=HOSTILE, base_span=None)
    page = read_page(diagnosis_page(finding, "en", place=HOSTILE))
    assert page.all("script") == []
    assert page.all("h1")[0].text == HOSTILE


def test_where_it_comes_from_leads_back_to_the_rows():
    sources = read_page(diagnosis_page(a_finding(), "en")).of_class("sources")[0]
    assert [code.text for code in sources.all("code")] == [
        "3f2a9c77d0e1",
        "selaras diagnose --as-of 2026-06-01T03:00:00+00:00 --period 2026-01-01/2026-03-31 "
        "--base 2025-10-01/2025-12-31 --snapshot 3f2a9c77d0e1 --format json",
    ]


def test_nothing_is_drawn_that_could_not_be_counted():
    empty = replace(
        a_finding(Cause.CANNOT_TELL),
        gap=None,
        base=None,
        actual=None,
        factors=(),
        teams=(),
        what_if=(),
        dropped=(),
        limits=(),
        n={},
        snapshot=None,
        age_days=None,
    )
    page = read_page(diagnosis_page(empty, "en"))
    assert page.all("figure") == []
    assert page.all("table") == []
    assert [h.text for h in page.all("h2")] == ["What would settle it", "Where this comes from"]
