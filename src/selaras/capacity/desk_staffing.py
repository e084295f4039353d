"""Calls to a desk, and how many agents they show to have been there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_HOUR = 3600.0
BREAK_MINUTES = 30.0
"""An agent who answers nothing for longer is away from the desk (*choice*)."""
LEAST_WAITING_SECONDS = 60.0
"""Somebody has to have waited as long in an hour to tell who was busy meanwhile (*choice*)."""


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls that asked for an agent, arrays of one length.

    `asked` is in seconds since 1970, `waited` and `worked` in seconds, `worked` 0 or more where the
    call was answered and its end is known, else NaN. `hung_up` is true where the caller left
    unanswered. `agent` numbers who answered from 0 on, −1 where nobody did or nobody says who.
    """

    asked: Floats
    waited: Floats
    worked: Floats
    hung_up: NDArray[np.bool_]
    agent: NDArray[np.int64]


def agents_present(calls: Calls, hours: NDArray[np.int64]) -> Floats:
    """How many agents were at the desk on average in each hour, counted in hours since 1970.

    An agent is there from the first call answered to the end of the last, less any time longer
    than `BREAK_MINUTES` without a call: who sat idle before the first call is not seen.
    """
    present: dict[int, float] = {}
    for agent in np.unique(calls.agent[calls.agent >= 0]):
        mine = (calls.agent == agent) & np.isfinite(calls.worked)
        start = calls.asked[mine] + calls.waited[mine]
        order = np.argsort(start)
        for begun, ended in _sessions(start[order], (start + calls.worked[mine])[order]):
            for hour in range(int(begun // _HOUR), int(ended // _HOUR) + 1):
                inside = min(ended, (hour + 1) * _HOUR) - max(begun, hour * _HOUR)
                present[hour] = present.get(hour, 0.0) + inside / _HOUR
    return np.array([present.get(int(hour), 0.0) for hour in hours])


def agents_busy(calls: Calls, hours: NDArray[np.int64], otherwise: Floats) -> Floats:
    """How many agents were on a call on average while somebody waited, in each hour.

    While there is a queue, who is ready to answer is on a call; who has to finish something else is
    not. Moments with a queue are those with fewer agents, so that this is rather too low, as
    `agents_present` is rather too high. `hours` since 1970, in order and each once; where nobody
    waited for `LEAST_WAITING_SECONDS` it is `otherwise`.
    """
    known, waited = np.isfinite(calls.worked), calls.waited > 0
    begun = (calls.asked + calls.waited)[known]
    joined = calls.asked[waited]
    edges = np.concatenate((hours, hours + 1)) * _HOUR
    times = (begun, begun + calls.worked[known], joined, joined + calls.waited[waited], edges)
    talking = np.repeat([1, -1, 0, 0, 0], [part.size for part in times])
    waiting = np.repeat([0, 0, 1, -1, 0], [part.size for part in times])
    at = np.concatenate(times)
    order = np.argsort(at, kind="stable")
    at = at[order]
    span = np.diff(at)
    cell = np.searchsorted(hours, (at[:-1] // _HOUR).astype(np.int64), side="right") - 1
    inside = (cell >= 0) & (np.cumsum(waiting[order])[:-1] > 0)
    inside &= hours[np.maximum(cell, 0)] == at[:-1] // _HOUR
    busy = np.cumsum(talking[order])[:-1]
    seconds = np.bincount(cell[inside], span[inside], hours.size)
    worked = np.bincount(cell[inside], (span * busy)[inside], hours.size)
    enough = seconds >= LEAST_WAITING_SECONDS
    return np.where(enough, worked / np.where(enough, seconds, 1.0), otherwise)


def _sessions(start: Floats, end: Floats) -> Sequence[tuple[float, float]]:
    """Spans at the desk of one agent's calls, the earliest first; `start` is in order."""
    if not start.size:
        return []
    until = np.maximum.accumulate(end)
    away = np.flatnonzero(start[1:] - until[:-1] > BREAK_MINUTES * 60)
    begun = start[np.concatenate(([0], away + 1))]
    ended = until[np.concatenate((away, [start.size - 1]))]
    return list(zip(begun.tolist(), ended.tolist(), strict=True))
