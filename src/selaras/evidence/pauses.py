"""Time that does not count, inside the engine: merged pauses and how much of an item they take."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from selaras.errors import InternalError
from selaras.evidence.working_time import EngineGrid, micros, place, timestamp_of

_FOREVER = 1 << 62
"""µs that stand for the end of an open pause while pauses are merged."""


@dataclass(frozen=True, slots=True)
class Pauses:
    """A table of pauses: the item's key, the start, and the end (null: it still lasts)."""

    table: ir.Table
    key: str
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Reckoning:
    """How time is reckoned for the items of a table.

    Parameters
    ----------
    engine
        The calendar grid, in the engine; None reckons wall time.
    calendar
        Column of the items with the number of the calendar; None where the grid has one.
    pauses
        What does not count; None where nothing pauses.
    key
        The items' unique column that the pauses name; needed for pauses alone.
    """

    engine: EngineGrid | None = None
    calendar: str | None = None
    pauses: Pauses | None = None
    key: str | None = None

    def item_key(self) -> str:
        """The key, which pauses need."""
        if self.key is None:
            raise InternalError("Pauses need the key of the items.")
        return self.key


def merged(pauses: Pauses) -> ir.Table:
    """Overlapping and touching pauses of an item as one: `_key`, `_opened`, `_closed` in µs.

    An open pause has a null `_closed`. Pauses without a start, or that end before it, are no
    pauses.
    """
    table = pauses.table
    spans = table.select(
        _key=table[pauses.key],
        _opened=micros(table[pauses.start]),
        _closed=micros(table[pauses.end]).fill_null(_FOREVER),
    )
    spans = spans.filter(spans._opened <= spans._closed)
    order = [spans._opened, spans._closed]
    ahead = ibis.window(group_by=spans._key, order_by=order, preceding=(None, 1))
    reached = spans.mutate(_reached=spans._closed.max().over(ahead))
    fresh = (reached._reached.isnull() | (reached._opened > reached._reached)).cast("int64")
    order = [reached._opened, reached._closed]
    upto = ibis.window(group_by=reached._key, order_by=order, preceding=(None, 0))
    numbered = reached.mutate(_island=fresh.sum().over(upto))
    islands = numbered.group_by(["_key", "_island"]).aggregate(
        _opened=numbered._opened.min(), _closed=numbered._closed.max()
    )
    return islands.select(
        "_key", "_opened", _closed=ibis.ifelse(islands._closed < _FOREVER, islands._closed, None)
    )


def paused_within(items: ir.Table, reckoning: Reckoning, start: str, stop: str) -> ir.Table:
    """How much of each item's time from `start` to `stop` was paused: `_key`, `_paused`.

    `start` and `stop` are columns of positions: B with an engine grid, µs of UTC without one.
    Items that no pause touches are left out.
    """
    spans = _on_axis(items, reckoning, start, stop)
    since = ibis.greatest(spans._from, spans._origin)
    until = ibis.ifelse(spans._open, spans._also, ibis.least(spans._to, spans._also))
    length = ibis.ifelse(until > since, until - since, 0)
    return spans.group_by("_key").aggregate(_paused=_narrow(length.sum()))


def paused_before_due(
    items: ir.Table, reckoning: Reckoning, start: str, allowance: str
) -> ir.Table:
    """What pauses add before the allowance is used up: `_key`, `_paused`, `_suspended`.

    A pause counts if it begins before that (methods.md §1). Once one begins too late, all later
    ones do, because none adds less than its own length: plain running sums are enough.
    """
    spans = _on_axis(items, reckoning, start, allowance)
    since = ibis.greatest(spans._from, spans._origin)
    length = ibis.ifelse(spans._open | (spans._to <= since), 0, spans._to - since)
    measured = spans.mutate(_since=since, _length=length)
    ahead = ibis.window(group_by=measured._key, order_by=measured._opened, preceding=(None, 1))
    summed = measured.mutate(_ahead=_narrow(measured._length.sum().over(ahead)).fill_null(0))
    counts = summed._since - summed._origin - summed._ahead < summed._also
    return summed.group_by("_key").aggregate(
        _paused=_narrow(ibis.ifelse(counts, summed._length, 0).sum()),
        _suspended=(counts & summed._open).any(),
    )


def _on_axis(items: ir.Table, reckoning: Reckoning, start: str, also: str) -> ir.Table:
    """Merged pauses beside their item: `_from` and `_to` on the axis that `start` is on."""
    if reckoning.pauses is None:
        raise InternalError("There are no pauses to place.")
    known = {"_item": items[reckoning.item_key()], "_origin": items[start], "_also": items[also]}
    if reckoning.calendar is not None:
        known["_calendar"] = items[reckoning.calendar]
    bare = items.select(**known)
    spans = merged(reckoning.pauses)
    beside = spans.inner_join(bare, spans._key == bare._item)
    beside = beside.mutate(_open=beside._closed.isnull())
    if reckoning.engine is None:
        return beside.mutate(_from=beside._opened, _to=beside._closed)
    # What lies before the grid began before every item; what ends after it leaves a due that
    # lies past the grid, and that is counted as lacking.
    grid = reckoning.engine.grid
    low, high = grid.first_us, grid.last_us - 1

    def inside(instant: ir.IntegerColumn) -> ir.Column:
        return timestamp_of(ibis.greatest(ibis.least(instant, high), low))

    clipped = beside.mutate(
        _opens=inside(beside._opened),
        _closes=ibis.ifelse(beside._open, None, inside(beside._closed)),
    )
    calendar = None if reckoning.calendar is None else "_calendar"
    times = {"_opens": ("b",), "_closes": ("b",)}
    placed = place(clipped, reckoning.engine, times, calendar=calendar)
    return placed.mutate(_from=placed._opens_b, _to=placed._closes_b)


def _narrow(total: ir.IntegerValue) -> ir.IntegerValue:
    # DuckDB's sum is 128 bits wide; ibis does not know, and would leave a plain cast out.
    return total.cast("decimal(38, 0)").cast("int64")
