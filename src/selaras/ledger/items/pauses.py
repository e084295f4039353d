"""Time that does not count: pauses of tickets, as intervals and as sums per item."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from selaras.agreements.values import Predicate
from selaras.evidence.working_time import micros
from selaras.ledger.items.lookup import look_up
from selaras.ledger.items.predicate import holds
from selaras.ledger.items.work_clock import WorkClock
from selaras.ledger.reading import Reading


def pauses_of_tickets(reading: Reading, predicate: Predicate) -> ir.Table:
    """Pauses of every ticket: `ticket_id`, `paused_from`, `paused_to` (null: it still lasts).

    A pause lasts from an event that satisfies the predicate to the ticket's next event that does
    not. An event of which a null leaves it open leaves the state as it was.
    """
    events = reading.table("ticket_events")
    events = events.mutate(paused=holds(events, predicate))
    known = events.filter(events.paused.notnull())
    order = ibis.window(group_by=known.ticket_id, order_by=[known.happened_at, known.seq])
    known = known.mutate(
        was=known.paused.lag().over(order).fill_null(False),
    )
    changes = known.filter(known.paused != known.was)
    order = ibis.window(group_by=changes.ticket_id, order_by=[changes.happened_at, changes.seq])
    changes = changes.mutate(paused_to=changes.happened_at.lead().over(order))
    return changes.filter(changes.paused).select(
        "ticket_id", "paused_to", paused_from=_.happened_at
    )


def with_paused(
    items: ir.Table,
    pauses: ir.Table | None,
    probe: str,
    work: WorkClock | None,
    *,
    limit: str | None = None,
) -> ir.Table:
    """`items` with `paused`: µs of pauses between start and probe, working or (no clock) wall.

    `limit` is the column with the working time at which the allowance is used up; a pause that
    begins when it already is adds nothing (methods.md §1: B(p_k) − P_{k−1} must lie below it). That
    goes for a due; where the time elapsed is judged, every pause is taken off.
    """
    if pauses is None:
        return items.mutate(paused=ibis.literal(0, "int64"))
    items = items.drop("paused") if "paused" in items.columns else items
    end = ibis.null("int64") if limit is None else items[limit]
    spans = items.select("item", "ticket_id", "start", "calendar", _probe=items[probe], _limit=end)
    if "period" in items.columns:
        # Rolling windows overlap: an item stands there once for each that it belongs to.
        spans = spans.distinct()
    spans = spans.inner_join(pauses, "ticket_id")
    spans = spans.mutate(
        _from=ibis.greatest(spans.paused_from, spans.start),
        _to=ibis.least(spans.paused_to.coalesce(spans._probe), spans._probe),
    )
    spans = spans.filter(spans._to > spans._from)
    if work is None:
        spans = spans.mutate(_paused=micros(spans._to) - micros(spans._from))
    else:
        spans = work.place(spans, "_from", b="_b_from")
        spans = work.place(spans, "_to", b="_b_to")
        spans = spans.mutate(_paused=spans._b_to - spans._b_from)
    if limit is not None:
        earlier = ibis.window(
            group_by=[spans["item"], spans.start],
            order_by=spans._from,
            preceding=(None, 1),
            following=None,
        )
        before = spans._paused.sum().over(earlier).fill_null(0)
        spans = spans.mutate(_before=before)
        spans = spans.filter(spans._b_from - spans._before < spans._limit)
    sums = spans.group_by("item").aggregate(paused=spans._paused.sum())
    found = look_up(items, sums, "item")
    return found.mutate(paused=found.paused.fill_null(0).cast("int64"))
