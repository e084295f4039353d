"""The evidence tables, from their contracts."""

from __future__ import annotations

from docs.pages.markdown import anchor, code, page, table
from selaras.contracts import TABLES, Column, Kind, Table

_INTRO = """
What happened lies in these tables. A [mapping](mapping.md) fills their columns; a column that no
mapping fills is null. None of them has a column for names, e-mail addresses or telephone numbers.

| type | what it holds |
| --- | --- |
| text | any text |
| word | one of the words that are listed |
| time | an instant in UTC, to the microsecond; of a date alone, that day's local midnight |
| day | a calendar date |
| amount | a decimal with up to 14 digits before the point and 4 after it |
| rate | a decimal with up to 10 digits before the point and 8 after it |
| whole | a whole number |
| flag | true, false or null |

A row remembers of each time whether only its day was known: nothing is judged by the hour on it.

**Set at** names the time column at which a value was set: as of an instant before that time, the
value reads as null, so that a deal that closed later is still open.

Every stored row also carries: for each time column `<column>_is_day` (true where only the day is
known); `deleted_at` (up to when the source was complete as the row went missing from a full
export); `_source` (the mapping), `_file` and `_line` (where the row came from, lines counted from 1
with the header); `_month` (`2026-01` of the event time in UTC, by which files are laid out) and
`_hash` (to see whether a row changed).
"""


def table_page() -> str:
    """docs/reference/evidence.md."""
    index = table(
        ("table", "what it holds"),
        ((f"[{name}](#{anchor(name)})", one.says) for name, one in TABLES.items()),
    )
    parts = [_INTRO, index]
    for name, one in TABLES.items():
        parts += [f"## {name}", _facts(one), _columns(one)]
    return page("The evidence tables", *parts)


def _facts(one: Table) -> str:
    facts = [one.says, f"Key: {', '.join(code(column) for column in one.key)}."]
    if one.event_time is not None:
        facts.append(f"Event time: {code(one.event_time)}.")
    if one.owner is not None:
        facts.append(f"Whose a row is: {code(one.owner)}.")
    return " ".join(facts)


def _columns(one: Table) -> str:
    return table(
        ("column", "type", "what it holds", "null means", "set at"),
        (
            (
                code(column.name),
                _type(column),
                column.says + _more(column),
                "refused" if column.required else column.null_means,
                code(column.governed_by) if column.governed_by else "",
            )
            for column in one.columns
        ),
    )


def _type(column: Column) -> str:
    return column.kind.value


def _more(column: Column) -> str:
    more = ""
    if column.kind is Kind.WORD:
        more += ": " + ", ".join(code(word) for word in column.words)
    if column.unit is not None:
        more += f" ({column.unit})"
    if column.points_ahead:
        more += " (may lie in the future, and says nothing about completeness)"
    return more
