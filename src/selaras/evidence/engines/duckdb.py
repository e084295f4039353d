"""DuckDB: the embedded default, in the process that asks."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import ibis
import ibis.expr.operations as ops
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from selaras.contracts import HASH, MONTH
from selaras.errors import EvidenceError, InputError, said
from selaras.evidence.array_values import values_of
from selaras.evidence.connection import settle
from selaras.evidence.engines.compiled import CompiledSteps, Step
from selaras.evidence.literals import files_sql, text_sql
from selaras.evidence.snapshot import Snapshot
from selaras.evidence.stored_columns import contract, readable_types, stored_schema

# Fusing selects costs more time than all else in compiling, and DuckDB does it itself.
ibis.options.sql.fuse_selects = False


class DuckDBEngine:
    """An ibis backend over an in-memory DuckDB, which spills to disk above its memory limit.

    Parameters
    ----------
    memory_limit
        As DuckDB writes it (`2GB`); None: DuckDB's own default, 80% of the machine.
    threads
        None: as many as there are processors.
    temp_directory
        Where it spills to; None: DuckDB's own default.
    steps
        Steps that are compiled already; None: those of this process.
    """

    name = "duckdb"
    rows_at_once: int | None = 1_000_000
    """Up to so many it finds by indexing an array; above, by hashing."""

    def __init__(
        self,
        memory_limit: str | None = None,
        threads: int | None = None,
        temp_directory: str | Path | None = None,
        steps: CompiledSteps | None = None,
    ) -> None:
        settings: dict[str, Any] = {"memory_limit": memory_limit, "threads": threads}
        if temp_directory is not None:
            settings["temp_directory"] = str(temp_directory)
        given = {name: value for name, value in settings.items() if value is not None}
        self._settings = given
        self._steps = steps or CompiledSteps(self.name)
        self._number = itertools.count(1)
        self._views: dict[tuple[Any, ...], ibis.Table] = {}

    @cached_property
    def backend(self) -> Any:
        """Opened at the first question: a ledger that is remembered whole asks none."""
        backend = ibis.duckdb.connect(**self._settings)
        settle(backend.con)
        # No answer hangs on the order of rows, and keeping it makes numbering them slow.
        backend.raw_sql("SET preserve_insertion_order = false")
        ((threads,),) = backend.con.execute("SELECT current_setting('threads')").fetchall()
        backend.raw_sql(f"SET perfect_ht_threshold = {_group_bits(int(threads))}")
        return backend

    def table(
        self,
        snapshot: Snapshot,
        name: str,
        columns: Iterable[str] | None = None,
        months: Iterable[str] | None = None,
    ) -> ibis.Table:
        """See `Engine.table`. The same question gives the same ibis table."""
        known = readable_types(contract(name))
        state = snapshot.state(name)
        asked = _asked_columns(name, known, columns, state.columns)
        chosen = None if months is None else tuple(sorted(set(months)))
        question = (snapshot.root, name, state.version, asked, chosen)
        if question not in self._views:
            files = snapshot.files(name, chosen)
            rows = sum(held.rows for month, held in state.months.items() if _is_in(month, chosen))
            select = _select_sql(name, asked, files, state.columns, rows)
            kinds = ibis.Schema.from_pyarrow(stored_schema(contract(name)))
            schema = ibis.schema({column: kinds[column] for column in asked})
            self._views[question] = self._create("VIEW", f"selaras_{name}", select, schema)
        return self._views[question]

    def register(self, name: str, arrow_table: pa.Table) -> ibis.Table:
        """See `Engine.register`. The rows are copied into a temporary table, whose statistics
        let a join on a dense integer index an array."""
        held = f"{name}_{next(self._number)}"
        connection = self.backend.con
        given, select = _as_arrays(arrow_table) or (arrow_table, "*")
        connection.register(f"{held}_given", given)
        connection.execute(f'CREATE TEMP TABLE "{held}" AS SELECT {select} FROM "{held}_given"')
        connection.unregister(f"{held}_given")
        return self._held(held, ibis.Schema.from_pyarrow(arrow_table.schema))

    def stage(self, expr: ibis.Table, name: str) -> ibis.Table:
        """See `Engine.stage`. A temporary view, which DuckDB plans as if it were written out."""
        return self._create("VIEW", name, self._select(expr), expr.schema())

    def materialise(self, expr: ibis.Table, name: str) -> ibis.Table:
        """See `Engine.materialise`."""
        return self._create("TABLE", name, self._select(expr), expr.schema())

    def derive(
        self,
        step: Step,
        tables: Mapping[str, ibis.Table],
        numbers: Mapping[str, int],
        /,
        *,
        keep: bool = False,
        **shape: Any,
    ) -> ibis.Table:
        """See `Engine.derive`."""
        schemas = {name: table.schema() for name, table in tables.items()}
        found = self._steps.compiled(self.backend.compile, step, schemas, numbers, shape)
        read = {name: self._name_of(tables[name], name) for name in found.tables}
        kind, name = "TABLE" if keep else "VIEW", step.__qualname__.strip("_")
        return self._create(kind, name, found.filled(read, numbers), found.schema)

    def to_arrow(self, expr: ibis.Table) -> pa.Table:
        """See `Engine.to_arrow`. Compiled and run without ibis' own way out, which takes pandas."""
        return self._fetch(self._select(expr))

    def _select(self, expr: ibis.Table) -> str:
        """SQL of the rows; what the engine holds under a name already need not be compiled."""
        operation = expr.op()
        if isinstance(operation, ops.DatabaseTable):
            return f'FROM "{operation.name}"'
        return str(self.backend.compile(expr))

    def _create(self, kind: str, name: str, sql: str, schema: ibis.Schema) -> ibis.Table:
        held = f"{name}_{next(self._number)}"
        self._run(f'CREATE TEMP {kind} "{held}" AS {sql}')
        return self._held(held, schema)

    def _name_of(self, table: ibis.Table, name: str) -> str:
        """The name under which the engine holds a table; what it does not hold is staged."""
        operation = table.op()
        if not isinstance(operation, ops.DatabaseTable):
            operation = self.stage(table, name).op()
        return str(operation.name)

    def _run(self, sql: str) -> Any:
        return self._asked(lambda: self.backend.con.execute(sql))

    def _fetch(self, sql: str) -> pa.Table:
        # As a relation: rows of a statement would wait in a short queue for the thread that asks.
        return self._asked(lambda: self.backend.con.sql(sql).to_arrow_table())

    def _asked(self, ask: Callable[[], Any]) -> Any:
        """The answer; EvidenceError where files are gone: a vacuum takes those of old snapshots."""
        try:
            return ask()
        except duckdb.IOException as error:
            reason = str(error).splitlines()[0]
            raise EvidenceError(
                said(
                    "Evidence files cannot be read: {reason}",
                    "Berkas bukti tidak dapat dibaca: {reason}",
                    reason=reason,
                )
            ) from None

    def close(self) -> None:
        """See `Engine.close`."""
        self._views.clear()
        if "backend" in self.__dict__:
            self.backend.disconnect()

    def _held(self, name: str, schema: ibis.Schema) -> ibis.Table:
        """What has been put into the engine, without asking it again for the columns."""
        return ops.DatabaseTable(name=name, schema=schema, source=self.backend).to_expr()


