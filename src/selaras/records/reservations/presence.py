"""Whether a workspace's records hold reservations, asked without starting Django."""

from __future__ import annotations

from selaras.records.presence import may_have
from selaras.workspace import Workspace

TABLE = "reservations_reservation"


def may_hold_reservations(workspace: Workspace) -> bool:
    """Whether the database has, or may have, a reservation."""
    return may_have(workspace, TABLE, rows=True)
