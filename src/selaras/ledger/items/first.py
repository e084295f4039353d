"""The first event at or after each item's start, reduced before it is joined."""

from __future__ import annotations

import ibis.expr.types as ir
from ibis import _

from selaras.evidence.engines import Engine
from selaras.ledger.items.lookup import look_up


def first_at_or_after(
    engine: Engine,
    items: ir.Table,
    events: ir.Table,
    key: str,
    name: str,
    *,
    carry: tuple[str, ...] = (),
) -> ir.Table:
    """`items` with a column `name`: the time of its first event at or after its start, or null.

    Parameters
    ----------
    items
        Columns `item`, `key` and `start` (a timestamp); one row per item and start.
    events
        Columns `key` and `at` (a timestamp), and those to carry; any number of rows per key.
    carry
        Columns of that first event to bring along, as `<name>_<column>`.

    The minimum per key is taken first, and only items whose minimum lies before their start are
    looked at again: nearly always none, and the big table is joined once, small.
    """
    names = {"at": name} | {c: f"{name}_{c}" for c in carry}
    events = engine.stage(events, "events")
    minimum = events.group_by(key).aggregate(**_first(carry, "first"))
    joined = engine.stage(look_up(items, minimum, key), "firsts")
    second = (
        joined.filter(_.first_at < _.start)
        .select("item", "start", early_key=_[key])
        .inner_join(events, [_.early_key == events[key], events.at >= _.start])
        .group_by("item", "start")
        .aggregate(**_first(carry, "second"))
    )
    looked = look_up(joined, second, {"item": "item", "start": "start"})
    in_time = looked.first_at >= looked.start
    # A null first_at must stay null here, and so must one that lies before the start.
    found = {
        new: in_time.ifelse(looked[f"first_{c}"], looked[f"second_{c}"]) for c, new in names.items()
    }
    return looked.select(*items.columns, **found)


def _first(carry: tuple[str, ...], which: str) -> dict[str, ir.Value]:
    found = {f"{which}_at": _.at.min()}
    return found | {f"{which}_{c}": _[c].argmin(_.at) for c in carry}
