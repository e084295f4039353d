"""A draft's text as the form's fields, and the fields back into the text, losing nothing."""

from __future__ import annotations

from functools import lru_cache

from pydantic import ValidationError

from selaras.agreements.document import AgreementDocument
from selaras.agreements.reading import check_agreement
from selaras.agreements.source import parse_source
from selaras.agreements.values import AgreementVersion
from selaras.errors import InputError
from selaras.web.pages.agreements.form.fields import AgreementFields, can_be_sent
from selaras.web.pages.agreements.form.reading import fields_of
from selaras.web.pages.agreements.form.writing import write_text

_SHOWABLE = ("missing", "value_error", "string_too_short", "too_short", "literal_error")
"""Kinds of fault that a form can show and mend; what else is wrong only the text can say."""


@lru_cache(maxsize=128)
def fields_of_text(text: str) -> AgreementFields | None:
    """The fields of a text; None where the form could not hold all that it says."""
    try:
        data = parse_source(text).data
    except InputError:
        return None
    if not isinstance(data, dict) or not _is_showable(data):
        return None
    form = fields_of(data)
    version = _version(text)
    if version is not None:
        again = _version(write_text(form))
        if again is None or again.version != version.version or not can_be_sent(form):
            return None
    return form


def _is_showable(data: dict[str, object]) -> bool:
    try:
        AgreementDocument.model_validate(data)
    except ValidationError as error:
        return all(one["type"] in _SHOWABLE for one in error.errors(include_url=False))
    return True


def text_of_fields(form: AgreementFields, before: str) -> str:
    """The YAML of the fields; the text `before`, with its comments, where it promises the same."""
    text = write_text(form)
    new, old = _version(text), _version(before)
    if new is not None and old is not None and new.version == old.version:
        return before
    return text


@lru_cache(maxsize=256)
def _version(text: str) -> AgreementVersion | None:
    try:
        return check_agreement(parse_source(text))[0]
    except InputError:
        return None
