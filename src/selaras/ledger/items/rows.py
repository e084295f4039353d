"""Rows of one table as items: filtered, dated, and with what their predicates left open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import ibis
import ibis.expr.types as ir
from ibis import _

from selaras.agreements.values import Predicate
from selaras.contracts import FILE, LINE, SOURCE, TABLES, day_flag
from selaras.ledger.items.keys import joined_by
from selaras.ledger.items.lookup import look_up
from selaras.ledger.items.predicate import holds, may_be_unknown
from selaras.ledger.items.shown import Shown
from selaras.ledger.reading import EVERYTHING, Span


def dated_rows(
    shown: Shown,
    table: str,
    at: str,
    predicate: Predicate,
    carry: Iterable[str] = (),
    *,
    traced: bool = False,
) -> ir.Table:
    """Rows of `table` that satisfy `predicate`, or may, with `item`, `start` and more.

    Columns: `item` (text: the key), `start` (timestamp: column `at`), `start_is_day`, `doubtful`
    (true where a null leaves the predicate open), those to carry, and if traced the row's
    `row_source`, `row_file` and `row_line`. Nothing else is kept: every column costs in
    each later step. Rows without a time in `at` have not happened and are left out.
    """
    contract = TABLES[table]
    rows = shown.table(table)
    for parent in {c.ref.table for c in predicate} - {table}:
        wanted = {c.ref.column for c in predicate if c.ref.table == parent}
        facts = shown.table(parent)
        key = joined_by(TABLES[parent].key[0], rows, facts)
        facts = facts.select(key, *sorted(wanted - {TABLES[parent].key[0]}))
        rows = look_up(rows, facts, key)
    met = holds(rows, predicate)
    doubtful: ir.Value = ibis.literal(False)
    if may_be_unknown(shown, predicate) or {c.ref.table for c in predicate} - {table}:
        doubtful = met.isnull()
        met = met.fill_null(True)
    happened = rows[at].notnull()
    rows = rows.filter(happened & met if predicate else happened)
    source = {"row_source": SOURCE, "row_file": FILE, "row_line": LINE} if traced else {}
    return rows.select(
        *dict.fromkeys(c for c in carry if c in rows.columns),
        item=_key_text([rows[c].cast("string") for c in contract.key]),
        start=rows[at],
        start_is_day=rows[day_flag(at)]
        if shown.has_day_precision(table, at)
        else ibis.literal(False),
        doubtful=doubtful,
        **{name: rows[column] for name, column in source.items()},
    )


def read_tables(
    table: str, at: str, predicate: Predicate, span: Span
) -> tuple[tuple[str, ...], dict[str, Span]]:
    """The tables that `dated_rows` looks at, and the months of them that matter."""
    # Laid out by another time, a row may lie in a month before.
    by_event_time = at == TABLES[table].event_time
    tables = (table, *(condition.ref.table for condition in predicate))
    return tables, {table: span if by_event_time else EVERYTHING}


def instant_literal(instant: datetime) -> ir.Value:
    """An instant as a literal of the engine."""
    return ibis.literal(instant.astimezone(UTC), type="timestamp('UTC', 6)")


def started_past(items: ir.Table, instant: datetime) -> ir.Table:
    """How many `items` of each `period` and `subject` started past an instant: of a day that
    begins with it nothing is known."""
    at = instant_literal(instant)
    late = (items.start > at) | (items.start_is_day & (items.start == at))
    return items.filter(late).group_by("period", "subject").aggregate(items=_.count())


def _key_text(parts: list[ir.Value]) -> ir.Value:
    text = parts[0]
    for part in parts[1:]:
        text = text + " " + part
    return text


def carried(table: str, *groups: str | None) -> tuple[str, ...]:
    """Columns of a table that its items need to find their owner, parent and groups."""
    contract = TABLES[table]
    wanted = [name.rpartition(".")[2] for name in groups if name is not None]
    keys = ["lead_id", "ticket_id", contract.owner]
    named = [c for c in (*keys, *wanted) if c is not None and c in contract.column_names]
    return tuple(dict.fromkeys([*contract.numbered.values(), *named]))
