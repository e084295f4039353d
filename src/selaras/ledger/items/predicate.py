"""Conditions of an agreement as boolean expressions with three values: true, false, null."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import and_

import ibis
import ibis.expr.types as ir

from selaras.agreements.values import Condition, Operator, Predicate
from selaras.ledger.items.shown import Shown
from selaras.ledger.reading import Reading


def holds(rows: ir.Table, predicate: Predicate) -> ir.BooleanValue:
    """Whether all conditions hold of a row; null where a null column leaves it open.

    Every condition's column must be a column of `rows`.
    """
    if not predicate:
        return ibis.literal(True)
    return reduce(and_, (_holds(rows[condition.ref.column], condition) for condition in predicate))


def may_be_unknown(shown: Shown | Reading, predicate: Predicate) -> bool:
    """Whether a null in the evidence can leave the predicate open for some row."""
    return any(
        condition.operator not in (Operator.IS_NULL, Operator.NOT_NULL)
        and shown.may_be_null(condition.ref.table, condition.ref.column)
        for condition in predicate
    )


def on_table(predicate: Predicate, table: str) -> Predicate:
    """The conditions on columns of one table."""
    return tuple(condition for condition in predicate if condition.ref.table == table)


def _holds(column: ir.Value, condition: Condition) -> ir.BooleanValue:
    operator, values = condition.operator, [_literal(column, v) for v in condition.values]
    if operator is Operator.IN:
        return column.isin(values) if len(values) > 1 else column == values[0]
    if operator is Operator.NOT_IN:
        return column.notin(values) if len(values) > 1 else column != values[0]
    if operator is Operator.IS_NULL:
        return column.isnull()
    if operator is Operator.NOT_NULL:
        return column.notnull()
    bound = values[0]
    return {
        Operator.ABOVE: lambda: column > bound,
        Operator.BELOW: lambda: column < bound,
        Operator.AT_LEAST: lambda: column >= bound,
        Operator.AT_MOST: lambda: column <= bound,
    }[operator]()


def _literal(column: ir.Value, value: object) -> ir.Value:
    if column.type().is_timestamp() and isinstance(value, date):
        return ibis.literal(value.isoformat()).cast(column.type())
    return ibis.literal(value, type=column.type() if not column.type().is_decimal() else None)
