"""What every capacity page needs: the reader's language, and refusals as sentences."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.utils.translation import get_language

from selaras.errors import EvidenceError, InputError
from selaras.reports.words import Language

Told = TypeVar("Told")


def language() -> Language:
    """The reader's language."""
    return "id" if (get_language() or "en").startswith("id") else "en"


def told(answer: Callable[[], Told]) -> tuple[Told | None, str]:
    """The answer, or None and the sentence that says why there is none.

    Files are not named: whoever reads a page does not know the machine's folders.
    """
    try:
        return answer(), ""
    except InputError as error:
        return None, error.problem if error.mend is None else f"{error.problem} {error.mend}"
    except EvidenceError as error:
        return None, str(error)
