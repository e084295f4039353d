"""Rows of one load that share a key: merged where they agree, else as the mapping says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from selaras.contracts import FILE, LINE, SOURCE, Table
from selaras.evidence.literals import files_sql
from selaras.evidence.loading.keys import key_texts
from selaras.evidence.loading.rows import ORDER
from selaras.evidence.mapping.values import Repeated
from selaras.evidence.stored_columns import staged_schema

Spot = tuple[str, int]
"""File and line of a row."""


@dataclass(frozen=True, slots=True)
class Settled:
    """Paths with one row per key, how many rows were merged away, and contradictory rows.

    `contradictory_keys` are texts as `key_texts` makes them.
    """

    paths: tuple[Path, ...]
    merged: int = 0
    contradictory: tuple[Spot, ...] = ()
    contradictory_keys: frozenset[str | None] = frozenset()


def settle_repeats(
    con: duckdb.DuckDBPyConnection,
    table: Table,
    rule: Repeated,
    paths: Sequence[Path],
    folder: Path,
) -> Settled:
    """Leave one row per key in the staged files of one table and source.

    Identical rows are merged. Of others, FIRST and LAST keep one (by ORDER where it is staged,
    numbers as numbers, then by place); REFUSE keeps none, for nobody said which is right.
    """
    if not paths:
        return Settled(())
    names = staged_schema(table).names
    key = ", ".join(f'"{name}"' for name in table.key)
    con.execute(
        f"CREATE OR REPLACE TEMP VIEW typed AS SELECT *, file_index * 1099511627776"
        f" + file_row_number AS _place"
        f" FROM read_parquet({files_sql(paths)}, file_row_number=true, union_by_name=true)"
    )
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE repeats AS SELECT {key}"
        f" FROM typed GROUP BY {key} HAVING count(*) > 1"
    )
    if con.execute("SELECT 1 FROM repeats LIMIT 1").fetchone() is None:
        return Settled(tuple(paths))
    contradictory: tuple[Spot, ...] = ()
    con.execute(f"CREATE OR REPLACE TEMP TABLE contradictions AS SELECT {key} FROM repeats LIMIT 0")
    if rule is Repeated.REFUSE:
        contradictory = _contradictory(con, table, key)
    columns = ", ".join(f'"{name}"' for name in names)
    path = folder / f"{table.name}-settled.parquet"
    con.execute(
        f"COPY (SELECT {columns} FROM (SELECT {columns}, _place FROM typed"
        f" ANTI JOIN repeats USING ({key}) UNION ALL"
        f" SELECT {columns}, _place FROM typed SEMI JOIN repeats USING ({key})"
        f" ANTI JOIN contradictions USING ({key})"
        f" QUALIFY row_number() OVER (PARTITION BY {key} {_turn(con, rule)}) = 1)"
        f" ORDER BY _place) TO '{str(path).replace(chr(39), chr(39) * 2)}' (FORMAT parquet)"
    )
    kept = con.execute("SELECT count(*) FROM read_parquet(?)", [str(path)]).fetchone()
    total = con.execute("SELECT count(*) FROM typed").fetchone()
    merged = (total or (0,))[0] - (kept or (0,))[0] - len(contradictory)
    keys = con.execute(f"SELECT {key} FROM contradictions").to_arrow_table()
    return Settled((path,), merged, contradictory, frozenset(key_texts(con, keys, table)))


def _turn(con: duckdb.DuckDBPyConnection, rule: Repeated) -> str:
    """The order in which the row that is kept of a key comes first."""
    ordered = ORDER in {row[0] for row in con.execute("DESCRIBE typed").fetchall()}
    by = [f"TRY_CAST({ORDER} AS DOUBLE)", ORDER] if ordered else []
    way = "DESC NULLS LAST" if rule is Repeated.LAST else "ASC NULLS FIRST"
    return "ORDER BY " + ", ".join(f"{part} {way}" for part in (*by, "_place"))


def _contradictory(con: duckdb.DuckDBPyConnection, table: Table, key: str) -> tuple[Spot, ...]:
    """Places of rows whose key has rows that differ; also leaves the table `contradictions`."""
    content = [
        f'"{name}"' for name in staged_schema(table).names if name not in (SOURCE, FILE, LINE)
    ]
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE contradictions AS SELECT {key}"
        f" FROM typed SEMI JOIN repeats USING ({key}) GROUP BY {key}"
        f" HAVING count(DISTINCT struct_pack({', '.join(f'{c} := {c}' for c in content)})) > 1"
    )
    return tuple(
        con.execute(
            f"SELECT {FILE}, {LINE} FROM typed SEMI JOIN contradictions USING ({key})"
            " ORDER BY _place"
        ).fetchall()
    )
