"""Names of months that sources write in their own language, in English as formats read them."""

from __future__ import annotations

import re

_NAMES = {
    "January": "januari janeiro januar enero",
    "Jan": "ene",
    "February": "februari pebruari fevereiro februar febrero",
    "Feb": "peb fev",
    "March": "maret março märz marzo",
    "Mar": "mrt mär mrz",
    "April": "abril",
    "Apr": "abr",
    "May": "mei maio mai mayo",
    "June": "juni junho junio",
    "July": "juli julho julio",
    "August": "agustus agosto",
    "Aug": "agu ags agt ago",
    "September": "setembro septiembre",
    "Sep": "sept set",
    "October": "oktober outubro octubre",
    "Oct": "okt out",
    "November": "nopember novembro noviembre",
    "Nov": "nop",
    "December": "desember dezembro dezember diciembre",
    "Dec": "des dez dic",
}
"""English name or its three letters: what Indonesian, Portuguese, German and Spanish write."""
ENGLISH = {word: name for name, words in _NAMES.items() for word in words.split()}
PATTERN = rf"(?i)\b({'|'.join(sorted(ENGLISH, key=len, reverse=True))})\b"
"""Finds one of them, in the syntax that Python and the engine share."""
_FOUND = re.compile(PATTERN)


def names_month(form: str) -> bool:
    """Whether a strptime format has the name of a month."""
    return "%b" in form or "%B" in form


def in_english(text: str) -> str:
    """A written day with its month in English: `3 Mei 2026` is `3 May 2026`."""
    return _FOUND.sub(lambda found: ENGLISH[found[1].lower()], text, count=1)
