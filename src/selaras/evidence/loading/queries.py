"""Rows of a SQL query, on PostgreSQL or SQLite, read and never written."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from selaras.errors import InputError, said
from selaras.evidence.loading.batches import RawBatch
from selaras.evidence.loading.marks import read_bytes
from selaras.evidence.loading.records import batches_of
from selaras.evidence.mapping.values import Mapping, SqlSource

_ROWS = 20_000
Find = Callable[[Mapping, str], Path]


def read_query(mapping: Mapping, source: SqlSource, find: Find) -> Iterator[RawBatch]:
    """Every row that a mapping's query yields; `lines` are their numbers."""
    if source.sqlite is not None:
        yield from _ask_sqlite(mapping, source, find(mapping, source.sqlite))
    else:
        yield from _ask_postgres(mapping, source)


def _ask_sqlite(mapping: Mapping, source: SqlSource, path: Path) -> Iterator[RawBatch]:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            database.text_factory = read_bytes
            database.execute("PRAGMA query_only = ON")
            cursor = database.execute(source.query)
            if cursor.description is None:
                raise _no_rows(mapping)
            columns = [column[0] for column in cursor.description]
            yield from batches_of("query", columns, enumerate(cursor, start=1))
    except (sqlite3.Error, sqlite3.Warning) as error:
        raise _refused(mapping, str(error)) from None


def _ask_postgres(mapping: Mapping, source: SqlSource) -> Iterator[RawBatch]:
    variable = source.postgres or ""
    dsn = os.environ.get(variable)
    if not dsn:
        raise InputError(
            said(
                "The environment variable {variable} is not set.",
                "Variabel lingkungan {variable} tidak diisi.",
                variable=variable,
            ),
            file=str(mapping.file),
            mend=said("Set it to the DSN of the database.", "Isi dengan DSN basis data."),
        )
    try:
        import psycopg  # noqa: PLC0415  (an extra: who does not use PostgreSQL needs none)
    except ImportError:
        raise InputError(
            said("PostgreSQL needs the package psycopg.", "PostgreSQL memerlukan paket psycopg."),
            file=str(mapping.file),
            mend=said("Install `selaras[postgres]`.", "Pasang `selaras[postgres]`."),
        ) from None
    try:
        with psycopg.connect(dsn) as database:
            database.read_only = True
            database.execute("SET TIME ZONE 'UTC'")
            with database.cursor(name="selaras") as cursor:
                cursor.itersize = _ROWS
                cursor.execute(source.query.encode())
                columns = [column.name for column in cursor.description or ()]
                yield from batches_of("query", columns, enumerate(cursor, start=1))
    except psycopg.Error as error:
        # the first line only: what follows may quote the connection
        problem = (error.diag.message_primary or type(error).__name__).split("\n")[0]
        raise _refused(mapping, problem) from None


def _no_rows(mapping: Mapping) -> InputError:
    return InputError(
        said("The query yields no rows.", "Kueri tidak menghasilkan baris."),
        file=str(mapping.file),
        mend=said("Write a SELECT.", "Tulis sebuah SELECT."),
    )


def _refused(mapping: Mapping, problem: str) -> InputError:
    return InputError(
        said(
            "The database refuses the query: {problem}.",
            "Basis data menolak kueri: {problem}.",
            problem=problem,
        ),
        file=str(mapping.file),
    )
