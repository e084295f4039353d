"""Keys of rows as texts, the same whether from staged files, from evidence or from a batch."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from selaras.contracts import DELETED_AT, SOURCE, Kind, Table
from selaras.evidence.comparison import stored_rows_sql
from selaras.evidence.literals import text_sql
from selaras.evidence.store import Evidence


def key_sql(table: Table) -> str:
    """SQL of the text of a row's key; null where a part of it is."""
    parts = [
        f'epoch_us("{name}")::VARCHAR'
        if table.column(name).kind is Kind.TIME
        else f'"{name}"::VARCHAR'
        for name in table.key
    ]
    unknown = " OR ".join(f'"{name}" IS NULL' for name in table.key)
    return f"CASE WHEN NOT ({unknown}) THEN concat_ws(chr(31), {', '.join(parts)}) END"


def key_texts(con: duckdb.DuckDBPyConnection, rows: pa.Table, table: Table) -> list[str | None]:
    """The keys of rows that have at least the key's columns, as texts, in their order."""
    if rows.num_rows == 0:
        return []
    con.register("keyed", rows.select(list(dict.fromkeys(table.key))))
    try:
        found = con.execute(f"SELECT {key_sql(table)} FROM keyed").fetchall()
    finally:
        con.unregister("keyed")
    return [key for (key,) in found]


def standing_rows_sql(evidence: Evidence, table: Table, source: str) -> str | None:
    """SELECT of the rows of a table that stand in evidence by this source; None without any."""
    if evidence.is_empty:
        return None
    snapshot = evidence.snapshot()
    if table.name not in snapshot.tables:
        return None
    state = snapshot.state(table.name)
    rows = stored_rows_sql(table, snapshot.files(table.name), state.columns, state.rows)
    return f"SELECT * FROM ({rows}) WHERE {DELETED_AT} IS NULL AND {SOURCE} = {text_sql(source)}"
