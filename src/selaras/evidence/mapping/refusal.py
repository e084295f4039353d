"""What is wrong with the shape of a mapping, as a sentence at the line it is about."""

from __future__ import annotations

import difflib
from typing import Any

from pydantic import BaseModel, ValidationError

from selaras.errors import InputError, Said, said
from selaras.evidence.mapping.document import (
    ColumnDocument,
    ListedTableDocument,
    MappingDocument,
    SourceDocument,
)
from selaras.evidence.mapping.lines import Document, Place


def nearest(name: str, known: Any) -> Said:
    """The mend of a wrong name: the one nearest to it, or all that there are."""
    close = difflib.get_close_matches(name, list(known), n=1)
    if close:
        return said("Did you mean {near}?", "Maksud Anda {near}?", near=close[0])
    return said("Known are {names}.", "Yang dikenal: {names}.", names=", ".join(known))


def together(keys: list[str], none: Said) -> Said:
    """Keys that stand side by side: `from and value`; what is said where there is none."""
    return Said(" and ".join(keys), " dan ".join(keys)) if keys else none


def refusal(document: Document, error: ValidationError) -> InputError:
    """The first complaint of pydantic, as a sentence at the line it is about."""
    complaints = sorted(error.errors(), key=lambda e: -len(e["loc"]))
    complaint = complaints[0]
    place = _place(document, complaint["loc"])
    name = str(complaint["loc"][-1]) if complaint["loc"] else ""
    if complaint["type"] == "extra_forbidden":
        return document.refuse(
            said("{name} is not known here.", "{name} tidak dikenal di sini.", name=repr(name)),
            place,
            nearest(name, _known_at(complaint["loc"])),
        )
    if complaint["type"] == "missing":
        return document.refuse(
            said("`{name}` is missing.", "`{name}` tidak ada.", name=name),
            place,
            said("Add `{name}:`.", "Tambahkan `{name}:`.", name=name),
        )
    if complaint["type"] == "literal_error":
        told = complaint["ctx"]["expected"]
        expected = Said(told, told.replace(" or ", " atau "))
        return document.refuse(
            said(
                "`{key}` is {value}.",
                "`{key}` berisi {value}.",
                key=place[-1],
                value=repr(complaint["input"]),
            ),
            place,
            said("{expected}.", "Yang dapat dipakai: {expected}.", expected=expected),
        )
    if complaint["type"] == "model_type" and place[-2:-1] == ("columns",):
        return document.refuse(
            said("{name} has no origin.", "{name} tidak memiliki asal.", name=name),
            place,
            said(
                "Write the name of the source's column, or `from:`, `value:` or `expression:`.",
                "Tulis nama kolom sumbernya, atau `from:`, `value:`, atau `expression:`.",
            ),
        )
    if complaint["type"] == "string_pattern_mismatch":
        return document.refuse(
            said("{value} is no name.", "{value} bukan nama.", value=repr(complaint["input"][:80])),
            place,
            said(
                "Write small letters, digits, `-` and `_`, at most 80.",
                "Tulis huruf kecil, angka, `-`, dan `_`, paling banyak 80.",
            ),
        )
    if complaint["type"] in ("string_too_long", "string_too_short"):
        return document.refuse(
            said("`{key}` is one sign.", "`{key}` adalah satu tanda.", key=place[-1]), place
        )
    message = complaint["msg"].removeprefix("Input ")
    return document.refuse(
        said(
            "`{key}` {message}.",
            "`{key}` tidak sesuai: {message}.",
            key=place[-1] if place else name,
            message=message,
        ),
        place,
    )


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
