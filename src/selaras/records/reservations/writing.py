"""Transactions that write reservations, one after the other, or several that wait in one.

SQLite lets one write at a time, and what a transaction costs there is the disk that has to have it
before anybody is told. Those who wait for their turn therefore go together: one of them does the
work of all, each in a savepoint of its own, and one commit makes all of it last. Nobody is told
before that commit, so that nothing is given away that a failure of the machine could take back.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Generic, TypeVar, cast

from django.db import connection, transaction

Found = TypeVar("Found")
_MOST_TOGETHER = 64
"""Turns in one transaction (*choice*): a tenth of a second at which nobody else writes."""
_writers = threading.Lock()


def _taken() -> threading.Lock:
    """A lock that somebody has to release before whoever waits for it goes on."""
    lock = threading.Lock()
    lock.acquire()
    return lock


@dataclass(slots=True, eq=False)
class _Turn(Generic[Found]):
    """Somebody's work, and what came of it once it is done."""

    work: Callable[[], Found]
    is_done: bool = False
    found: Found | None = None
    failure: BaseException | None = None
    called: threading.Lock = field(default_factory=_taken)


_line = threading.Lock()
_waiting: deque[_Turn[object]] = deque()
_led: list[bool] = []
"""Whether somebody leads; changed, as who waits is, with `_line` held."""


@contextmanager
def writing() -> Iterator[None]:
    """A transaction that will write. On SQLite the threads of a process queue up for it.

    Where many wait for SQLite itself they sleep and try again: the file is idle most of the time,
    and some wait for ever.
    """
    if _queues():
        with _writers, transaction.atomic():
            yield
    else:
        with transaction.atomic():
            yield


def in_turn(work: Callable[[], Found]) -> Found:
    """Do the work in a transaction, which on SQLite others who wait may share.

    What it raises undoes its own work alone. It may be done by another thread of the process, with
    that thread's connection; so it is handed everything that belongs to a request.
    """
    if not _queues():
        with transaction.atomic():
            return work()
    turn = _Turn(work)
    if not _leads(cast("_Turn[object]", turn)):
        turn.called.acquire()
    if not turn.is_done:
        _lead()
    if turn.failure is not None:
        raise turn.failure
    return cast(Found, turn.found)


def _queues() -> bool:
    return connection.vendor == "sqlite" and not connection.in_atomic_block


def _leads(turn: _Turn[object]) -> bool:
    """Get in line; whether nobody is before it, so that it goes first."""
    with _line:
        _waiting.append(turn)
        first = len(_waiting) == 1 and not _led
        if first:
            _led.append(True)
        return first


def _lead() -> None:
    """Do the work of all who wait, the oldest first, and call whoever goes on after that."""
    with _line:
        turns = [_waiting.popleft() for _ in range(min(len(_waiting), _MOST_TOGETHER))]
    try:
        _do_together(turns)
    finally:
        with _line:
            if _waiting:
                _waiting[0].called.release()
            else:
                _led.clear()
        for turn in turns[1:]:
            turn.called.release()


def _do_together(turns: list[_Turn[object]]) -> None:
    """Do the work of several in one transaction; either all that worked lasts, or nothing."""
    try:
        with _writers, transaction.atomic():
            for turn in turns:
                _do(turn)
    except BaseException as failure:
        for turn in turns:
            turn.found, turn.failure = None, turn.failure or failure
        if not isinstance(failure, Exception):
            raise
    finally:
        for turn in turns:
            turn.is_done = True


def _do(turn: _Turn[object]) -> None:
    try:
        with transaction.atomic():
            turn.found = turn.work()
    except Exception as failure:
        turn.failure = failure
