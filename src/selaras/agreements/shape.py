"""Shape errors: what pydantic found, said in sentences with the line and the mend."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from selaras.agreements.document import AgreementDocument
from selaras.agreements.source import Place, Source, Step
from selaras.errors import InputError


def read_document(source: Source) -> tuple[AgreementDocument | None, tuple[InputError, ...]]:
    """The document in `source`, or None and every error in its shape, by line."""
    if not isinstance(source.data, dict):
        fault = Place(source).fault(
            "An agreement is a mapping of keys to values.",
            "Begin with `agreement: NAME`.",
        )
        return None, (fault,)
    try:
        return AgreementDocument.model_validate(source.data), ()
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=True)
        faults = [_say(source, detail) for detail in details]
    return None, tuple(sorted(faults, key=lambda fault: (fault.line or 0, fault.problem)))


def nearest(word: str, known: Iterable[str]) -> str:
    """A mend that names the nearest known word, or all of them where none is near."""
    words = list(known)
    close = get_close_matches(word.lower(), words, n=1, cutoff=0.6)
    if close:
        return f"Did you mean `{close[0]}`?"
    return f"Known are {', '.join(f'`{word}`' for word in words)}."


def _say(source: Source, error: ErrorDetails) -> InputError:
    path = _path(source.data, error["loc"])
    place = Place(source, path)
    name = _name(path)
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        known = _known_keys(error["loc"])
        return place.fault(f"{name} is not known here.", nearest(str(path[-1]), known))
    if kind == "missing":
        missing = error["loc"][-1]
        where = f" in {name}" if path else ""
        return place.fault(f"`{missing}` is missing{where}.", f"Write `{missing}: …`.")
    if kind == "literal_error":
        return _say_literal(place, name, error["input"], str(context.get("expected", "")))
    if kind == "value_error":
        return place.fault(f"{name}: {context.get('error')}".rstrip(".") + ".")
    return place.fault(f"{name} {_MEANINGS.get(kind, '') or _plain(error, context)}.")


def _say_literal(place: Place, name: str, written: object, expected: str) -> InputError:
    known = [word.strip("' ") for word in expected.replace(" or ", ",").split(",")]
    return place.fault(f"{name} cannot be {_short(written)}.", nearest(str(written), known))


_MEANINGS = {
    "string_type": "must be text; put numbers, dates and true/false in quotes",
    "string_too_short": "is empty",
    "dict_type": "must be a mapping of keys to values",
    "model_type": "must be a mapping of keys to values",
    "model_attributes_type": "must be a mapping of keys to values",
    "list_type": "must be a list",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "union_tag_invalid": "is written in a form that is not known here",
}


def _plain(error: ErrorDetails, context: dict[str, Any]) -> str:
    kind = error["type"]
    if kind == "too_short":
        return f"needs {context.get('min_length')} or more entries"
    if kind == "string_too_long":
        return f"is longer than {context.get('max_length')} characters"
    if kind == "greater_than_equal":
        return f"must be {context.get('ge')} or more"
    if kind == "less_than_equal":
        return f"must be {context.get('le')} or less"
    return f"is not right: {error['msg'][:1].lower()}{error['msg'][1:]}"


def _short(value: object) -> str:
    text = str(value)
    return f"`{text}`" if len(text) <= 40 else f"`{text[:40]}…`"


def _name(path: Sequence[Step]) -> str:
    words = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path)
    return f"`{words.lstrip('.')}`" if path else "The agreement"


def _path(data: Any, loc: tuple[Step, ...]) -> tuple[Step, ...]:
    """The part of an error's place that was really written: without the names of union members."""
    path: list[Step] = []
    for step in loc:
        is_key = isinstance(data, dict) and step in data and step != "[key]"
        is_index = isinstance(data, list) and isinstance(step, int) and step < len(data)
        if is_key or is_index:
            data = data[step]
            path.append(step)
    return tuple(path)


def _known_keys(loc: tuple[Step, ...]) -> list[str]:
    """The keys that the model at the end of `loc` (less its last step) knows."""
    models: list[type[BaseModel]] = [AgreementDocument]
    for step in loc[:-1]:
        inner = [
            model
            for outer in models
            for name, field in outer.model_fields.items()
            if step == (field.alias or name)
            for model in _models_in(field.annotation, field.metadata)
        ]
        models = inner or models
    return [field.alias or name for model in models for name, field in model.model_fields.items()]


def _models_in(annotation: Any, metadata: Sequence[Any] = ()) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    if get_origin(annotation) in (Annotated, Union, UnionType, dict, list):
        return [model for part in get_args(annotation) for model in _models_in(part)]
    return []
