"""Work that takes longer than a page may: done beside the pages, once for all who ask.

What is done here follows from what is kept, and is kept in files: a process that dies loses
nothing but the work, and whoever asks next starts it again.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from selaras.errors import InputError, Said, SelarasError, said_in
from selaras.records.reader import reader_language
from selaras.web.faults import advice_of

_FORGOTTEN_AFTER = 20.0
"""Seconds for which a failure is told before the work may be tried again."""
_log = logging.getLogger(__name__)
# What is done in a moment does not wait behind what takes minutes.
_pools = {
    pace: ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"desk-{pace}")
    for pace in ("quick", "slow")
}
Pace = Literal["quick", "slow"]
_lock = threading.Lock()
_under_way: dict[str, Future[None]] = {}
_failed: dict[str, tuple[float, Said]] = {}


@dataclass(frozen=True, slots=True)
class State:
    """How some work stands. `problem` is the sentence of why it failed."""

    is_done: bool
    problem: str = ""


def ask(
    key: str, work: Callable[[], object], *, patience: float = 0.0, pace: Pace = "slow"
) -> State:
    """Start the work unless it is under way, and say how it stands.

    Waits up to `patience` seconds for it. The work keeps what it finds under the key itself. Work
    of one pace is done one after another.
    """
    with _lock:
        future = _under_way.get(key)
        if future is None:
            problem = _problem(key)
            if problem is not None:
                return State(False, problem)
            future = _under_way[key] = _pools[pace].submit(_run, key, work)
    deadline = time.monotonic() + patience
    while not future.done() and time.monotonic() < deadline:
        time.sleep(0.01)
    with _lock:
        if not future.done():
            return State(False)
        _under_way.pop(key, None)
        problem = _problem(key)
        return State(problem is None, problem or "")


def _run(key: str, work: Callable[[], object]) -> None:
    try:
        work()
    except InputError as error:
        _failed[key] = (time.monotonic(), advice_of(error))
    except SelarasError as error:
        _failed[key] = (time.monotonic(), Said(error.told_in("en"), error.told_in("id")))
    except Exception:
        _log.exception("%s failed", key)
        _failed[key] = (time.monotonic(), Said(""))


def _problem(key: str) -> str | None:
    """Why the work failed a moment ago; None where it did not."""
    found = _failed.get(key)
    if found is None:
        return None
    if time.monotonic() - found[0] > _FORGOTTEN_AFTER:
        del _failed[key]
        return None
    told = said_in(found[1], reader_language())
    return told or _("Something broke while this was worked out. It has been noted.")
