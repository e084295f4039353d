"""Is there a signed version? Asked of the database's file, before anything heavy is started."""

from __future__ import annotations

from selaras.records.presence import may_have
from selaras.workspace import Workspace

TABLE = "agreements_enactment"


def may_hold_signed(workspace: Workspace) -> bool:
    """Whether the database has, or may have, a version that every party has signed."""
    return may_have(workspace, TABLE, rows=True)
