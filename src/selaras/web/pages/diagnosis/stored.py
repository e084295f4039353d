"""An answer that was kept in the records, as it was written then."""

from __future__ import annotations

from typing import Any

from django.utils.safestring import SafeString

from selaras.web.pages.diagnosis.answers import written
from selaras.web.pages.diagnosis.questions import KINDS


def stored_answer(kind: str, body: dict[str, Any], language: str) -> SafeString | None:
    """HTML of the sentence, the charts and the tables; None for another kind or without a seal.

    It needs `selaras/answers.css`, and stands in an element of class `answered`.
    """
    return written(body, language) if kind in KINDS else None
