"""The words of agreements, and how both sides use them, over the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status

from selaras.errors import EvidenceError
from selaras.records.people.scope import Scope
from selaras.web.api.access import person, scope
from selaras.web.api.errors import REFUSED, Problem
from selaras.web.api.pages import Asked, PageOf, page
from selaras.web.api.work import TaskOut, task_out
from selaras.web.book import book
from selaras.web.jobs import enqueue
from selaras.web.pages.agreements.preview import newest_snapshot
from selaras.web.pages.glossary.seeing_differently import (
    Difference,
    differences,
    key_of,
    known_task,
)
from selaras.web.pages.glossary.words import Meaning, Word, words_of
from selaras.web.place import workspace

router = Router(tags=["agreements"])


class MeaningOut(Schema):
    """What a word means from a version on: in the agreement's words, and as rows of evidence."""

    version: str
    says: str | None
    rows: str


class DifferenceOut(Schema):
    """Of `n` leads called so and then judged, `k` were turned down: a share with its 90% interval.

    Shares are in percent, null where there are too few to tell.
    """

    stage: str
    called: int
    n: int
    k: int
    share: float | None
    low: float | None
    high: float | None
    reasons: dict[str, int]


class WordOut(Schema):
    """A word of an agreement: its meanings, the one of now first, and the promises that use it."""

    name: str
    agreement: str
    parties: list[str]
    meanings: list[MeaningOut]
    used_in: list[str]
    difference: DifferenceOut | None


def _difference_out(one: Difference | None) -> DifferenceOut | None:
    if one is None:
        return None
    told = one.is_told
    return DifferenceOut(
        stage=one.stage, called=one.called, n=one.n, k=one.k, reasons=dict(one.reasons),
        share=one.share if told else None, low=one.low if told else None,
        high=one.high if told else None,
    )  # fmt: skip


def _meaning_out(one: Meaning) -> MeaningOut:
    return MeaningOut(version=one.agreement.version, says=one.term.says, rows=one.rows)


def _word_out(word: Word, found: Mapping[str, Difference]) -> WordOut:
    return WordOut(
        name=word.name, agreement=word.agreement, parties=list(word.parties),
        meanings=[_meaning_out(one) for one in (word.now, *word.before)],
        used_in=list(word.used_in), difference=_difference_out(found.get(word.stage or "")),
    )  # fmt: skip


@router.get("/glossary", response=PageOf[WordOut], summary="Words of agreements")
def glossary(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """Every word of one's agreements; how sides differ on it once that was counted."""
    words = _words(scope(request))
    stages, snapshot = _stages(scope(request), words), newest_snapshot(workspace())
    task = known_task(stages, snapshot) if stages and snapshot is not None else None
    found = differences(task)
    return page(words, asked, lambda word: _word_out(word, found))


@router.post("/glossary/use", response={202: TaskOut, 409: Problem, **REFUSED},
             summary="Count how both sides use the words")  # fmt: skip
def use(request: HttpRequest) -> Status[TaskOut]:
    """Worked out once for a snapshot; follow it under /tasks, and read /glossary then."""
    reach = scope(request)
    stages, snapshot = _stages(reach, _words(reach)), newest_snapshot(workspace())
    if not stages or snapshot is None:
        raise EvidenceError("There is no word here whose use could be counted.")
    task = known_task(stages, snapshot)
    if task is None or task.state == "failed":
        key = key_of(stages, snapshot)
        task = enqueue("glossary.words", person=person(request), key=key, stages=stages)
    return Status(202, task_out(task))


def _words(reach: Scope) -> tuple[Word, ...]:
    return words_of(v for v in book().versions if reach.sees_agreement(v.agreement.parties))


def _stages(reach: Scope, words: tuple[Word, ...]) -> list[str]:
    """Stages that words stand for; none for customers, who do not see the house's leads."""
    return [] if reach.is_customer else sorted({word.stage for word in words if word.stage})
