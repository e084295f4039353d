"""The first event at or after each item's start."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from selaras.contracts import NUMBERED
from selaras.ledger.items.lookup import look_up

ROW = "_row"
"""Number of an item: what was found of it is grouped and joined by this, not by its texts."""


def with_number(items: ir.Table, table: str) -> ir.Table:
    """`items`, rows of `table`, with `ROW`: to be kept, as another run may number them otherwise.

    A lead has a number of its own, and is one item.
    """
    number = NUMBERED["lead_id"]
    if table == "leads" and number in items.columns:
        return items.mutate(**{ROW: items[number]})
    return items.mutate(**{ROW: ibis.row_number()})


def first_at_or_after(
    items: ir.Table, events: ir.Table, key: str, name: str, *, carry: tuple[str, ...] = ()
) -> ir.Table:
    """`items` with a column `name`: the time of its first event at or after its start, or null.

    Parameters
    ----------
    items
        `numbered`, with columns `key` and `start` (a timestamp); a key may come more than once.
    events
        Columns `key` and `at` (a timestamp), and those to carry; any number of rows per key.
    carry
        Columns of that first event to bring along, as `<name>_<column>`.

    One pass over the events: the items are the small side of the join, and the minimum is taken
    per number. Those before the start are left out of the minimum and not of the join: on one
    number alone an engine may join by indexing an array.
    """
    starts = items.select(ROW, "start", _key=items[key])
    pairs = starts.inner_join(events, starts["_key"] == events[key])
    after = _["at"] >= _.start
    first = pairs.group_by(ROW).aggregate(
        **{name: _["at"].min(where=after)},
        **{f"{name}_{c}": _[c].argmin(_["at"], where=after) for c in carry},
    )
    return look_up(items, first, ROW)
