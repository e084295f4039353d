"""What is looked after every minute: whatever is due, whatever was cut off, whatever is old."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.utils import timezone

from selaras.records.alerts import outbox
from selaras.records.idempotency import replies
from selaras.records.tasks import queue
from selaras.web.jobs.bell import ring
from selaras.web.jobs.connections import refresh_connections
from selaras.web.jobs.digests import make_digests
from selaras.web.jobs.evaluations import tell_if_changed
from selaras.web.jobs.letters import deliver_due
from selaras.web.jobs.regular import take_turns

_log = logging.getLogger("selaras.jobs")


def tick() -> None:
    """Do each of them; that one fails does not keep the others from being done."""
    refresh_connections()
    try:
        for work in (_take_back, take_turns, tell_if_changed, _digests, _messages, _ring, _forget):
            _try(work)
    finally:
        refresh_connections()


def _try(work: Callable[[], object]) -> None:
    try:
        work()
    except Exception:
        _log.exception("%s failed; it is tried again in a minute", work.__name__)


def _take_back() -> None:
    queue.take_back(timezone.now())
    outbox.take_back(timezone.now())


def _digests() -> None:
    make_digests(timezone.now())


def _messages() -> None:
    deliver_due()


def _ring() -> None:
    for task_id in queue.due_tasks(timezone.now()):
        ring(task_id)


def _forget() -> None:
    queue.forget_old(timezone.now())
    outbox.forget_old(timezone.now())
    replies.forget_old(timezone.now())
