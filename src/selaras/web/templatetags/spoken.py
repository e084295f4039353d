"""Sentences that are kept in both languages, said in the reader's."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template

from selaras.agreements.promise_nouns import say_table
from selaras.errors import Said, said_in
from selaras.errors.sentences import month_in_words
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
def table_word(table: str) -> str:
    """An evidence table as it is called: by its own name in English, by what its rows are else."""
    language = reader_language()
    text = table.replace("_", " ") if language == "en" else say_table(table, language)
    return text[:1].upper() + text[1:]


@register.filter
def month_word(month: str) -> str:
    """`2026-05` as `May 2026`; whatever else it is, as it is."""
    try:
        return said_in(month_in_words(date.fromisoformat(f"{month}-01")), reader_language())
    except ValueError:
        return month


_BROWSERS = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"), ("Headless", "Chromium"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
    ("Mac OS", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


@register.filter
def browser(agent: str) -> str:
    """`Firefox, Windows`: who a browser says it is; its own words where none of them is known."""
    found = [
        next((name for mark, name in known if mark in agent), "") for known in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(name for name in found if name) or agent


@register.filter
def has(found: Any, one: Any) -> bool:
    """Whether something is among others, for templates: `{% if list|has:x %}`."""
    return one in (found or ())
