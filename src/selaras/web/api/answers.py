"""Answers that were kept as they stood, over the API."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from selaras.records.answers.keep import seen_answers
from selaras.records.answers.models import KeptAnswer
from selaras.web.api.access import scope
from selaras.web.api.errors import REFUSED
from selaras.web.api.pages import Asked, PageOf, page
from selaras.web.api.seen import one_of

router = Router(tags=["reviews"])


class AnswerOut(Schema):
    """An answer as it was kept: `body` never changes."""

    id: int
    kind: str
    title: dict[str, str]
    agreement: str
    snapshot: int | None
    as_of: datetime
    versions: dict[str, str]
    body: dict[str, Any]


def answer_out(one: KeptAnswer) -> AnswerOut:
    return AnswerOut(
        id=one.pk, kind=one.kind, title=one.title, agreement=one.agreement, snapshot=one.snapshot,
        as_of=one.as_of, versions=one.versions, body=one.body,
    )  # fmt: skip


@router.get("/answers", response=PageOf[AnswerOut], summary="Kept answers")
def answers(request: HttpRequest, asked: Asked, kind: str | None = None) -> dict[str, Any]:
    """Answers that one's parties have kept, the newest first."""
    rows = seen_answers(scope(request))
    return page(rows.filter(kind=kind) if kind else rows, asked, answer_out)


@router.get("/answers/{answer_id}", response={200: AnswerOut, **REFUSED}, summary="A kept answer")
def answer(request: HttpRequest, answer_id: int) -> AnswerOut:
    return answer_out(one_of(seen_answers(scope(request)), answer_id))
