"""Whether a workspace has records, asked of the database's file before anything heavy starts."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote, urlsplit

from selaras.workspace import Workspace


def may_have(workspace: Workspace, table: str, *, rows: bool = False) -> bool:
    """Whether the database has, or may have, a table; with `rows`, whether anything is in it.

    A server's database is not asked here: it may. Nor is one that cannot be read: Django says what
    is wrong with it.
    """
    path = _file(workspace)
    if path is None:
        return True
    if not path.is_file():
        return False
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            known = database.execute(
                "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)
            ).fetchone()
            if known is None or not rows:
                return known is not None
            return database.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None
    except sqlite3.Error:
        return True


def _file(workspace: Workspace) -> Path | None:
    """The database's file; None where it is a server's."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        return workspace.database
    parts = urlsplit(url)
    if parts.scheme not in ("sqlite", "sqlite3"):
        return None
    return Path(unquote(parts.path[1:] if parts.path.startswith("/") else parts.path))
