"""Refusing what somebody may not do, in one clear sentence."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from selaras.records.audit.actor import Actor
from selaras.records.people.scope import scope_of


def require_administrator(actor: Actor) -> None:
    """Raise PermissionDenied unless the actor administers, or is the machine itself."""
    if actor.person is None and actor.via in ("command", "job"):
        return
    if actor.person is None or not scope_of(actor.person).administers:
        raise PermissionDenied("Only an administrator can do this.")


def require_self(actor: Actor, person_id: int) -> None:
    """Raise PermissionDenied unless the actor is that person."""
    if actor.person is None or actor.person.pk != person_id or not actor.person.is_active:
        raise PermissionDenied("Only the person themselves can do this.")
