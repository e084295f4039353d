from string import Formatter

import pytest

from selaras.reports.words import WORDS, word


@pytest.mark.parametrize("key", WORDS)
def test_both_languages_say_the_same_facts(key):
    facts = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in WORDS[key]]
    assert facts[0] == facts[1]
    assert all(text.strip() == text != "" for text in WORDS[key])


def test_an_unknown_key_is_not_shown():
    with pytest.raises(KeyError):
        word("no.such.key", "en")
