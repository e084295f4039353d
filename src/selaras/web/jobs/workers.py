"""Workers: threads inside `selaras serve`, or a process of their own (`selaras worker`)."""

from __future__ import annotations

import threading
from typing import Any

from django.utils import timezone
from huey.consumer import Consumer

from selaras.records.alerts import outbox
from selaras.records.tasks import queue, schedules
from selaras.web.jobs.bell import bell
from selaras.web.jobs.connections import refresh_connections
from selaras.web.jobs.process import WORKER, is_dead
from selaras.web.place import workspace

PULSE_SECONDS = 30.0
"""How often a process says that it is alive (*choice*, well under the lease)."""
PATIENCE_SECONDS = 20.0
"""How long an ending process waits for its tasks (*choice*)."""


class _QuietConsumer(Consumer):  # type: ignore[misc]
    """A consumer that leaves the signals to the process it is in."""

    def _set_signal_handlers(self) -> None:
        pass


class Workers:
    """Worker threads and their pulse. `start` them, and `stop` them when the process ends."""

    def __init__(self, threads: int = 2) -> None:
        self._consumer: Any = _QuietConsumer(
            bell(),
            workers=threads,
            worker_type="thread",
            initial_delay=0.05,
            max_delay=1.0,
            shutdown_timeout=PATIENCE_SECONDS,
            check_worker_health=False,
        )
        self._over = threading.Event()
        self._pulse = threading.Thread(target=self._beat, name="selaras-pulse", daemon=True)

    def start(self) -> None:
        """Take up what a process that died here left, then begin."""
        recover()
        schedules.make_first(workspace().time_zone)
        self._consumer.start()
        self._pulse.start()
        bell().tick()
        global _running  # noqa: PLW0603 - a process has one set of workers, and health asks for it
        _running = self

    def stop(self) -> None:
        """Let tasks that run come to their end, for a while; what does not is taken up again."""
        self._over.set()
        self._consumer.stop(graceful=True)
        queue.release(WORKER)

    @property
    def alive(self) -> bool:
        """Whether every thread is at work."""
        threads = [thread for _, thread in self._consumer.worker_threads]
        return all(thread.is_alive() for thread in [*threads, self._consumer.scheduler])

    def _beat(self) -> None:
        while not self._over.wait(PULSE_SECONDS):
            try:
                refresh_connections()
                queue.renew(WORKER, timezone.now())
                self._consumer.check_worker_health()
            finally:
                refresh_connections()


_running: Workers | None = None


def workers_here() -> Workers | None:
    """The workers of this process, where it has any."""
    return _running


def recover() -> None:
    """Give back at once what dead processes of this machine had."""
    known = {*queue.workers(), *outbox.senders()}
    dead = tuple(worker for worker in sorted(known) if is_dead(worker))
    queue.take_back(timezone.now(), dead=dead)
    outbox.take_back(timezone.now(), dead=dead)
