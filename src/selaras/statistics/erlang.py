"""Queues of calls at a desk: Erlang-C, where everybody waits, and Erlang-A, where some hang up.

Calls arrive at λ, a server works them off at μ, a caller who waits hangs up at θ, all per the same
unit of time; waits come out in that unit. In Erlang-A the number j of calls at the desk is a
birth–death process with births λ and deaths min(j, n)μ + (j − n)⁺θ (methods.md §7; C. Palm, 1957;
O. Garnett, A. Mandelbaum and M. Reiman, M&SOM 4:3, 2002). θ = μ is the Poisson distribution of
mean λ/μ; θ → ∞ is Erlang's loss system, θ = 0 with λ < nμ is Erlang-C.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

Floats = NDArray[np.float64]
_NEGLIGIBLE = 45.0
"""States less likely than the likeliest by a factor of e^−45 are left out."""
_MOST_STATES = 50_000_000


@dataclass(frozen=True, slots=True)
class Queue:
    """A desk in its steady state, as one call meets it.

    `p_wait` is the share of calls that find no server free, `p_abandon` the share that hangs up,
    `mean_wait` the mean of all calls' waits, those of 0 and those that ended by hanging up among
    them, in the unit of time of the rates. `in_service` is the mean number of busy servers.
    """

    p_wait: float
    p_abandon: float
    mean_wait: float
    in_service: float


def erlang_a(arrivals: float, service: float, patience: float, servers: int) -> Queue:
    """The desk where callers hang up.

    `arrivals` λ ≥ 0, `service` μ > 0, `patience` θ ≥ 0 (one over the mean time that a caller is
    willing to wait) per unit of time; `servers` n ≥ 0. A desk without calls gives what a single
    call would meet. With θ = 0 it is Erlang-C.

    Raises ValueError outside these bounds, and where nobody hangs up and the queue would grow
    without end. methods.md: λ 48, μ 1, θ .5, n 50 a minute: P(abandon) .0309, mean wait 3.71 s.
    """
    _check(arrivals, service, patience, servers)
    if patience == 0:
        return erlang_c(arrivals, service, servers)
    if arrivals == 0:
        return _lone_call(patience, servers)
    if math.isinf(patience):
        return _loss(arrivals, service, servers)
    chances = _states(arrivals, service, patience, servers)
    j = np.arange(chances.size, dtype=np.float64)
    waiting = float(chances @ np.maximum(j - servers, 0.0))
    busy = float(chances @ np.minimum(j, servers))
    return Queue(
        p_wait=_share(chances[servers:].sum()),
        p_abandon=_share(patience * waiting / arrivals),
        mean_wait=waiting / arrivals,
        in_service=busy,
    )


def erlang_c(arrivals: float, service: float, servers: int) -> Queue:
    """The desk where everybody waits, however long: λ ≥ 0, μ > 0 per unit of time, n servers.

    P(wait) = B/(1 − ρ(1 − B)) with B the loss formula and ρ = λ/nμ; mean wait = P(wait)/(nμ − λ)
    (A. K. Erlang, 1917). Raises ValueError outside these bounds and where λ ≥ nμ: the queue grows
    without end. methods.md: λ 48, μ 1, n 50 a minute: mean wait 20.83 s.
    """
    _check(arrivals, service, 0.0, servers)
    if arrivals >= servers * service:
        raise ValueError(
            "calls arrive as fast as they are worked off, or faster: the queue has no end"
        )
    load = arrivals / (servers * service)
    lost = erlang_b(arrivals / service, servers)
    p_wait = lost / (1 - load * (1 - lost))
    wait = p_wait / (servers * service - arrivals)
    return Queue(_share(p_wait), 0.0, wait, arrivals / service)


def erlang_b(load: float, servers: int) -> float:
    """The share of calls that find every server busy where nobody waits: Erlang's loss formula.

    `load` is λ/μ ≥ 0; by B(n) = aB(n − 1)/(n + aB(n − 1)) from B(0) = 1. Raises ValueError below 0.
    """
    _check(load, 1.0, 0.0, servers)
    lost = 1.0
    for n in range(1, servers + 1):
        lost = load * lost / (n + load * lost)
    return lost


def mean_over(arrivals: float, service: float, patience: float, servers: float) -> Queue:
    """Erlang-A of a number of servers that is an average, say 4.3: that of 4 and of 5, weighted.

    Bounds as in `erlang_a`; `servers` is any number from 0 on, finite.
    """
    if not (math.isfinite(servers) and servers >= 0):
        raise ValueError("servers are 0 or more")
    below = math.floor(servers)
    more = servers - below
    few = erlang_a(arrivals, service, patience, below)
    if more == 0:
        return few
    many = erlang_a(arrivals, service, patience, below + 1)

    def between(low: float, high: float) -> float:
        return (1 - more) * low + more * high

    return Queue(
        between(few.p_wait, many.p_wait),
        between(few.p_abandon, many.p_abandon),
        between(few.mean_wait, many.mean_wait),
        between(few.in_service, many.in_service),
    )


def _states(arrivals: float, service: float, patience: float, servers: int) -> Floats:
    """Chances of 0, 1, 2, … calls at the desk, up to where more are negligible."""
    load = arrivals / service
    j = np.arange(servers + 1, dtype=np.float64)
    served = j * math.log(load) - gammaln(j + 1)
    # The queue grows likelier as long as λ > nμ + kθ, and falls faster and faster from there on.
    peak = max(0.0, (arrivals - servers * service) / patience)
    length = 64
    while True:
        most = int(peak) + length
        if most > _MOST_STATES:
            raise ValueError("callers are too patient for a queue as long as theirs")
        k = np.arange(1, most + 1, dtype=np.float64)
        queued = served[-1] + np.cumsum(np.log(arrivals / (servers * service + k * patience)))
        logs = np.concatenate((served, queued))
        top = logs.max()
        if logs[-1] < top - _NEGLIGIBLE:
            break
        length *= 2
    weights = np.exp(logs - top)
    return np.asarray(weights / weights.sum())


def _loss(arrivals: float, service: float, servers: int) -> Queue:
    lost = erlang_b(arrivals / service, servers)
    return Queue(lost, lost, 0.0, (1 - lost) * arrivals / service)


def _lone_call(patience: float, servers: int) -> Queue:
    if servers:
        return Queue(0.0, 0.0, 0.0, 0.0)
    return Queue(1.0, 1.0, 1 / patience, 0.0)


def _share(value: float) -> float:
    """Sums of chances may leave [0, 1] by a rounding."""
    return float(min(max(value, 0.0), 1.0))


def _check(arrivals: float, service: float, patience: float, servers: int) -> None:
    if not (math.isfinite(arrivals) and arrivals >= 0):
        raise ValueError("arrivals are 0 or more")
    if not (math.isfinite(service) and service > 0):
        raise ValueError("service is above 0")
    if not patience >= 0:
        raise ValueError("patience is 0 or more")
    if servers < 0 or servers != int(servers):
        raise ValueError("servers are a whole number, 0 or more")
