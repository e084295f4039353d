"""A decision on a programme that was kept in the records, as its approvers saw it."""

from __future__ import annotations

from typing import Any

from django.utils.safestring import SafeString

from selaras.capacity.postmortem.decision import KIND
from selaras.reports.capacity_decision_page import decision_page
from selaras.reports.page import write_answer


def stored_answer(kind: str, body: dict[str, Any], language: str) -> SafeString | None:
    """HTML of what was seen; None for another kind. It stands in an element of class `answered`."""
    if kind != KIND:
        return None
    page = decision_page(body, "id" if language == "id" else "en")
    return None if page is None else SafeString(write_answer(page))
