"""Agreements over the API: their versions, what is different between two, their history."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema

from selaras.agreements import diff_versions
from selaras.records.agreements.history import Event, history_of
from selaras.records.agreements.models import Version
from selaras.records.agreements.texts import read_version
from selaras.web.api.access import scope
from selaras.web.api.errors import REFUSED
from selaras.web.api.pages import Asked, PageOf, page
from selaras.web.api.seen import seen_version, seen_versions

router = Router(tags=["agreements"])


class VersionOut(Schema):
    """A version: `hash` names what it promises, `force_from` is null until all have signed."""

    agreement: str
    number: int
    hash: str
    parties: list[str]
    effective_from: date
    effective_to: date | None
    force_from: date | None
    made_at: datetime
    text: str


class EventOut(Schema):
    id: int
    at: datetime
    action: str
    person: str
    via: str
    facts: dict[str, Any]


class DifferenceOut(Schema):
    """One thing that is different between two versions, in a sentence of each language."""

    about: str
    kind: str
    name: str
    sentence: dict[str, str]


class Compared(Schema):
    """What is different from version `before` to version `after`."""

    before: int
    after: int
    changes: list[DifferenceOut]


def version_out(row: Version) -> VersionOut:
    enacted = getattr(row, "enactment", None)
    return VersionOut(
        agreement=row.agreement.name, number=row.number, hash=row.hash,
        parties=list(row.party_slugs), effective_from=row.effective_from,
        effective_to=row.effective_to, force_from=enacted.force_from if enacted else None,
        made_at=row.made_at, text=row.text,
    )  # fmt: skip


@router.get("/agreements", response=PageOf[VersionOut], summary="Agreements")
def agreements(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """The newest version of every agreement of one's parties."""
    newest: dict[str, Version] = {}
    for row in Version.objects.select_related("agreement", "enactment").order_by("number"):
        if scope(request).sees_agreement(row.party_slugs):
            newest[row.agreement.name] = row
    return page([row for _, row in sorted(newest.items())], asked, version_out)


@router.get("/agreements/{name}/versions", response={200: PageOf[VersionOut], **REFUSED},
            summary="Versions of an agreement")  # fmt: skip
def versions(request: HttpRequest, name: str, asked: Asked) -> dict[str, Any]:
    """Every version, by number."""
    return page(seen_versions(name, scope(request)), asked, version_out)


@router.get("/agreements/{name}/versions/{number}", response={200: VersionOut, **REFUSED},
            summary="A version")  # fmt: skip
def version(request: HttpRequest, name: str, number: int) -> VersionOut:
    """One version with its text: what `selaras export` gives."""
    return version_out(seen_version(name, number, scope(request)))


@router.get("/agreements/{name}/compare", response={200: Compared, **REFUSED},
            summary="What two versions differ in")  # fmt: skip
def compare(
    request: HttpRequest, name: str, before: int | None = None, after: int | None = None
) -> Compared:
    """The newest version against the one before it, unless others are named."""
    found = {row.number: row for row in seen_versions(name, scope(request))}
    last = max(found) if after is None else after
    first = max(last - 1, min(found)) if before is None else before
    if first not in found or last not in found:
        raise Http404
    changes = diff_versions(read_version(found[first]), read_version(found[last]))
    return Compared(
        before=first,
        after=last,
        changes=[
            DifferenceOut(
                about=one.about.value,
                kind=one.kind.value,
                name=one.name,
                sentence={"en": one.sentence("en"), "id": one.sentence("id")},
            )
            for one in changes
        ],
    )


@router.get("/agreements/{name}/history", response={200: PageOf[EventOut], **REFUSED},
            summary="Who did what with an agreement")  # fmt: skip
def history(request: HttpRequest, name: str, asked: Asked) -> dict[str, Any]:
    """Everything that was done with it, as far as one may know of it, the newest first."""
    seen_versions(name, scope(request))

    def form(event: Event) -> EventOut:
        return EventOut(id=event.id, at=event.at, action=event.action, person=event.person,
                        via=event.via, facts=event.facts)  # fmt: skip

    return page(history_of(name, scope(request)), asked, form)
