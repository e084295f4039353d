"""Files over the API: the very ones that the pages give, made by the pages' own views."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse, QueryDict
from ninja import Query, Router, Status

from selaras.web.api.access import oversees, scope
from selaras.web.api.audit import AuditAsked
from selaras.web.api.errors import REFUSED, Problem
from selaras.web.api.ledger import LedgerAsked
from selaras.web.api.seen import seen_review, seen_version, seen_versions
from selaras.web.api.traces import TraceOut, kept_or_asked, one_with_items
from selaras.web.pages.administration.audit import as_csv
from selaras.web.pages.agreements.views_agreement import yaml
from selaras.web.pages.agreements.views_history import export as history_file
from selaras.web.pages.ledger import exports, tracing
from selaras.web.pages.reviews.views import open_or_seen, review_calendar, reviews_calendar

router = Router(tags=["files"])
Table = Literal["csv", "xlsx"]
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _gives(*kinds: str) -> dict[str, Any]:
    """How the description says that an operation answers with a file."""
    content = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in kinds}
    return {"responses": {200: {"description": "The file", "content": content}}}


@router.get(
    "/ledger.{form}", summary="Verdicts as a file", openapi_extra=_gives("text/csv", _SHEET)
)
def ledger(
    request: HttpRequest, form: Table, chosen: Annotated[LedgerAsked, Query()]
) -> HttpResponse:
    """Verdicts that one may see, one a row, as the filters leave them."""
    del chosen  # the page reads them from the address itself
    return exports.ledger(request, form=form)


@router.get(
    "/verdicts/{verdict_id}/trace.{form}",
    response={202: TraceOut, 409: Problem, **REFUSED},
    summary="What is behind a verdict, as a file",
    openapi_extra=_gives("text/csv", _SHEET),
)
def trace(request: HttpRequest, verdict_id: str, form: Table) -> HttpResponse | Status[TraceOut]:
    """All its items; 202 while they are being worked out: ask again in a moment."""
    if kept_or_asked(one_with_items(request, verdict_id)) is None:
        return Status(202, TraceOut.waiting())
    return tracing.export(request, verdict_id=verdict_id, form=form)


@router.get("/audit.csv", response=REFUSED, summary="Audit rows as a file",
            openapi_extra=_gives("text/csv"))  # fmt: skip
def audit(request: HttpRequest, chosen: Annotated[AuditAsked, Query()]) -> Any:
    """The rows that are chosen, all of them."""
    del chosen
    oversees(request)
    return as_csv(request)


@router.get("/agreements/{name}/history.{form}", response=REFUSED,
            summary="An agreement's history as a file",
            openapi_extra=_gives("text/csv", "application/json"))  # fmt: skip
def history(request: HttpRequest, name: str, form: Literal["csv", "json"]) -> HttpResponse:
    """Who did what with it; what one may not know of is left out."""
    seen_versions(name, scope(request))
    request.GET = QueryDict(f"format={form}")
    return history_file(request, name=name)


@router.get("/agreements/{name}/versions/{number}.yaml", response=REFUSED,
            summary="A version as a file", openapi_extra=_gives("application/yaml"))  # fmt: skip
def version(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """Its text, to the letter: what `selaras export` gives."""
    seen_version(name, number, scope(request))
    return yaml(request, name=name, number=number)


@router.get("/reviews.ics", response=REFUSED, summary="Joint reviews as a calendar file",
            openapi_extra=_gives("text/calendar"))  # fmt: skip
def reviews(request: HttpRequest) -> HttpResponse | Status[None]:
    """Every review to come that one sees; 204 where none is called."""
    if not open_or_seen(request):
        return HttpResponse(status=204)
    return reviews_calendar(request)


@router.get("/reviews/{review_id}.ics", response=REFUSED, summary="A review as a calendar file",
            openapi_extra=_gives("text/calendar"))  # fmt: skip
def review(request: HttpRequest, review_id: int) -> HttpResponse:
    seen_review(review_id, scope(request))
    return review_calendar(request, pk=review_id)
