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


def test_several_reasons_are_each_said_in_the_language_asked_for() -> None:
    changes = "status was missed, is cannot_tell; value was 4, is unknown; final was True, is False"
    both = "; ".join([reason_for("nothing_due"), reason_for("restated", changes=changes)])
    english, indonesian = SENTENCES["nothing_due"]
    assert reason_in("en", both) == f"{english}; late evidence changed it: {changes}"
    assert reason_in("id", both) == (
        f"{indonesian}; bukti susulan mengubahnya: "
        "status semula tidak ditepati, kini belum dapat dipastikan; "
        "nilai semula 4, kini tidak diketahui; final semula ya, kini tidak"
    )
