"""What is known of programmes and claims at this hour, worked out once and kept in the process."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import TypeVar, cast

from selaras.capacity.asking import known_of_workspace
from selaras.capacity.known import Evidence
from selaras.records.reservations.standing import standing
from selaras.web.desk import ask
from selaras.web.pages.capacity.plant_now import books, this_hour
from selaras.web.place import workspace
from selaras.workspace.held import evidence_of

Found = TypeVar("Found")
Key = tuple[object, ...]
_MOST_KEPT = 64
_PATIENCE = 6.0
"""Seconds a page waits for an answer before it says that it is being worked out."""
_lock = threading.Lock()
_kept: dict[Key, object] = {}


def moment() -> Key:
    """What an answer about capacity hangs on: workspace, snapshot, hour, reservations."""
    place = workspace()
    snapshot = evidence_of(place).snapshot().id
    return (place.root, snapshot, this_hour(), standing(place.root, place.now()).serial)


def worked_out(key: Key, prepare: Callable[[], Callable[[], Found]]) -> tuple[Found | None, str]:
    """The answer; None where it is still being worked out, or with the sentence of why not.

    `key` says all that the answer hangs on. What takes longer than a page may goes on beside it:
    `prepare` reads whatever the database has to say, and gives the work that needs it no more.
    """
    with _lock:
        if key in _kept:
            return cast(Found, _kept[key]), ""

    work = prepare()

    def keep() -> None:
        found = work()
        with _lock:
            while len(_kept) >= _MOST_KEPT:
                _kept.pop(next(iter(_kept)))
            _kept[key] = found

    state = ask(repr(key), keep, patience=_PATIENCE)
    with _lock:
        return cast("Found | None", _kept.get(key)), state.problem


def known_now() -> tuple[Evidence | None, str]:
    """What is known, or why nothing is. Raises InputError where nothing is loaded."""
    return worked_out(("known", *moment()), _reading)


def _reading() -> Callable[[], Evidence]:
    return partial(known_of_workspace, workspace(), this_hour(), books())
