"""A kept answer's body as something to read."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

_DRAWN_BY = ("selaras.web.pages.diagnosis.stored", "selaras.web.pages.capacity.stored")


def stored_answer(kind: str, body: Mapping[str, Any], language: str) -> SafeString:
    """The answer as it was: drawn by the pages that know its kind, else its plain values.

    `body` may hold anything that was kept once, by whichever version: what is missing is left out.
    """
    for draw in _drawings():
        found = draw(kind, body, language)
        if found is not None:
            return SafeString(found)
    sentence = body.get("sentence")
    return render_to_string(
        "reviews/stored.html",
        {
            "sentence": sentence.get(language, "") if isinstance(sentence, dict) else "",
            "effects": _effects(body),
            "limits": [_in(one, language) for one in body.get("limits") or []],
            "unit": body.get("unit", ""),
            "rest": _rest(body),
        },
    )


@cache
def _drawings() -> tuple[Any, ...]:
    """The functions that draw answers of a kind, where those pages are there."""
    there = (name for name in _DRAWN_BY if importlib.util.find_spec(name) is not None)
    return tuple(importlib.import_module(name).stored_answer for name in there)


def _effects(body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = [*(body.get("teams") or []), *(body.get("factors") or [])]
    return [one for one in found if isinstance(one, dict) and "effect" in one]


_SAID = {"sentence", "teams", "factors", "limits", "trace", "unit"}


def _rest(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Plain values that nothing else shows."""
    return [
        (key.replace("_", " "), str(value))
        for key, value in body.items()
        if key not in _SAID and isinstance(value, str | int | float) and value != ""
    ]


def _in(words: Any, language: str) -> str:
    return str(words.get(language, "")) if isinstance(words, dict) else str(words)
