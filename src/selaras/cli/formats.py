"""The choices that several commands offer."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selaras.reports.words import Language as Spoken


class Format(StrEnum):
    """How an answer is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class TableOrJson(StrEnum):
    """How an answer is printed that is more than one table."""

    TABLE = "table"
    JSON = "json"


class Report(StrEnum):
    """How an answer is given that may be a page."""

    TABLE = "table"
    JSON = "json"
    HTML = "html"


class Language(StrEnum):
    """The languages that Selaras speaks."""

    EN = "en"
    ID = "id"


def spoken_in(language: Language | None, usual: str) -> Spoken:
    """The language of an answer: as asked for, else the workspace's."""
    return "id" if (usual if language is None else language.value) == "id" else "en"
