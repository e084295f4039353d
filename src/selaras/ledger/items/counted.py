"""Counts, amounts and both sides of a ratio: rows of one table, by period and subject."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from selaras.agreements.values import Amount, Count, Predicate
from selaras.contracts import TABLES
from selaras.ledger.items.clock import DayGrid
from selaras.ledger.items.rows import Span, carried, dated_rows
from selaras.ledger.items.subject import with_subject
from selaras.ledger.reading import Reading

COUNTED, UNKNOWN_ITEM = "counted", "unknown"


def counted_items(
    reading: Reading,
    measure: Count | Amount,
    of: Predicate,
    per: str | None,
    days: DayGrid,
    span: Span,
    *,
    traced: bool = False,
) -> ir.Table:
    """One row per item: `item`, `period`, `day`, `subject`, `start`, `judgement`, `owned_at`.

    A lead counts once per period, at its first event in it. An amount's items carry `amount` and
    `currency`. An item is `unknown` where a null leaves open whether it belongs.
    """
    carry = list(carried(measure.table, per))
    if isinstance(measure, Amount):
        carry += [
            c for c in (measure.column, "currency") if c in TABLES[measure.table].column_names
        ]
    elif measure.distinct is not None:
        carry.append(measure.distinct)
    where = (*measure.where, *of)
    rows = dated_rows(reading, measure.table, measure.at, where, carry, span, traced=traced)
    rows = days.with_period(rows)
    if isinstance(measure, Count) and measure.distinct is not None:
        rows = _first_per_period(rows, measure.distinct)
    rows = with_subject(rows, reading, measure.table, per, first_after=True)
    if "owned_at" not in rows.columns:
        rows = rows.mutate(owned_at=rows.start)
    doubtful = rows.doubtful
    if isinstance(measure, Amount):
        rows = rows.mutate(amount=rows[measure.column].cast("decimal(38, 4)"))
        doubtful = doubtful | rows.amount.isnull()
        if "currency" in rows.columns:
            doubtful = doubtful | rows.currency.isnull()
        else:
            rows = rows.mutate(currency=ibis.null("string"))
    return rows.mutate(judgement=doubtful.ifelse(UNKNOWN_ITEM, COUNTED))


def _first_per_period(rows: ir.Table, distinct: str) -> ir.Table:
    """Each value of `distinct` once per period: sure rows before doubtful ones, then the first."""
    order = ibis.window(
        group_by=[rows[distinct], rows.period],
        order_by=[rows.doubtful, rows.start, rows.item],
    )
    ranked = rows.mutate(_rank=ibis.row_number().over(order)).filter(_._rank == 0)
    # What is counted is the lead, not the row that shows it.
    return ranked.mutate(item=ranked[distinct].cast("string")).drop("_rank")
