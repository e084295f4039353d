"""What rows of two tables are joined by: the number of an id where both have it, else the id."""

from __future__ import annotations

import ibis.expr.types as ir

from selaras.contracts import NUMBERED


def joined_by(key: str, *rows: ir.Table) -> str:
    """The column to join `rows` by that stand for the same `key` (`lead_id`, say)."""
    number = NUMBERED.get(key)
    return number if number and all(number in table.columns for table in rows) else key


def key_columns(key: str, rows: ir.Table) -> tuple[str, ...]:
    """The columns of `rows` that stand for `key`: the id, its number, both or neither."""
    standing = dict.fromkeys((key, NUMBERED.get(key, key)))
    return tuple(name for name in standing if name in rows.columns)
