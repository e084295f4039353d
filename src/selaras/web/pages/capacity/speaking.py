"""Refusals as sentences, for every capacity page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from selaras.errors import EvidenceError, InputError, said_in
from selaras.records.reader import reader_language
from selaras.web.faults import advice_of, said_of

Told = TypeVar("Told")


def told(answer: Callable[[], Told]) -> tuple[Told | None, str]:
    """The answer, or None and the sentence that says why there is none."""
    try:
        return answer(), ""
    except InputError as error:
        return None, said_in(advice_of(error), reader_language())
    except EvidenceError as error:
        return None, said_of(error)
