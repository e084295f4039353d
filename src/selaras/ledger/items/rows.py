"""Rows of one table as items: filtered, dated, and with what their predicates left open."""

from __future__ import annotations

import ibis.expr.types as ir

from selaras.agreements.values import Predicate
from selaras.contracts import FILE, LINE, SOURCE, TABLES, day_flag
from selaras.ledger.items.lookup import look_up
from selaras.ledger.items.predicate import holds, may_be_unknown
from selaras.ledger.reading import Reading


def dated_rows(
    reading: Reading,
    table: str,
    at: str,
    predicate: Predicate,
    months: tuple[str, ...] | None = None,
) -> ir.Table:
    """Rows of `table` that satisfy `predicate`, or may, with `item`, `start` and more.

    Columns added: `item` (text: the key), `start` (timestamp: column `at`), `start_is_day`,
    `doubtful` (true where a null leaves the predicate open) and the row's source. Rows without a
    time in `at` have not happened and are left out.
    """
    contract = TABLES[table]
    rows = reading.table(table, months)
    for parent in {c.ref.table for c in predicate} - {table}:
        wanted = {c.ref.column for c in predicate if c.ref.table == parent}
        key = TABLES[parent].key[0]
        facts = reading.table(parent).select(key, *(wanted - {key}))
        rows = look_up(rows, facts, key)
    rows = rows.filter(rows[at].notnull())
    met = holds(rows, predicate)
    if may_be_unknown(reading, predicate) or {c.ref.table for c in predicate} - {table}:
        rows = rows.filter(met.fill_null(True)).mutate(doubtful=met.isnull())
    else:
        rows = (rows.filter(met) if predicate else rows).mutate(doubtful=False)
    key_columns = [rows[c].cast("string") for c in contract.key]
    item = key_columns[0]
    for part in key_columns[1:]:
        item = item + " " + part
    return rows.mutate(
        item=item,
        start=rows[at],
        start_is_day=rows[day_flag(at)] if reading.has_day_precision(table, at) else False,
        source=rows[SOURCE],
        file=rows[FILE],
        line=rows[LINE],
    )
