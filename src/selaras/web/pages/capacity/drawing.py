"""Answers about capacity as HTML, drawn once for all who look at them."""

from __future__ import annotations

from collections.abc import Callable

from selaras.records.reader import reader_language
from selaras.reports.page import Page, write_answer
from selaras.reports.words import Language
from selaras.web.kept import written
from selaras.web.pages.capacity.known_now import Key


def drawn(key: Key, body: Callable[[Language], Page]) -> str:
    """An answer in the reader's language.

    `key` says all that it hangs on beside the language, as it was before the answer was looked for.
    """
    language = reader_language()
    return written((*key, language), lambda: write_answer(body(language)))
