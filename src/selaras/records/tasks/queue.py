"""Tasks taken up, carried on and finished, each by one worker alone.

A task is claimed by one UPDATE that holds only while it still waits, so that several processes
over one database, SQLite or PostgreSQL, never do the same work twice.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from selaras.records.people.models import Person
from selaras.records.people.scope import Scope
from selaras.records.tasks.models import Task

LEASE = timedelta(minutes=3)
"""How long a worker that has gone silent keeps its task (*choice*)."""
TRIES = 3
"""How often work that was cut off is taken up again (*choice*)."""
KEPT = timedelta(days=30)
"""How long finished tasks are kept (*choice*)."""


def put(
    name: str,
    args: dict[str, Any],
    *,
    person: Person | None = None,
    key: str = "",
    due_at: datetime | None = None,
) -> Task:
    """A new task; or the one that waits under the same `key` already.

    One that runs is not enough: it may have begun before what this one is asked for happened.
    """
    try:
        with transaction.atomic():
            return Task.objects.create(
                name=name, args=args, person=person, key=key, due_at=due_at or timezone.now()
            )
    except IntegrityError:
        found = Task.objects.filter(state=Task.State.WAITING, key=key).first()
        if found is not None:
            return found
        return put(name, args, person=person, key=key, due_at=due_at)


def due_tasks(now: datetime) -> list[int]:
    """Ids of what waits and may begin, the oldest first."""
    waiting = Task.objects.filter(state=Task.State.WAITING, due_at__lte=now)
    return list(waiting.order_by("due_at", "id").values_list("pk", flat=True))


def claim(task_id: int, worker: str, now: datetime) -> Task | None:
    """The task, now this worker's; None where it is another's, or over, or not due.

    Nor is it begun while one of the same key runs: see `waiting_behind`.
    """
    same = Task.objects.filter(state=Task.State.RUNNING, key=OuterRef("key")).exclude(key="")
    waiting = Task.objects.filter(pk=task_id, state=Task.State.WAITING, due_at__lte=now)
    taken = waiting.filter(~Exists(same)).update(
        state=Task.State.RUNNING,
        worker=worker,
        started_at=now,
        leased_until=now + LEASE,
        attempts=F("attempts") + 1,
    )
    return Task.objects.get(pk=task_id) if taken else None


def waiting_behind(task: Task) -> list[int]:
    """Ids of what waited for this task to be over: the same work, asked for while it ran."""
    if not task.key:
        return []
    behind = Task.objects.filter(state=Task.State.WAITING, key=task.key)
    return list(behind.values_list("pk", flat=True))


def renew(worker: str, now: datetime) -> int:
    """Say that this worker is alive and still at its tasks; how many they are."""
    return Task.objects.filter(state=Task.State.RUNNING, worker=worker).update(
        leased_until=now + LEASE
    )


def tell(task_id: int, *, done: int | None, whole: int | None, says: dict[str, str] | None) -> None:
    """Write how far a task is."""
    told = {"done": done, "whole": whole, "says": says}
    fields = {name: value for name, value in told.items() if value is not None}
    if fields:
        Task.objects.filter(pk=task_id).update(**fields)


def finish(task: Task, result: Any) -> bool:
    """Write what came of it; false where the task is no longer this worker's."""
    return _end(task, state=Task.State.DONE, result=result, problem=None)


def fail(task: Task, problem: dict[str, str]) -> bool:
    """Write why it failed; false where the task is no longer this worker's."""
    return _end(task, state=Task.State.FAILED, problem=problem)


def _end(task: Task, **fields: Any) -> bool:
    mine = Task.objects.filter(pk=task.pk, state=Task.State.RUNNING, worker=task.worker)
    return bool(mine.update(finished_at=timezone.now(), leased_until=None, **fields))


def release(worker: str) -> None:
    """Give up whatever this worker has: it is ending, and another may go on at once."""
    _give_back(Task.objects.filter(state=Task.State.RUNNING, worker=worker))


def take_back(now: datetime, *, dead: tuple[str, ...] = ()) -> None:
    """Let tasks of workers that died wait again; those that were cut off too often have failed."""
    lost = Task.objects.filter(state=Task.State.RUNNING)
    _give_back(lost.filter(Q(leased_until__lt=now) | Q(worker__in=dead)))


_CUT_OFF = {
    "en": "It was cut off several times, and is not tried again.",
    "id": "Pekerjaan ini beberapa kali terputus dan tidak dicoba lagi.",
}
_REPLACED = {
    "en": "It was cut off, and the same work waits anew.",
    "id": "Pekerjaan ini terputus, dan pekerjaan yang sama sudah menunggu lagi.",
}


def _give_back(lost: QuerySet[Task]) -> None:
    for task in lost:
        if task.attempts >= TRIES:
            fail(task, _CUT_OFF)
            continue
        try:
            with transaction.atomic():
                mine = Task.objects.filter(pk=task.pk, state=Task.State.RUNNING, worker=task.worker)
                mine.update(state=Task.State.WAITING, worker="", leased_until=None)
        except IntegrityError:
            fail(task, _REPLACED)


def workers() -> list[str]:
    """Workers that have something to do, as far as the table knows."""
    running = Task.objects.filter(state=Task.State.RUNNING)
    return sorted(set(running.values_list("worker", flat=True)))


def forget_old(now: datetime) -> None:
    """Delete tasks that were over long ago."""
    Task.objects.filter(finished_at__lt=now - KEPT).delete()


def may_see(scope: Scope, task: Task) -> bool:
    """Whether somebody may follow a task: their own, or any for administrators and auditors."""
    if scope.everything:
        return True
    return scope.person is not None and task.person_id == scope.person.pk
