"""The words of follow-up tables and pages."""

from __future__ import annotations

import string

from selaras.reports.followup_words import DAYS, HEADS, PAGE


def test_no_word_is_missing_in_a_language() -> None:
    for words in (HEADS, PAGE):
        assert words["en"].keys() == words["id"].keys()
    assert [len(DAYS[language]) for language in ("en", "id")] == [7, 7]


def test_sentences_take_the_same_facts_in_both_languages() -> None:
    def facts(text: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}

    for key, text in PAGE["en"].items():
        assert facts(text) == facts(PAGE["id"][key])
