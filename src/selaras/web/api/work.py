"""Tasks, schedules and notices, over the API."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any, Literal

from django.http import Http404, HttpRequest
from django.utils.translation import get_language
from ninja import Router, Schema, Status
from pydantic import Field

from selaras.records.alerts.notices import mark_read, seen_notices
from selaras.records.alerts.wording import Worded, worded
from selaras.records.loads.mappings import known_mappings
from selaras.records.tasks import schedules as regular
from selaras.records.tasks.models import Schedule, Task
from selaras.records.tasks.queue import may_see
from selaras.web.api.access import actor, administers, oversees, person, scope
from selaras.web.api.errors import REFUSED, Problem
from selaras.web.api.pages import Asked, PageOf, page
from selaras.web.api.seen import one_of
from selaras.web.jobs import enqueue
from selaras.web.jobs.regular import run_now
from selaras.web.place import workspace

router = Router(tags=["work"])


class TaskOut(Schema):
    """Work beside the pages: `percent` is null where nobody can tell how far it is."""

    id: int
    name: str
    state: Literal["waiting", "running", "done", "failed"]
    percent: int | None
    says: str
    problem: str
    result: Any
    created_at: datetime
    finished_at: datetime | None


class ScheduleIn(Schema):
    """`kind` load (with its mapping) or evaluate; `every` 15, 60, day or week; `at` local time."""

    kind: Literal["load", "evaluate"]
    mapping: str = Field("", max_length=200)
    every: Literal["15", "60", "day", "week"]
    at: str | None = Field(None, pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")
    weekday: int = Field(0, ge=0, le=6)
    active: bool = True


class ScheduleOut(ScheduleIn):
    """Regular work: the last of its tasks that is over, and the one that waits or runs."""

    id: int
    next_at: datetime
    last: TaskOut | None
    under_way: TaskOut | None


class NoticeOut(Schema):
    id: int
    kind: str
    sentence: str
    link: str
    made_at: datetime
    read: bool


class ReadIn(Schema):
    """Which notices were read; all of them without `ids`."""

    ids: list[int] | None = Field(None, max_length=1000)


class Count(Schema):
    count: int


def task_out(task: Task) -> TaskOut:
    return TaskOut.model_validate(
        {
            "id": task.pk,
            "name": task.name,
            "state": task.state,
            "percent": task.percent,
            "says": task.sentence,
            "problem": task.problem_sentence,
            "result": task.result,
            "created_at": task.created_at,
            "finished_at": task.finished_at,
        }
    )


@router.get("/tasks", response=PageOf[TaskOut], summary="My tasks")
def tasks(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """One's own tasks, the newest first; all of them for administrators and auditors."""
    found = Task.objects.all()
    if not scope(request).everything:
        found = found.filter(person=person(request))
    return page(found, asked, task_out)


@router.get("/tasks/{task_id}", response={200: TaskOut, 404: Problem}, summary="A task")
def task(request: HttpRequest, task_id: int) -> TaskOut:
    """How far a task is, and what came of it."""
    found = Task.objects.filter(pk=task_id).first()
    if found is None or not may_see(scope(request), found):
        raise Http404
    return task_out(found)


@router.post("/evaluations", response={202: TaskOut, 403: Problem}, summary="Evaluate now")
def evaluate(request: HttpRequest) -> Status[TaskOut]:
    """Hold what is agreed against the newest evidence; administrators ask for it."""
    administers(request)
    return Status(202, task_out(enqueue("evaluate", key="evaluate", person=person(request))))


@router.get("/schedules", response={200: PageOf[ScheduleOut], 403: Problem},
            summary="Regular work")  # fmt: skip
def schedules(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """What is done regularly and how it went last; administrators and auditors see it."""
    oversees(request)
    return page(regular.turns(), asked, _schedule_out)


@router.put("/schedules", response={200: ScheduleOut, 403: Problem, 422: Problem},
            summary="Schedule work")  # fmt: skip
def save_schedule(request: HttpRequest, payload: ScheduleIn) -> ScheduleOut:
    """Do something regularly; what was scheduled for the same is replaced, or let rest."""
    administers(request)
    fields = payload.dict(exclude={"at"})
    saved = regular.save_schedule(
        actor(request),
        scope(request),
        zone=workspace().time_zone,
        mappings=frozenset(mapping.name for mapping in known_mappings()),
        at=None if payload.at is None else time.fromisoformat(payload.at),
        **fields,
    )
    return _schedule_out(next(one for one in regular.turns() if one.schedule.pk == saved.pk))


@router.post("/schedules/{schedule_id}/run", response={202: TaskOut, **REFUSED},
             summary="Do regular work now")  # fmt: skip
def do_now(request: HttpRequest, schedule_id: int) -> Status[TaskOut]:
    """Beside its turns; follow it under /tasks/{id}."""
    administers(request)
    found = one_of(Schedule.objects.all(), schedule_id)
    return Status(202, task_out(run_now(actor(request), scope(request), found)))


@router.delete("/schedules/{schedule_id}", response={204: None, **REFUSED},
               summary="Stop regular work")  # fmt: skip
def remove_schedule(request: HttpRequest, schedule_id: int) -> Status[None]:
    """Do it no longer."""
    administers(request)
    found = one_of(Schedule.objects.all(), schedule_id)
    regular.remove_schedule(actor(request), scope(request), found)
    return Status(204, None)


@router.get("/notices", response=PageOf[NoticeOut], summary="My notices")
def notices(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """What one was told, the newest first, in one's own language."""
    reach = scope(request)
    rows = seen_notices(reach)
    part = page(rows, asked, lambda row: row)
    part["items"] = [
        _notice_out(one) for one in worded(part["items"], reach, get_language() or "en")
    ]
    return part


@router.post("/notices/read", response=Count, summary="Mark notices as read")
def read(request: HttpRequest, payload: ReadIn) -> Count:
    """Mark one's own notices as read."""
    return Count(count=mark_read(scope(request), payload.ids))


def _notice_out(one: Worded) -> NoticeOut:
    return NoticeOut(
        id=one.id, kind=one.kind, sentence=one.sentence, link=one.link, made_at=one.made_at,
        read=one.read,
    )  # fmt: skip


def _schedule_out(turn: regular.Turns) -> ScheduleOut:
    one = turn.schedule
    return ScheduleOut.model_validate(
        {
            "id": one.pk,
            "kind": one.kind,
            "mapping": one.mapping,
            "every": one.every,
            "at": None if one.at is None else f"{one.at:%H:%M}",
            "weekday": one.weekday,
            "active": one.active,
            "next_at": one.next_at,
            "last": None if turn.last is None else task_out(turn.last),
            "under_way": None if turn.under_way is None else task_out(turn.under_way),
        }
    )
