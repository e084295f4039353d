"""Writing an audit row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection

from selaras.errors import InternalError
from selaras.records.audit.actor import Actor
from selaras.records.audit.models import AuditRow
from selaras.records.inserting import insert


def record(
    actor: Actor,
    action: str,
    kind: str,
    object_id: object,
    *,
    parties: Iterable[str] = (),
    **facts: Any,
) -> AuditRow:
    """Add the row of one act, in the transaction that the act itself is done in.

    Raises InternalError outside of a transaction: an act and its row stand or fall together.
    """
    if not connection.in_atomic_block:
        raise InternalError(f"{action} is recorded outside of a transaction.")
    slugs = sorted(set(parties))
    return insert(
        AuditRow(
            person=actor.person,
            via=actor.via,
            action=action,
            object_kind=kind,
            object_id=str(object_id),
            parties=f" {' '.join(slugs)} " if slugs else "",
            facts=facts,
        )
    )
