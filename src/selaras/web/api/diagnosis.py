"""Why there is a gap, what each channel brought, how often to try: over the API."""

from __future__ import annotations

from functools import partial
from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from selaras.diagnosis.finding import World
from selaras.errors import InputError
from selaras.records.reader import reader_language
from selaras.web.api.access import actor, scope
from selaras.web.api.errors import Problem
from selaras.web.desk import ask
from selaras.web.pages.diagnosis.answers import KeptPage, find_answer
from selaras.web.pages.diagnosis.keeping import keep_found
from selaras.web.pages.diagnosis.questions import Moment, Question, read_question, this_moment
from selaras.web.pages.diagnosis.reach import require_asking
from selaras.web.pages.diagnosis.supposing import ATTEMPTS, look_up
from selaras.web.pages.diagnosis.working import work_out
from selaras.web.place import workspace
from selaras.workspace.held import evidence_of

router = Router(tags=["diagnosis"])
Kind = Literal["diagnosis", "attribution", "followup"]


class NowOut(Schema):
    """An answer; `answer` as `selaras diagnose` (attribution, followup) prints it as JSON.

    `ready` is false while it is being worked out: ask again in a moment.
    """

    ready: bool
    sentence: dict[str, str]
    answer: dict[str, Any]


class NowIn(Schema):
    """A question: days as ISO texts, empty for what the answer chooses itself."""

    first: str = ""
    last: str = ""
    base_first: str = ""
    base_last: str = ""
    plan: str = ""
    conversion: str = ""
    value: str = ""
    cost: str = ""
    attempts: str = ""
    by: str = ""


class SupposeIn(NowIn):
    """The question, and another world: so many attempts on each lead (0: as they were), this share
    of the late first answers in time, the base period's quality of leads, its mix of sources."""

    tries: int = Field(0, ge=0, le=ATTEMPTS)
    in_time: Literal[0, 50, 100] = 0
    quality: bool = False
    mix: bool = False


class SupposedOut(Schema):
    """Revenue in that world, and its change against what was, in words of one's own language.

    `is_clear` says that the 90% interval of the change does not hold zero.
    """

    revenue: str
    change: str
    interval: str
    is_clear: bool


class NowKeptOut(Schema):
    """An answer that was kept as it stands; `url` shows it."""

    id: int
    url: str


@router.get(
    "/answers/now/{kind}",
    response={200: NowOut, 202: NowOut, 403: Problem, 409: Problem, 422: Problem},
    summary="Ask why, what brought it, or how often",
)
def answer(request: HttpRequest, kind: Kind, asked: Query[NowIn]) -> Status[NowOut]:
    """The answer to a question of the evidence that the ledger stands on."""
    question, moment = _question(request, kind, asked.dict())
    found = _found(question, moment)
    if found is None:
        return Status(202, NowOut(ready=False, sentence={}, answer={}))
    return Status(200, NowOut(ready=True, sentence=found.sentence, answer=found.body["form"]))


@router.get(
    "/answers/now/diagnosis/suppose",
    response={200: SupposedOut, 403: Problem, 404: Problem, 409: Problem, 422: Problem},
    summary="Suppose that it had been otherwise",
)
def suppose(request: HttpRequest, asked: Query[SupposeIn]) -> SupposedOut:
    """Revenue in another world, by a diagnosis that is ready; 404 for one that is not."""
    words = asked.dict(exclude={"tries", "in_time", "quality", "mix"})
    question, moment = _question(request, "diagnosis", words)
    kept = find_answer(question.key(moment))
    if kept is None or kept.supposed is None:
        raise Http404
    world = World(asked.tries or None, asked.in_time / 100, asked.quality, asked.mix)
    found = look_up(kept.supposed, world, reader_language())
    if found is None:
        raise Http404
    return SupposedOut(revenue=found.revenue, change=found.change, interval=found.interval,
                       is_clear=found.is_clear)  # fmt: skip


@router.post(
    "/answers/now/{kind}/keep",
    response={201: NowKeptOut, 403: Problem, 404: Problem, 409: Problem, 422: Problem},
    summary="Keep an answer as it stands",
)
def keep(request: HttpRequest, kind: Kind, payload: NowIn) -> Status[NowKeptOut]:
    """Freeze an answer that is ready, for the parties it is about."""
    question, moment = _question(request, kind, payload.dict())
    found = find_answer(question.key(moment))
    if found is None:
        raise Http404
    kept = keep_found(actor(request), scope(request), question, moment, found)
    return Status(201, NowKeptOut(id=kept.pk, url=kept.get_absolute_url()))


def _question(request: HttpRequest, kind: str, asked: dict[str, str]) -> tuple[Question, Moment]:
    moment = this_moment()
    require_asking(scope(request), moment.book.versions)
    return read_question(kind, asked), moment


def _found(question: Question, moment: Moment) -> KeptPage | None:
    evidence_of(workspace())  # raises where nothing was loaded
    key = question.key(moment)
    found = find_answer(key)
    if found is None:
        state = ask(key, partial(work_out, question, moment), patience=1.0)
        if state.problem:
            raise InputError(state.problem)
        found = find_answer(key)
    return found
