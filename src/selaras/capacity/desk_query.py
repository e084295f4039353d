"""Calls to a desk, read from tickets and what happened to them."""

from __future__ import annotations

import numpy as np

from selaras.capacity.desk_staffing import Calls
from selaras.capacity.source_query import Source
from selaras.errors import EvidenceError, said
from selaras.evidence.working_time import micros

_SECOND_US = 1_000_000
ANSWERED, HUNG_UP = "answered", "hung_up"
"""Statuses of ticket_events that end a wait."""


def desk_calls(source: Source, site: str) -> Calls:
    """Calls to one site that were answered or hung up by the as-of; those still waiting are not in.

    A ticket is a call: it asks when it is opened, its first event `answered` or `hung_up` ends the
    wait, and it ends when it is resolved, by whom. Raises EvidenceError where there are none.
    """
    if not (source.has("tickets") and source.has("ticket_events")):
        raise EvidenceError(
            said(
                "There are no tables of tickets and ticket_events.",
                "Tidak ada tabel tickets dan ticket_events.",
            )
        )
    events = source.table("ticket_events")
    events = events.filter(events.status.isin([ANSWERED, HUNG_UP]))
    at = micros(events.happened_at)
    ends = events.group_by("ticket_id").aggregate(
        answered=at.min(where=events.status == ANSWERED),
        hung_up=at.min(where=events.status == HUNG_UP),
    )
    tickets = source.table("tickets")
    calls = tickets.filter(tickets.site == site).select(
        "ticket_id",
        "resolved_by",
        asked=micros(tickets.opened_at),
        ended=micros(tickets.resolved_at),
    )
    found = source.engine.to_arrow(calls.inner_join(ends, "ticket_id").order_by("ticket_id"))
    if found.num_rows == 0:
        raise EvidenceError(
            said(
                "There are no calls to {site!r} that were answered or hung up.",
                "Tidak ada panggilan ke {site!r} yang dijawab atau ditutup penelepon.",
                site=site,
            )
        )
    asked, answered, left, ended = (
        found[name].to_numpy().astype(np.float64) / _SECOND_US
        for name in ("asked", "answered", "hung_up", "ended")
    )
    hung_up = np.isnan(answered)
    # A clock set back shows an end before its beginning: the call counts, its length does not.
    worked = np.where(hung_up | (ended < answered), np.nan, ended - answered)
    agents = found["resolved_by"].combine_chunks().dictionary_encode()
    code = agents.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return Calls(
        asked=asked,
        waited=np.maximum(np.where(hung_up, left, answered) - asked, 0.0),
        worked=worked,
        hung_up=hung_up,
        agent=np.where(hung_up, -1, code),
    )
