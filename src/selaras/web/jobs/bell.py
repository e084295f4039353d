"""The queue that wakes workers up.

Huey's file holds nothing that cannot be lost: tasks are rows of the database, and whatever waits
there for longer than a minute is rung for again.
"""

from __future__ import annotations

import logging
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from huey import SqliteHuey, crontab

BELL_FILE = ".jobs.sqlite3"
_log = logging.getLogger("selaras.jobs")


def bell() -> Any:
    """Huey, over the file of the workspace that is served."""
    return _open(Path(settings.WORKSPACE).resolve())


@cache
def _open(root: Path) -> Any:
    huey = SqliteHuey("selaras", filename=str(root / BELL_FILE), results=False, timeout=20)

    @huey.task(name="perform")  # type: ignore[untyped-decorator]
    def perform(task_id: int) -> None:
        from selaras.web.jobs.performing import perform as do  # noqa: PLC0415

        do(task_id)

    @huey.periodic_task(crontab(minute="*"), name="tick")  # type: ignore[untyped-decorator]
    def tick() -> None:
        from selaras.web.jobs.tick import tick as do  # noqa: PLC0415

        do()

    huey.perform, huey.tick = perform, tick
    return huey


def ring(task_id: int) -> None:
    """Wake a worker up for a task; where that fails, the next tick will."""
    try:
        bell().perform(task_id)
    except Exception:
        _log.exception("task %s is left to the next tick", task_id)
