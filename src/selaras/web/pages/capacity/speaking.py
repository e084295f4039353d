"""Refusals as sentences, for every capacity page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from selaras.errors import EvidenceError, InputError

Told = TypeVar("Told")


def told(answer: Callable[[], Told]) -> tuple[Told | None, str]:
    """The answer, or None and the sentence that says why there is none."""
    try:
        return answer(), ""
    except InputError as error:
        return None, error.advice
    except EvidenceError as error:
        return None, str(error)