def _group_bits(threads: int) -> int:
    """How wide a dense integer may be to be grouped by in an array, with no hashing.

    Each thread has an array of its own, so that more of them leave less to each.
    """
    return max(12, 25 - threads.bit_length())


def _asked_columns(
    table: str, known: Iterable[str], columns: Iterable[str] | None, present: tuple[str, ...]
) -> tuple[str, ...]:
    """Without a wish all but those of the store itself; the numbers of ids where they are kept."""
    if columns is None:
        left = {MONTH, HASH} | set(contract(table).numbered.values()) - set(present)
        return tuple(name for name in known if name not in left)
    asked = tuple(dict.fromkeys(columns))
    for name in asked:
        if name not in known:
            raise InputError(
                said(
                    "{table} has no column {name!r}.",
                    "{table} tidak memiliki kolom {name!r}.",
                    table=table,
                    name=name,
                )
            )
    return asked


def _is_in(month: str, chosen: tuple[str, ...] | None) -> bool:
    return chosen is None or month in chosen


def _as_arrays(table: pa.Table) -> tuple[dict[str, npt.NDArray[Any]], str] | None:
    """A table as arrays of whole numbers, and what to select of them; None for other columns.

    A few texts are numbered, and written out in what is selected.

    Handing an Arrow table over imports pandas, which takes longer than all of its rows.
    """
    arrays: dict[str, npt.NDArray[Any]] = {}
    selected = []
    for name, column in zip(table.column_names, table.columns, strict=True):
        if column.type == pa.string() and len(table) <= _FEW_TEXTS:
            texts = column.to_pylist()
            distinct = list(dict.fromkeys(text for text in texts if text is not None))
            places = {text: number for number, text in enumerate(distinct, start=1)}
            arrays[name] = np.array([places.get(text, 0) for text in texts], np.int32)
            held = ", ".join(text_sql(text) for text in distinct)
            selected.append(f'list_extract([{held}]::VARCHAR[], nullif("{name}", 0)) AS "{name}"')
            continue
        if column.type not in _WHOLE:
            return None
        kind, read = _WHOLE[column.type]
        arrays[name] = values_of(column, kind)
        value = read.format(f'"{name}"')
        if column.null_count:
            arrays[f"{name} known"] = values_of(column.is_valid().cast(pa.int8()), np.int8)
            value = f'CASE WHEN "{name} known" = 1 THEN {value} END'
        selected.append(f'{value} AS "{name}"')
    return (arrays, ", ".join(selected)) if arrays else None


_FEW_TEXTS = 5_000
"""Rows of a table whose texts are written out rather than handed over."""
_WHOLE: dict[pa.DataType, tuple[type[np.generic], str]] = {
    pa.int8(): (np.int8, "{}"),
    pa.int16(): (np.int16, "{}"),
    pa.int32(): (np.int32, "{}"),
    pa.int64(): (np.int64, "{}"),
    pa.date32(): (np.int32, "DATE '1970-01-01' + {}"),
    pa.timestamp("us", "UTC"): (np.int64, "make_timestamptz({})"),
}
"""How a column's values lie in memory, and how the engine makes them of whole numbers."""


def _select_sql(
    table: str,
    columns: tuple[str, ...],
    files: tuple[str, ...],
    present: tuple[str, ...],
    rows: int,
) -> str:
    """The columns from the files; what the files lack (a newer contract) reads as null."""
    types = readable_types(contract(table))
    there = (*present, MONTH) if files else ()
    selected = ", ".join(
        f'"{name}"' if name in there else f'NULL::{types[name]} AS "{name}"' for name in columns
    )
    if not files:
        return f"SELECT {selected} LIMIT 0"
    hive = (
        f"hive_partitioning=true, hive_types={{'{MONTH}': VARCHAR}}"
        if MONTH in columns
        else "hive_partitioning=false"
    )
    # Left to itself DuckDB takes every file to be as long as the first one. Where that is the stub
    # of a month, it builds its hash tables on the larger side of a join.
    size = f"explicit_cardinality={max(rows, 1)}"
    return f"SELECT {selected} FROM read_parquet({files_sql(files)}, {hive}, {size})"
