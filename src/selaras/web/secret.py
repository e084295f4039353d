"""The secret that sessions and links are signed with."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

SECRET_FILE = ".secret-key"  # noqa: S105 - where it lies, not what it says


def secret_of(workspace: Path) -> str:
    """The workspace's secret, or one for this process where none has been made."""
    path = workspace / SECRET_FILE
    return path.read_text(encoding="ascii").strip() if path.exists() else secrets.token_urlsafe(50)


def make_secret(workspace: Path) -> None:
    """Make the workspace's secret, readable by its owner alone, unless it is there or given.

    It is there whole or not at all: a disk that is full leaves no empty one behind.
    """
    path = workspace / SECRET_FILE
    if path.exists() or os.environ.get("SELARAS_SECRET_KEY"):
        return
    handle, name = tempfile.mkstemp(prefix=SECRET_FILE, dir=workspace)
    made = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(50) + "\n")
        try:
            path.hardlink_to(made)
        except FileExistsError:
            return  # another process was first
        except OSError:  # a disk that knows no such links
            made.replace(path)
    finally:
        made.unlink(missing_ok=True)


def do_without_secret(workspace: Path) -> None:
    """Let this process have a secret of its own where it may not read the workspace's.

    For what signs nothing.
    """
    if not os.access(workspace / SECRET_FILE, os.R_OK):
        os.environ.setdefault("SELARAS_SECRET_KEY", secrets.token_urlsafe(50))
