"""Doing a task: claimed, done, and written down, whatever comes of it."""

from __future__ import annotations

import logging

from django.utils import timezone

from selaras.errors import EvidenceError, InputError
from selaras.records.tasks import queue
from selaras.records.tasks.models import Task
from selaras.web.jobs.bell import ring
from selaras.web.jobs.connections import refresh_connections
from selaras.web.jobs.process import WORKER
from selaras.web.jobs.registry import Run, job_named

_log = logging.getLogger("selaras.jobs")


def perform(task_id: int) -> bool:
    """Do a task, unless somebody else has it or it is not due; whether it was done here."""
    refresh_connections()
    try:
        task = queue.claim(task_id, WORKER, timezone.now())
        if task is None:
            return False
        _do(task)
        for behind in queue.waiting_behind(task):
            ring(behind)
        return True
    finally:
        refresh_connections()


def _do(task: Task) -> None:
    try:
        result = job_named(task.name).work(Run(task), **task.args)
    except (InputError, EvidenceError) as error:
        queue.fail(task, {language: error.told_in(language) for language in ("en", "id")})
    except Exception:
        _log.exception("task %s (%s) failed", task.pk, task.name)
        queue.fail(
            task,
            {
                "en": "Something broke in Selaras itself; the administrator finds it in the log.",
                "id": "Terjadi kesalahan di Selaras; administrator dapat melihatnya di catatan.",
            },
        )
    else:
        queue.finish(task, result)


def work_off() -> int:
    """Do everything that waits and is due, here and now; how many tasks were done."""
    done = 0
    while ids := queue.due_tasks(timezone.now()):
        now_done = sum(perform(task_id) for task_id in ids)
        if not now_done:
            break  # what is left waits for another worker
        done += now_done
    return done
