"""Who did what when, over the API."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from selaras.records.audit.models import AuditRow
from selaras.records.audit.reading import AuditFilter, audit_rows
from selaras.web.api.access import scope
from selaras.web.api.errors import REFUSED
from selaras.web.api.pages import Asked, PageOf, page

router = Router(tags=["people"])


class AuditOut(Schema):
    """Who did what when."""

    id: int
    happened_at: datetime
    person: str
    via: str
    action: str
    object_kind: str
    object_id: str
    parties: list[str]
    facts: dict[str, Any]


class AuditAsked(Schema):
    """Which rows: what is empty does not limit them. Days are in UTC, both included."""

    person: int | None = None
    action: str = ""
    object_kind: str = ""
    object_id: str = ""
    party: str = ""
    since: date | None = None
    until: date | None = None


def _audit_out(row: AuditRow) -> AuditOut:
    return AuditOut(
        id=row.pk, happened_at=row.happened_at, person=row.person.name if row.person else "",
        via=row.via, action=row.action, object_kind=row.object_kind, object_id=row.object_id,
        parties=row.parties.split(), facts=row.facts,
    )  # fmt: skip


@router.get("/audit", response={200: PageOf[AuditOut], **REFUSED}, summary="Who did what when")
def audit(request: HttpRequest, asked: Asked, chosen: Annotated[AuditAsked, Query()]) -> Any:
    """Audit rows, the newest first; administrators and auditors read them."""
    rows = audit_rows(scope(request), AuditFilter(**chosen.dict()))
    return page(rows, asked, _audit_out)
