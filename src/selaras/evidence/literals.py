"""Names and values as SQL writes them.

Values are written into the text throughout: a parameter makes DuckDB look for pandas, which costs
seconds where it is installed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path


def names(columns: Iterable[str], alias: str | None = None) -> str:
    """Quoted column names, each with the alias of its relation."""
    before = "" if alias is None else f"{alias}."
    return ", ".join(f'{before}"{column}"' for column in columns)


def files_sql(paths: Iterable[str | Path]) -> str:
    """A SQL list of the paths of files."""
    return "[" + ", ".join(text_sql(path) for path in paths) + "]"


def instant_sql(moment: datetime) -> str:
    """A SQL literal of an aware instant."""
    return f"TIMESTAMPTZ '{moment.astimezone(UTC).isoformat()}'"


def text_sql(text: str | Path) -> str:
    """A SQL text literal."""
    return "'" + str(text).replace("'", "''") + "'"
