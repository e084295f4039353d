"""Whoever reads what is written now."""

from __future__ import annotations

from django.utils.translation import get_language

from selaras.reports.words import Language


def reader_language() -> Language:
    """The language that answers are written in for the reader of this moment."""
    return "id" if (get_language() or "en").startswith("id") else "en"
