"""Counts, amounts and both sides of a ratio: rows of one table, by period and subject."""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir
from ibis import _

from selaras.agreements.values import Amount, Count, Predicate
from selaras.contracts import TABLES
from selaras.evidence.engines.compiled import Numbers
from selaras.ledger.items.clock import DayGrid
from selaras.ledger.items.rows import carried, dated_rows
from selaras.ledger.items.shown import Facts, Shown
from selaras.ledger.items.subject import with_subject

COUNTED, UNKNOWN_ITEM = "counted", "unknown"


def counted_rows(
    tables: Mapping[str, ir.Table],
    numbers: Numbers,
    /,
    *,
    facts: Facts,
    measure: Count | Amount,
    of: Predicate,
    per: str | None,
    traced: bool,
) -> ir.Table:
    """Rows that count, or may: see `dated_rows`, each with its `period` and `day`.

    `tables` are those of `DayGrid` and the evidence that the measure reads. A lead counts once per
    period, at its first event in it.
    """
    carry = list(carried(measure.table, per))
    if isinstance(measure, Amount):
        carry += [
            c for c in (measure.column, "currency") if c in TABLES[measure.table].column_names
        ]
    elif measure.distinct is not None:
        carry.append(measure.distinct)
    where = (*measure.where, *of)
    rows = dated_rows(Shown(tables, facts), measure.table, measure.at, where, carry, traced=traced)
    rows = DayGrid(tables, numbers).with_period(rows)
    if isinstance(measure, Count) and measure.distinct is not None:
        return _first_per_period(rows, measure.distinct)
    return rows


def counted_items(
    tables: Mapping[str, ir.Table],
    _numbers: Numbers,
    /,
    *,
    measure: Count | Amount,
    per: str | None,
) -> ir.Table:
    """One row per item: `item`, `period`, `day`, `subject`, `start`, `judgement`, `owned_at`.

    `tables` are the `rows` that count, and the evidence that owners and groups are looked up in.
    An amount's items carry `amount` and `currency`. An item is `unknown` where a null leaves open
    whether it belongs.
    """
    rows = with_subject(tables["rows"], Shown(tables), measure.table, per, first_after=True)
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
