"""Tags and filters of the pages of agreements."""

from __future__ import annotations

from typing import Any

from django import template

from selaras.agreements.phrases import period_word
from selaras.records.reader import reader_language

register = template.Library()


@register.filter
def of(mapping: dict[str, Any], key: str) -> Any:
    """The member of that name; nothing where there is none."""
    return mapping.get(key, ())


@register.filter
def every_word(every: str) -> str:
    """`month` in the reader's language."""
    return period_word(every, reader_language())


@register.filter
def under(prefix: str, number: int | str) -> str:
    """The name of a part of the form: `commitments-` under 0 is `commitments-0-`."""
    return f"{prefix}{number}-"


@register.inclusion_tag("agreements/choose.html")
def choose(
    name: str, label: Any, value: str, choices: Any, reshapes: str = "", blank: bool = False
) -> dict[str, Any]:
    """A list to choose from; `reshapes` is where the form is sent when something is chosen.

    A value that is not among the choices is kept, and offered as it is.
    """
    found = [(key, word) for key, word in choices]
    if value and value not in {key for key, _word in found}:
        found.append((value, value))
    return {
        "name": name,
        "label": label,
        "value": value,
        "choices": found,
        "reshapes": reshapes,
        "blank": blank,
    }
