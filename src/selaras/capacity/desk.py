"""A desk that answers calls, hour by hour: what came of them, and what Erlang-A says would."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from selaras.capacity.desk_staffing import Calls, agents_busy, agents_present
from selaras.errors import EvidenceError, said
from selaras.statistics.erlang import mean_over
from selaras.statistics.intervals import poisson_exact, wilson

Floats = NDArray[np.float64]
_HOUR = 3600.0
LEAST_CALLS = 100
"""With fewer calls in an hour of the day nothing is expected of it (*choice*)."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Events an hour, with a 90% interval: `count` of them in `hours`."""

    value: float
    low: float
    high: float
    count: int
    hours: float


@dataclass(frozen=True, slots=True)
class Expected:
    """What Erlang-A expects of an hour of the day with so many agents on average.

    Each hour of each day on its own, then the mean of them, each weighed by its calls.
    """

    agents: float
    abandonment: float
    wait_seconds: float


@dataclass(frozen=True, slots=True)
class HourOfDay:
    """One local hour of the day over all days, beside what Erlang-A expects of it.

    `calls` asked, `hung_up` of them left; `abandonment` is their share with its 90% interval
    `low` to `high`, `wait_seconds` the mean wait of all calls. `present` takes every agent at the
    desk for one who answers, `busy` those alone who were on a call while somebody waited; None
    where fewer than `LEAST_CALLS` came: cannot tell.
    """

    hour: int
    calls: int
    hung_up: int
    abandonment: float
    low: float
    high: float
    wait_seconds: float
    present: Expected | None
    busy: Expected | None

    @property
    def fill_rate(self) -> float:
        """The share of calls that were answered."""
        return 1 - self.abandonment


@dataclass(frozen=True, slots=True)
class Errors:
    """Mean absolute error of the abandonment expected, hours alike and weighed by calls."""

    by_hour: float
    by_call: float
    hours: int


@dataclass(frozen=True, slots=True)
class Desk:
    """The desk's rates, an hour, and its hours of the day, those without calls left out."""

    service: Rate
    patience: Rate
    hours: tuple[HourOfDay, ...]

    @property
    def present_errors(self) -> Errors | None:
        return _errors([(h, h.present) for h in self.hours])

    @property
    def busy_errors(self) -> Errors | None:
        return _errors([(h, h.busy) for h in self.hours])


def service_rate(calls: Calls) -> Rate:
    """Calls that an agent works off in an hour of talk. Raises EvidenceError without any talk."""
    known = np.isfinite(calls.worked)
    return _rate(
        int(known.sum()),
        float(calls.worked[known].sum()),
        said("answered and ended", "dijawab dan selesai"),
    )


def patience_rate(calls: Calls) -> Rate:
    """Hang-ups in an hour of waiting: θ, one over the mean patience, where patience is exponential.

    A wait that ended by an answer says that the caller was patient for at least as long, so it
    counts as time and not as an event (right-censored; the maximum likelihood). Raises
    EvidenceError where nobody waited or nobody hung up.
    """
    return _rate(
        int(calls.hung_up.sum()), float(calls.waited.sum()), said("hung up", "ditutup penelepon")
    )


def desk_of(calls: Calls, zone: ZoneInfo) -> Desk:
    """Hours of the day in `zone`; each hour of each day is held against Erlang-A on its own.

    Its arrivals are those that came, its servers who was there, service and patience those of all
    hours. Raises EvidenceError where these cannot be told.
    """
    service, patience = service_rate(calls), patience_rate(calls)
    hour = (calls.asked // _HOUR).astype(np.int64)
    hours, index, came = np.unique(hour, return_inverse=True, return_counts=True)
    there = agents_present(calls, hours)
    present = _queues(came, there, service, patience)
    busy = _queues(came, agents_busy(calls, hours, there), service, patience)
    local = np.array([_local_hour(int(each), zone) for each in hours])
    found = []
    for each in np.unique(local):
        cells = np.flatnonzero(local == each)
        found.append(
            _hour_of_day(
                int(each),
                calls,
                np.isin(index, cells),
                _expected(present[cells], came[cells]),
                _expected(busy[cells], came[cells]),
            )
        )
    return Desk(service, patience, tuple(found))


def _queues(came: NDArray[np.int64], agents: Floats, service: Rate, patience: Rate) -> Floats:
    """Agents, P(abandon) and mean wait in seconds of each hour, one row each."""
    rows = []
    for calls, there in zip(came, agents, strict=True):
        queue = mean_over(float(calls), service.value, patience.value, float(there))
        rows.append((there, queue.p_abandon, queue.mean_wait * _HOUR))
    return np.array(rows, dtype=np.float64)


def _expected(queues: Floats, came: NDArray[np.int64]) -> Expected | None:
    if came.sum() < LEAST_CALLS:
        return None
    abandonment, wait = np.average(queues[:, 1:], axis=0, weights=came)
    return Expected(float(queues[:, 0].mean()), float(abandonment), float(wait))


def _hour_of_day(
    hour: int,
    calls: Calls,
    mine: NDArray[np.bool_],
    present: Expected | None,
    busy: Expected | None,
) -> HourOfDay:
    n, left = int(mine.sum()), int(calls.hung_up[mine].sum())
    share = wilson(left, n)
    wait = float(calls.waited[mine].mean())
    return HourOfDay(hour, n, left, left / n, share.low, share.high, wait, present, busy)


def _errors(pairs: list[tuple[HourOfDay, Expected | None]]) -> Errors | None:
    told = [(hour, expected) for hour, expected in pairs if expected is not None]
    if not told:
        return None
    errors = [abs(expected.abandonment - hour.abandonment) for hour, expected in told]
    weights = [hour.calls for hour, _ in told]
    return Errors(float(np.mean(errors)), float(np.average(errors, weights=weights)), len(told))


def _local_hour(hour: int, zone: ZoneInfo) -> int:
    return datetime.fromtimestamp(hour * _HOUR, UTC).astimezone(zone).hour


def _rate(count: int, seconds: float, what: str) -> Rate:
    hours = seconds / _HOUR
    if count == 0 or hours <= 0:
        raise EvidenceError(
            said(
                "No calls were {what}, so their rate cannot be told.",
                "Tidak ada panggilan yang {what}, sehingga tingkatnya tidak dapat dinyatakan.",
                what=what,
            )
        )
    span = poisson_exact(count)
    return Rate(count / hours, span.low / hours, span.high / hours, count, hours)
