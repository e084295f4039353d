from __future__ import annotations

import string

import pytest

from selaras.ledger.reasons import SENTENCES, reason_for, reason_in


@pytest.mark.parametrize("code", SENTENCES)
def test_reason_reads_in_both_languages_with_its_facts(code: str) -> None:
    english, indonesian = SENTENCES[code]
    names = {name for _text, name, _spec, _conversion in string.Formatter().parse(english) if name}
    facts = {name: f"<{name}>" for name in names}
    reason = reason_for(code, **facts)
    assert reason == f"{code}: {english.format(**facts)}"
    assert reason_in("en", reason) == english.format(**facts)
    assert reason_in("id", reason) == indonesian.format(**facts)


def test_a_text_that_is_no_reason_is_left_as_it_is() -> None:
    assert reason_in("id", "something else") == "something else"
