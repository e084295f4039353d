"""Is there a signed version? Asked of the database's file, before anything heavy is started."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from urllib.parse import unquote, urlsplit

from selaras.workspace import Workspace

TABLE = "agreements_enactment"


def may_hold_signed(workspace: Workspace) -> bool:
    """Whether the database has, or may have, a version that every party has signed.

    A server's database is not asked here: it may.
    """
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        return _holds(workspace.database)
    parts = urlsplit(url)
    if parts.scheme not in ("sqlite", "sqlite3"):
        return True
    return _holds(Path(unquote(parts.path[1:] if parts.path.startswith("/") else parts.path)))


def _holds(path: Path) -> bool:
    if not path.is_file():
        return False
    try:
        with sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True) as database:
            known = database.execute(
                "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (TABLE,)
            ).fetchone()
            if known is None:
                return False
            return database.execute(f"SELECT 1 FROM {TABLE} LIMIT 1").fetchone() is not None
    except sqlite3.Error:
        return True  # Django says what is wrong with it
