"""The catalogues of the pages' words are read as one: a text has one translation."""

from __future__ import annotations

from collections import defaultdict

from babel.messages.pofile import read_po
from docs.messages import homes


def test_a_text_is_translated_in_one_way_everywhere() -> None:
    """Of two translations of the same text, gettext shows one, and one page says nonsense."""
    found: dict[object, set[str]] = defaultdict(set)
    for folder in homes():
        with (folder / "id" / "LC_MESSAGES" / "django.po").open("rb") as file:
            for message in read_po(file):
                if message.id and message.string:
                    text = message.id if isinstance(message.id, str) else message.id[0]
                    found[text, message.context].add(str(message.string))
    assert {text: ways for text, ways in found.items() if len(ways) > 1} == {}
