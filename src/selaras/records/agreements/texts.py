"""Texts read once: a hash names what it promises for good, so its reading can be kept."""

from __future__ import annotations

from functools import lru_cache

from selaras.agreements.reading import parse_agreement
from selaras.agreements.values import AgreementVersion
from selaras.records.agreements.models import Version


@lru_cache(maxsize=512)
def read_text(text: str) -> AgreementVersion:
    """The version that a text is; InputError as of `parse_agreement`."""
    return parse_agreement(text)


def read_version(version: Version) -> AgreementVersion:
    """The version that a row keeps."""
    return read_text(version.text)
