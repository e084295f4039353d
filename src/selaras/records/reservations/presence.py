"""Whether a workspace's records hold reservations, asked without starting Django."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing

from selaras.workspace import Workspace


def may_hold_reservations(workspace: Workspace) -> bool:
    """False where the workspace's own database surely has none; a server's is always asked."""
    if os.environ.get("DATABASE_URL"):
        return True
    if not workspace.database.is_file():
        return False
    try:
        address = f"{workspace.database.resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as database:
            found = database.execute("SELECT 1 FROM reservations_reservation LIMIT 1").fetchone()
    except sqlite3.Error:
        return False
    return found is not None
