"""How every DuckDB connection of the house is set up before it is asked anything."""

from __future__ import annotations

import duckdb


def settle(con: duckdb.DuckDBPyConnection) -> None:
    """Let times be told in UTC, and no bar be drawn.

    Where no script runs (a notebook, `python -c`), DuckDB draws one on stdout.
    """
    con.execute("SET TimeZone = 'UTC'")
    con.execute("SET enable_progress_bar = false")
