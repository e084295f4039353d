"""The passing DuckDB database that a load is compared in."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from selaras.evidence.connection import settle

_MOST_THREADS = 4


@contextmanager
def working_database(
    work: Path, memory_limit: str, threads: int | None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database on disk in the new folder `work`, spilling there above its memory limit."""
    work.mkdir()
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory_limit,
        "temp_directory": str(work / "spill"),
    }
    # Every thread wants memory of its own: many of them would not fit under the limit.
    settings["threads"] = threads or min(_MOST_THREADS, os.cpu_count() or 1)
    con = duckdb.connect(work / "working.duckdb", config=settings)
    try:
        settle(con)
        con.execute("SET preserve_insertion_order = false")
        # Looking for a good compression takes longer than writing the bytes of a passing table.
        con.execute("SET force_compression = 'uncompressed'")
        yield con
    finally:
        con.close()
