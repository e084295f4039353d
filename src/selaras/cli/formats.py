"""The choices that several commands offer."""

from __future__ import annotations

from enum import StrEnum


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
