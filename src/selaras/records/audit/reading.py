"""Looking for audit rows, and writing them as CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from selaras.records.audit.models import AuditRow
from selaras.records.people.scope import Scope

COLUMNS = (
    *("happened_at", "person", "email", "via", "action"),
    *("object_kind", "object_id", "parties", "facts"),
)


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which rows: an empty field does not limit them. Days are in UTC, both included."""

    person: int | None = None
    action: str = ""
    object_kind: str = ""
    object_id: str = ""
    party: str = ""
    since: date | None = None
    until: date | None = None


def audit_rows(scope: Scope, chosen: AuditFilter) -> QuerySet[AuditRow]:
    """The rows chosen, newest first. Raises PermissionDenied for who neither administers nor
    audits."""
    if not scope.everything:
        raise PermissionDenied("Only administrators and auditors read the audit.")
    rows = AuditRow.objects.select_related("person")
    if chosen.person is not None:
        rows = rows.filter(person_id=chosen.person)
    if chosen.action:
        rows = rows.filter(action=chosen.action)
    if chosen.object_kind:
        rows = rows.filter(object_kind=chosen.object_kind)
    if chosen.object_id:
        rows = rows.filter(object_id=chosen.object_id)
    if chosen.party:
        rows = rows.filter(parties__contains=f" {chosen.party} ")
    if chosen.since is not None:
        rows = rows.filter(happened_at__gte=_midnight(chosen.since))
    if chosen.until is not None:
        rows = rows.filter(happened_at__lt=_midnight(chosen.until + timedelta(days=1)))
    return rows


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def audit_csv(rows: Iterable[AuditRow]) -> Iterator[str]:
    """The rows as lines of CSV, the header first."""
    yield _line(COLUMNS)
    for row in rows:
        yield _line(
            (
                row.happened_at.astimezone(UTC).isoformat(),
                "" if row.person is None else row.person.name,
                "" if row.person is None else row.person.email,
                row.via,
                row.action,
                row.object_kind,
                row.object_id,
                row.parties.strip(),
                json.dumps(row.facts, ensure_ascii=False, sort_keys=True),
            )
        )


def _line(cells: Iterable[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(_harmless(cell) for cell in cells)
    return buffer.getvalue()


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet reads as text, and never calculates."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
