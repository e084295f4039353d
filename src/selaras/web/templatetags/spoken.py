"""Sentences that are kept in both languages, said in the reader's."""

from __future__ import annotations

from typing import Any

from django import template

from selaras.errors import Said, said_in
from selaras.records.reader import reader_language
from selaras.review.words import Words

register = template.Library()


@register.filter
def said(words: Any) -> str:
    """`{en, id}` (a mapping, Words or what lint and faults say) in the reader's language."""
    if isinstance(words, Said):
        return said_in(words, reader_language())
    if isinstance(words, Words):
        return words.id if reader_language() == "id" else words.en
    if isinstance(words, dict):
        return str(words.get(reader_language()) or words.get("en") or "")
    return "" if words is None else str(words)


@register.filter
def has(found: Any, one: Any) -> bool:
    """Whether something is among others, for templates: `{% if list|has:x %}`."""
    return one in (found or ())
