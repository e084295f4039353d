"""A desk that answers calls, hour by hour: what came of them, and what Erlang-A says would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from selaras.errors import EvidenceError
from selaras.statistics.erlang import mean_over
from selaras.statistics.intervals import poisson_exact, wilson

Floats = NDArray[np.float64]
_HOUR = 3600.0
BREAK_MINUTES = 30.0
"""An agent who answers nothing for longer is away from the desk (*choice*)."""


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


@dataclass(frozen=True, slots=True)
class Rate:
    """Events an hour, with a 90% interval: `count` of them in `hours`."""

    value: float
    low: float
    high: float
    count: int
    hours: float


@dataclass(frozen=True, slots=True)
class HourOfDay:
    """One local hour of the day over all days, beside what Erlang-A expects of it.

    `calls` asked, `hung_up` of them left; `abandonment` is their share with its 90% interval
    `low` to `high`, `fill_rate` what is left of 1; `wait_seconds` the mean wait of all calls.
    `agents` is how many were at the desk on average over its hours with calls. What is expected
    is the mean of those hours, each weighed by its calls.
    """

    hour: int
    calls: int
    hung_up: int
    abandonment: float
    low: float
    high: float
    wait_seconds: float
    agents: float
    expected_abandonment: float
    expected_wait_seconds: float

    @property
    def fill_rate(self) -> float:
        return 1 - self.abandonment


@dataclass(frozen=True, slots=True)
class Desk:
    """The desk's rates, an hour, and its hours of the day, those without calls left out."""

    service: Rate
    patience: Rate
    hours: tuple[HourOfDay, ...]

    @property
    def error(self) -> float:
        """Mean absolute error of the expected abandonment, over the hours of the day."""
        return float(np.mean([abs(h.expected_abandonment - h.abandonment) for h in self.hours]))

    @property
    def error_by_call(self) -> float:
        """The same, each hour weighed by its calls."""
        errors = [abs(h.expected_abandonment - h.abandonment) for h in self.hours]
        return float(np.average(errors, weights=[h.calls for h in self.hours]))


def service_rate(calls: Calls) -> Rate:
    """Calls that an agent works off in an hour of talk. Raises EvidenceError without any talk."""
    known = np.isfinite(calls.worked)
    return _rate(int(known.sum()), float(calls.worked[known].sum()), "answered and ended")


def patience_rate(calls: Calls) -> Rate:
    """Hang-ups in an hour of waiting: θ, one over the mean patience, where patience is exponential.

    A wait that ended by an answer says that the caller was patient for at least as long, so it
    counts as time and not as an event (right-censored; the maximum likelihood). Raises
    EvidenceError where nobody waited or nobody hung up.
    """
    return _rate(int(calls.hung_up.sum()), float(calls.waited.sum()), "hung up")


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


def desk_of(calls: Calls, zone: ZoneInfo) -> Desk:
    """Hours of the day in `zone`; each hour of each day is held against Erlang-A on its own.

    Its arrivals are those that came, its servers who was there, service and patience those of all
    hours. Raises EvidenceError where these cannot be told.
    """
    service, patience = service_rate(calls), patience_rate(calls)
    cell = (calls.asked // _HOUR).astype(np.int64)
    cells, index, count = np.unique(cell, return_inverse=True, return_counts=True)
    agents = agents_present(calls, cells)
    expected = [
        mean_over(float(came), service.value, patience.value, float(there))
        for came, there in zip(count, agents, strict=True)
    ]
    local = np.array([_local_hour(int(hour), zone) for hour in cells])
    hours = tuple(
        _hour_of_day(
            int(hour),
            calls,
            index=index,
            cells=np.flatnonzero(local == hour),
            agents=agents,
            count=count,
            abandonment=np.array([queue.p_abandon for queue in expected]),
            wait=np.array([queue.mean_wait * _HOUR for queue in expected]),
        )
        for hour in np.unique(local)
    )
    return Desk(service, patience, hours)


def _hour_of_day(
    hour: int,
    calls: Calls,
    *,
    index: NDArray[np.int64],
    cells: NDArray[np.int64],
    agents: Floats,
    count: NDArray[np.int64],
    abandonment: Floats,
    wait: Floats,
) -> HourOfDay:
    mine = np.isin(index, cells)
    n, left = int(mine.sum()), int(calls.hung_up[mine].sum())
    share = wilson(left, n)
    return HourOfDay(
        hour=hour,
        calls=n,
        hung_up=left,
        abandonment=left / n,
        low=share.low,
        high=share.high,
        wait_seconds=float(calls.waited[mine].mean()),
        agents=float(agents[cells].mean()),
        expected_abandonment=float(np.average(abandonment[cells], weights=count[cells])),
        expected_wait_seconds=float(np.average(wait[cells], weights=count[cells])),
    )


def _sessions(start: Floats, end: Floats) -> Sequence[tuple[float, float]]:
    """Spans at the desk of one agent's calls, the earliest first; `start` is in order."""
    if not start.size:
        return []
    until = np.maximum.accumulate(end)
    away = np.flatnonzero(start[1:] - until[:-1] > BREAK_MINUTES * 60)
    begun = start[np.concatenate(([0], away + 1))]
    ended = until[np.concatenate((away, [start.size - 1]))]
    return list(zip(begun.tolist(), ended.tolist(), strict=True))


def _local_hour(hour: int, zone: ZoneInfo) -> int:
    return datetime.fromtimestamp(hour * _HOUR, UTC).astimezone(zone).hour


def _rate(count: int, seconds: float, what: str) -> Rate:
    hours = seconds / _HOUR
    if count == 0 or hours <= 0:
        raise EvidenceError(f"No calls were {what}, so their rate cannot be told.")
    span = poisson_exact(count)
    return Rate(count / hours, span.low / hours, span.high / hours, count, hours)
