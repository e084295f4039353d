"""Connections to the database in threads that live long."""

from __future__ import annotations

from django.db import connections


def refresh_connections() -> None:
    """Close what is too old or broken; a transaction that is under way keeps its connection."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
