"""How the records' file is opened: as one that may be written, or as one that may only be read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any


def sqlite_settings(path: Path) -> tuple[str, dict[str, Any]]:
    """The name and the options under which Django opens an SQLite file.

    Where this user may not write it, it is opened to be read. Its log of writes cannot be opened
    then unless somebody has it open already; without one, what lies in the file is all there is.
    """
    if _may_write(path):
        return str(path), {
            # What will write says so at once: waiting for a lock works, upgrading one does not.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        }
    is_open = path.with_name(f"{path.name}-wal").exists()
    how = "mode=ro" if is_open else "mode=ro&immutable=1"
    return f"{path.resolve().as_uri()}?{how}", {"timeout": 20}


def _may_write(path: Path) -> bool:
    """SQLite writes the file and, beside it, its log."""
    if path.exists() and not os.access(path, os.W_OK):
        return False
    return os.access(path.parent, os.W_OK)
