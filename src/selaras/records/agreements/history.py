"""Who did what when with an agreement: its audit rows, read for people and for exports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from selaras.records.audit.models import AuditRow
from selaras.records.people.scope import Scope


@dataclass(frozen=True, slots=True)
class Event:
    """One act. `at` is when it was done by the workspace's clock, `recorded_at` by ours."""

    id: int
    at: datetime
    recorded_at: datetime
    action: str
    person: str
    via: str
    facts: dict[str, Any]

    def form(self) -> dict[str, Any]:
        """The event as JSON values, and as the columns of a table."""
        facts = self.facts
        return {
            "id": self.id,
            "at": self.at.isoformat(),
            "recorded_at": self.recorded_at.isoformat(),
            "action": self.action,
            "person": self.person,
            "via": self.via,
            "party": facts.get("party", ""),
            "version": facts.get("version"),
            "hash": facts.get("hash", ""),
            "commitment": facts.get("commitment", ""),
            "force_from": facts.get("force_from", ""),
            "last_day": facts.get("last_day", ""),
        }


COLUMNS = ("id", "at", "recorded_at", "action", "person", "via", "party", "version", "hash",
           "commitment", "force_from", "last_day")  # fmt: skip


def history_of(name: str, scope: Scope) -> tuple[Event, ...]:
    """Everything that was done with an agreement, as far as one may know of it, newest first.

    What a party did with its own drafts is known to that party alone.
    """
    rows = (
        AuditRow.objects.filter(object_kind="agreement", object_id=name)
        .select_related("person")
        .order_by("-id")
    )
    return tuple(_event(row) for row in _seen(rows, scope))


def _seen(rows: Iterable[AuditRow], scope: Scope) -> Iterable[AuditRow]:
    return (row for row in rows if scope.sees_agreement(row.parties.split()))


def _event(row: AuditRow) -> Event:
    at = row.facts.get("at")
    return Event(
        row.pk,
        datetime.fromisoformat(at) if at else row.happened_at,
        row.happened_at,
        row.action,
        "" if row.person is None else row.person.name,
        row.via,
        row.facts,
    )
