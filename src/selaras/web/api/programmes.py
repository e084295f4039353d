"""Programmes on record, and trying one that is not, over the API."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from selaras.capacity.programmes.answer import programme_answer
from selaras.capacity.programmes.form import programme_form
from selaras.capacity.programmes.reading import parse_programme
from selaras.web.api.access import ASKING
from selaras.web.api.capacity import CapacityOut, house_alone, known_by_now, known_so_far
from selaras.web.api.errors import REFUSED, Problem
from selaras.web.api.pages import Asked, PageOf, page
from selaras.web.pages.capacity.decisions import decisions

router = Router(tags=["capacity"])


class ProgrammeOut(Schema):
    """A programme on record; `decision` is the last one on it, null where there is none."""

    id: str
    name: str
    first: date
    last: date
    target: float
    sites: int
    decision: str | None


class TryIn(Schema):
    """A programme as `selaras capacity programme FILE` reads it."""

    text: str = Field(max_length=200_000)


@router.get("/programmes", response={200: PageOf[ProgrammeOut], 409: Problem, **REFUSED},
            summary="Programmes")  # fmt: skip
def programmes(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """Every programme on record, those to come first."""
    house_alone(request)
    known, last = known_by_now(), decisions()

    def form(one: Any) -> ProgrammeOut:
        decided = last.get(one.programme_id)
        return ProgrammeOut(
            id=one.programme_id, name=one.name, first=one.first, last=one.last, target=one.target,
            sites=len(one.sites), decision=None if decided is None else decided.decision,
        )  # fmt: skip

    rows = sorted(known.programmes, key=lambda p: (p.first, p.programme_id), reverse=True)
    return page(rows, asked, form)


@router.post(
    "/programmes/try",
    auth=ASKING,
    response={200: CapacityOut, 202: CapacityOut, 409: Problem, **REFUSED},
    summary="Try a programme",
)
def attempt(request: HttpRequest, payload: TryIn) -> Status[CapacityOut]:
    """Hold a programme against capacity; nothing of it is kept."""
    house_alone(request)
    programme = parse_programme(payload.text)
    known = known_so_far()
    if known is None:
        return Status(202, CapacityOut(ready=False))
    return Status(200, CapacityOut(answer=programme_form(programme_answer(programme, known))))
