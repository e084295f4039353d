"""Left joins that add columns and nothing else."""

from __future__ import annotations

import ibis.expr.types as ir


def look_up(rows: ir.Table, facts: ir.Table, on: str | dict[str, str]) -> ir.Table:
    """`rows` with the further columns of `facts`, null where there is no such fact.

    `facts` has at most one row per key. `on` is a column of both, or a mapping from columns of
    `rows` to columns of `facts`.
    """
    pairs = {on: on} if isinstance(on, str) else on
    added = [name for name in facts.columns if name not in pairs.values()]
    keyed = facts.select(*added, **{f"_key_{right}": facts[right] for right in pairs.values()})
    joined = rows.left_join(
        keyed, [rows[left] == keyed[f"_key_{right}"] for left, right in pairs.items()]
    )
    return joined.select(*rows.columns, *added)
