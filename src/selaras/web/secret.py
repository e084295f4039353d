"""The secret that sessions and links are signed with."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

SECRET_FILE = ".secret-key"  # noqa: S105 - where it lies, not what it says


def secret_of(workspace: Path) -> str:
    """The workspace's secret, or one for this process where none has been made."""
    path = workspace / SECRET_FILE
    return path.read_text(encoding="ascii").strip() if path.exists() else secrets.token_urlsafe(50)


def make_secret(workspace: Path) -> None:
    """Make the workspace's secret, readable by its owner alone, unless it is there."""
    path = workspace / SECRET_FILE
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(50) + "\n")


def do_without_secret(workspace: Path) -> None:
    """Let this process have a secret of its own where it may not read the workspace's.

    For what signs nothing.
    """
    if not os.access(workspace / SECRET_FILE, os.R_OK):
        os.environ.setdefault("SELARAS_SECRET_KEY", secrets.token_urlsafe(50))
