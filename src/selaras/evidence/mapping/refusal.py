"""What is wrong with the shape of a mapping, as a sentence at the line it is about."""

from __future__ import annotations

import difflib
from typing import Any

from pydantic import BaseModel, ValidationError

from selaras.errors import InputError
from selaras.evidence.mapping.document import (
    ColumnDocument,
    ListedTableDocument,
    MappingDocument,
    SourceDocument,
)
from selaras.evidence.mapping.lines import Document, Place


def nearest(name: str, known: Any) -> str:
    """The mend of a wrong name: the one nearest to it, or all that there are."""
    close = difflib.get_close_matches(name, list(known), n=1)
    if close:
        return f"Did you mean {close[0]}?"
    return f"Known are {', '.join(known)}."


def refusal(document: Document, error: ValidationError) -> InputError:
    """The first complaint of pydantic, as a sentence at the line it is about."""
    complaints = sorted(error.errors(), key=lambda e: -len(e["loc"]))
    complaint = complaints[0]
    place = _place(document, complaint["loc"])
    name = str(complaint["loc"][-1]) if complaint["loc"] else ""
    if complaint["type"] == "extra_forbidden":
        return document.refuse(
            f"{name!r} is not known here.", place, nearest(name, _known_at(complaint["loc"]))
        )
    if complaint["type"] == "missing":
        return document.refuse(f"`{name}` is missing.", place, f"Add `{name}:`.")
    if complaint["type"] == "literal_error":
        expected = complaint["ctx"]["expected"]
        return document.refuse(f"`{place[-1]}` is {complaint['input']!r}.", place, f"{expected}.")
    message = complaint["msg"].removeprefix("Input ")
    return document.refuse(f"`{place[-1] if place else name}` {message}.", place)


def _place(document: Document, loc: tuple[int | str, ...]) -> Place:
    """`loc` without the steps that pydantic adds for unions."""
    place: Place = ()
    for step in loc:
        if (*place, step) in document.lines:
            place = (*place, step)
    return place


def _known_at(loc: tuple[int | str, ...]) -> list[str]:
    model: type[BaseModel] = MappingDocument
    if loc[0] == "source":
        model = SourceDocument
    elif "columns" in loc[:-1]:
        model = ColumnDocument
    elif loc[0] == "tables":
        model = ListedTableDocument
    return [field.alias or name for name, field in model.model_fields.items()]
