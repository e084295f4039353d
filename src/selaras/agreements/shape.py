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
from selaras.errors import InputError, Said, said


def read_document(source: Source) -> tuple[AgreementDocument | None, tuple[InputError, ...]]:
    """The document in `source`, or None and every error in its shape, by line."""
    if not isinstance(source.data, dict):
        fault = Place(source).fault(
            said(
                "An agreement is a mapping of keys to values.",
                "Kesepakatan adalah pemetaan kunci ke nilai.",
            ),
            said("Begin with `agreement: NAME`.", "Mulai dengan `agreement: NAMA`."),
        )
        return None, (fault,)
    try:
        return AgreementDocument.model_validate(source.data), ()
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=True)
        faults = [_say(source, detail) for detail in details]
    return None, tuple(sorted(faults, key=lambda fault: (fault.line or 0, fault.problem)))


def nearest(word: str, known: Iterable[str]) -> Said:
    """A mend that names the nearest known word, or all of them where none is near."""
    words = list(known)
    close = get_close_matches(word.lower(), words, n=1, cutoff=0.6)
    if close:
        return said("Did you mean `{word}`?", "Maksudnya `{word}`?", word=close[0])
    return said(
        "Known are {words}.",
        "Yang dikenal: {words}.",
        words=", ".join(f"`{word}`" for word in words),
    )


def _say(source: Source, error: ErrorDetails) -> InputError:
    path = _path(source.data, error["loc"])
    place = Place(source, path)
    name = _name(path)
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        known = _known_keys(error["loc"])
        unknown = said("{name} is not known here.", "{name} tidak dikenal di sini.", name=name)
        return place.fault(unknown, nearest(str(path[-1]), known))
    if kind == "missing":
        missing = error["loc"][-1]
        where = said(" in {name}", " di {name}", name=name) if path else Said("")
        return place.fault(
            said(
                "`{key}` is missing{where}.", "`{key}` belum ada{where}.", key=missing, where=where
            ),
            said("Write `{key}: …`.", "Tulis `{key}: …`.", key=missing),
        )
    if kind == "literal_error":
        return _say_literal(place, name, error["input"], str(context.get("expected", "")))
    if kind == "value_error":
        what = context.get("error")
        what = what.args[0] if isinstance(what, Exception) and what.args else str(what)
        dot = "" if str(what).endswith(".") else "."
        return place.fault(
            said("{name}: {what}{dot}", "{name}: {what}{dot}", name=name, what=what, dot=dot)
        )
    meaning = _MEANINGS.get(kind) or _plain(error, context)
    return place.fault(said("{name} {meaning}.", "{name} {meaning}.", name=name, meaning=meaning))


def _say_literal(place: Place, name: Said, written: object, expected: str) -> InputError:
    known = [word.strip("' ") for word in expected.replace(" or ", ",").split(",")]
    wrong = said(
        "{name} cannot be {written}.",
        "{name} tidak bisa {written}.",
        name=name,
        written=_short(written),
    )
    return place.fault(wrong, nearest(str(written), known))


_MAPPING = said("must be a mapping of keys to values", "harus berupa pemetaan kunci ke nilai")
_MEANINGS = {
    "string_type": said(
        "must be text; put numbers, dates and true/false in quotes",
        "harus berupa teks; beri tanda kutip pada angka, tanggal, dan true/false",
    ),
    "string_too_short": said("is empty", "kosong"),
    "dict_type": _MAPPING,
    "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
    "list_type": said("must be a list", "harus berupa daftar"),
    "int_type": said("must be a whole number", "harus berupa bilangan bulat"),
    "bool_type": said("must be true or false", "harus true atau false"),
    "union_tag_invalid": said(
        "is written in a form that is not known here",
        "ditulis dalam bentuk yang tidak dikenal di sini",
    ),
}


def _plain(error: ErrorDetails, context: dict[str, Any]) -> Said:
    kind = error["type"]
    if kind == "too_short":
        return said(
            "needs {n} or more entries", "perlu {n} isian atau lebih", n=context.get("min_length")
        )
    if kind == "string_too_long":
        most = context.get("max_length")
        return said("is longer than {n} characters", "lebih panjang dari {n} karakter", n=most)
    if kind == "greater_than_equal":
        return said("must be {n} or more", "harus {n} atau lebih", n=context.get("ge"))
    if kind == "less_than_equal":
        return said("must be {n} or less", "harus {n} atau kurang", n=context.get("le"))
    what = f"{error['msg'][:1].lower()}{error['msg'][1:]}"
    return said("is not right: {what}", "belum benar: {what}", what=what)


def _short(value: object) -> str:
    text = str(value)
    return f"`{text}`" if len(text) <= 40 else f"`{text[:40]}…`"


def _name(path: Sequence[Step]) -> Said:
    words = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path)
    return Said(f"`{words.lstrip('.')}`") if path else said("The agreement", "Kesepakatan")


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
