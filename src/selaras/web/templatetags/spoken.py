"""Sentences that are kept in both languages, said in the reader's."""

from __future__ import annotations

from typing import Any

from django import template

from selaras.review.words import Words
from selaras.web.templatetags.selaras import language

register = template.Library()


@register.filter
def said(words: Any) -> str:
    """`{en, id}` (a mapping or Words) in the reader's language."""
    if isinstance(words, Words):
        return words.id if language() == "id" else words.en
    if isinstance(words, dict):
        return str(words.get(language()) or words.get("en") or "")
    return "" if words is None else str(words)


@register.filter
def has(found: Any, one: Any) -> bool:
    """Whether something is among others, for templates: `{% if list|has:x %}`."""
    return one in (found or ())
