"""The workspace that this process serves."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from selaras.workspace import Workspace, open_workspace


def workspace() -> Workspace:
    """The workspace, opened once."""
    return _open(settings.WORKSPACE)


@lru_cache(maxsize=4)
def _open(root: Path) -> Workspace:
    return open_workspace(root)
