"""Started items with their groups as whole numbers, looked up once for all who count them."""

from __future__ import annotations

from collections.abc import Mapping

import ibis.expr.types as ir
from ibis import _

from selaras.contracts import NUMBERED
from selaras.evidence.engines.compiled import Numbers
from selaras.ledger.items.first import ROW
from selaras.ledger.items.lookup import look_up
from selaras.ledger.items.shown import Shown
from selaras.ledger.items.subject import is_number_column, number_column, with_name

NAMELESS = 0
"""The number of those of which it is not known whose they are."""


def words_table(place: int) -> str:
    """The name under which `grouped_items` is given the words of a group."""
    return f"words_{place}"


def grouped_items(
    tables: Mapping[str, ir.Table],
    _numbers: Numbers,
    /,
    *,
    table: str,
    groups: tuple[str, ...],
    texts: tuple[str, ...],
) -> ir.Table:
    """`items` with the number of each group that they are counted by, without the texts of it.

    Parameters
    ----------
    tables
        `items`, rows of `table`; the evidence tables that owners and groups are looked up in; and
        of each group by its place (see `words_table`) every `word` that it may have, with its
        `number` (int32), none of them `NAMELESS`.
    groups
        What they are counted by (see `with_subject`).
    texts
        Columns of the items that only groups are read from.
    """
    items, shown = tables["items"], Shown(tables)
    kept = [column for column in items.columns if column not in texts]
    for place, per in enumerate(groups):
        named = with_name(items, shown, table, per, first_after=False)
        column = number_column(per)
        words = tables[words_table(place)].select("word", **{column: _.number})
        found = look_up(named, words, {"subject": "word"}).drop("subject")
        items = found.mutate(**{column: found[column].fill_null(NAMELESS)})
    return items.select(*kept, *(number_column(per) for per in groups))


def without_keys(items: ir.Table) -> ir.Table:
    """Items that are numbered by all that they are counted by, without what finds anything more.

    Once it is known what became of them, their own number and their lead's are lost work to keep.
    """
    if not any(is_number_column(column) for column in items.columns):
        return items
    return items.drop(*(c for c in (ROW, *NUMBERED.values()) if c in items.columns))
