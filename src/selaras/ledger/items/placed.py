"""Whose items are, and which calendar's working time applies to them."""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from selaras.evidence.engines.compiled import Numbers
from selaras.ledger.items.shown import Shown
from selaras.ledger.items.subject import locate, with_group, with_subject
from selaras.ledger.reading import Reading

Cases = tuple[tuple[str, int], ...]
_OWNING = ("leads", "assignments", "people", "tickets")


def owning_tables(reading: Reading, table: str, *groups: str | None) -> dict[str, ir.Table]:
    """The tables that owners of a table's items, and those groups, are looked up in."""
    named = [locate(reading, table, g)[0] for g in groups if g is not None and g != "rep"]
    return reading.shown((*_OWNING, *named))[0]


def placed_items(
    tables: Mapping[str, ir.Table],
    _numbers: Numbers,
    /,
    *,
    table: str,
    per: str | None,
    by: str | None,
    cases: Cases,
    columns: tuple[str, ...] | None,
) -> ir.Table:
    """Items with `calendar` and `subject`.

    Parameters
    ----------
    tables
        `items`, rows of `table`, and the evidence tables that owners and groups are looked up in.
    per
        What items are counted by (see `with_subject`).
    by, cases
        The group whose values choose the calendar, and which number each of them chooses; 0
        for the others. Items that have a `calendar` keep it.
    columns
        Those wanted, where they are there; None: all.
    """
    shown = Shown(tables)
    items = with_subject(tables["items"], shown, table, per, first_after=False)
    items = _with_calendar(items, shown, table, by, cases)
    return items if columns is None else items.select(*(c for c in columns if c in items.columns))


def timed_items(
    tables: Mapping[str, ir.Table],
    _numbers: Numbers,
    /,
    *,
    table: str,
    by: str | None,
    cases: Cases,
) -> ir.Table:
    """Items with `calendar` alone, as `placed_items`."""
    return _with_calendar(tables["items"], Shown(tables), table, by, cases)


def _with_calendar(
    items: ir.Table, shown: Shown, table: str, by: str | None, cases: Cases
) -> ir.Table:
    if "calendar" in items.columns:
        return items
    if by is None or not cases:
        return items.mutate(calendar=ibis.literal(0, "int32"))
    placed = with_group(items, shown, table, by, "_by")
    chosen = [(placed._by == value, number) for value, number in cases]
    return placed.mutate(calendar=ibis.cases(*chosen, else_=0).cast("int32")).drop("_by")
