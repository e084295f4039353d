"""Customers ask for help: tickets, who solves them, and when the clock stands still."""

from __future__ import annotations

import numpy as np

from selaras.demo.company import Codes, Flags, Floats, TicketEvents, Tickets
from selaras.demo.draws import Draws
from selaras.demo.office import NEVER, Seconds
from selaras.demo.simulate_leads import pick
from selaras.demo.simulate_sales import after_working
from selaras.demo.truths import Truths
from selaras.demo.world import (
    CUSTOMERS,
    DAYS,
    FIRST_DAY,
    REGIONS,
    SEVERITIES,
    TOPICS,
    Scale,
    seconds,
)

_HEAD_OFFICE_OFFSET = 7 * 3600
_AGENTS = 6
_WAITING_SHARE = 0.34
"""Of tickets, how many wait for the customer once."""
_OWN_SHARE = 0.86
"""Of the tickets that are theirs, how many an ordinary customer's people solve."""


def simulate_service(
    truths: Truths, scale: Scale, seed: int, branch: int, until: int
) -> tuple[Tickets, TicketEvents]:
    """The tickets of one branch and their history, as far as they were known at `until`."""
    leaning = truths.leaning_customer
    usual = np.ones(len(CUSTOMERS))
    more = np.zeros(len(CUSTOMERS))
    if leaning is not None:
        more[CUSTOMERS.index(leaning.customer)] = leaning.more_tickets - 1
    plain = Draws(seed, branch)
    n = int(plain.stream("how many tickets").poisson(scale.tickets))
    mean_extra = scale.tickets * more.sum() / len(CUSTOMERS)
    extra = int(plain.stream("how many extra tickets").poisson(mean_extra))
    draws = Draws(seed, branch, n, extra)
    u = draws.uniform("tickets", 10)
    customer = pick(u[:, 0], usual)
    if extra:
        customer[n:] = pick(u[n:, 0], more)
    opened_at = _opened(draws, u)
    order = np.argsort(opened_at, kind="stable")
    u, opened_at, customer = u[order], opened_at[order], customer[order]
    region = customer % len(REGIONS)
    topic = pick(u[:, 1], tuple(topic.share for topic in TOPICS))
    severity = pick(u[:, 2], tuple(severity.share for severity in SEVERITIES))
    theirs = np.array([t.responsible == "customer" for t in TOPICS])[topic]
    own_share = np.full(len(u), _OWN_SHARE)
    if leaning is not None:
        own_share[customer == CUSTOMERS.index(leaning.customer)] = leaning.own_share
    by_customer = theirs & (u[:, 3] < own_share)
    stations = _stations(draws.normal("ticket work", 3)[order], severity, u)
    later = [after_working(opened_at, region, stations[:, k]) for k in range(4)]
    # the helpdesk keeps whole minutes
    times = np.stack([opened_at, *later], axis=1) // 60 * 60
    resolved_at = np.where(times[:, -1] < until, times[:, -1], NEVER)
    known = resolved_at != NEVER
    tickets = Tickets(
        opened_at=opened_at,
        customer=customer,
        region=region,
        topic=topic,
        severity=severity,
        resolved_at=resolved_at,
        solved_by_customer=by_customer & known,
        solver=np.where(known & ~by_customer, (u[:, 9] * _AGENTS).astype(np.int64), -1),
    )
    return tickets, _history(times, u[:, 4] < _WAITING_SHARE, until)


def _opened(draws: Draws, u: Floats) -> Seconds:
    """Two in three tickets come in office hours, the rest at any time."""
    day = (u[:, 5] * DAYS).astype(np.int64)
    weekend = (day + FIRST_DAY.weekday()) % 7 >= 5
    monday = np.clip(day + 2, 0, DAYS - 1)
    day = np.where(weekend & (u[:, 6] < 0.6), monday, day)
    at_noon = 12 * 3600 + 2.6 * 3600 * draws.normal("tickets")
    of_day = np.where(u[:, 7] < 0.67, at_noon, 86400 * u[:, 8])
    at = np.clip(of_day, 0, 86399).astype(np.int64)
    return seconds(FIRST_DAY) - _HEAD_OFFICE_OFFSET + day * 86400 + at


def _stations(z: Floats, severity: Codes, u: Floats) -> Floats:
    """Working hours from opening to in progress, waiting, in progress again, resolved: (n, 4)."""
    hours = np.array([s.hours for s in SEVERITIES])[severity] * np.exp(0.62 * z[:, 0])
    split = 0.15 + 0.7 * u[:, 4]
    waits = np.where(u[:, 4] < _WAITING_SHARE, 4.5 * np.exp(0.8 * z[:, 1]), 0.0)
    picked_up = np.minimum(0.25 * np.exp(0.6 * z[:, 2]), 0.5 * hours)
    steps = [picked_up, (hours - picked_up) * split, waits, (hours - picked_up) * (1 - split)]
    return np.cumsum(np.stack(steps, axis=1), axis=1)


def _history(times: Seconds, waited: Flags, until: int) -> TicketEvents:
    statuses = np.array([0, 1, 2, 1, 3])
    happened = times < until
    happened[:, 2:4] &= waited[:, None]
    ticket, step = np.nonzero(happened)
    seq = np.cumsum(happened, axis=1, dtype=np.int64)[ticket, step]
    return TicketEvents(ticket, times[ticket, step], seq, statuses[step])
