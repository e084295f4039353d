"""Paths of all leads, gathered on the engine."""

from __future__ import annotations

from collections.abc import Iterator

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from selaras.contracts import NUMBERED
from selaras.diagnosis.attribution.packing_query import SINCE_US, base_of, coded
from selaras.diagnosis.attribution.paths_query import (
    Conversions,
    bucket_of,
    has_days,
    order_of,
    touches_before,
)
from selaras.diagnosis.attribution.question import Asked
from selaras.evidence.working_time import micros
from selaras.ledger.items.keys import joined_by
from selaras.ledger.items.lookup import look_up
from selaras.ledger.items.rows import instant_literal
from selaras.ledger.reading import Reading

_AT_ONCE = 32_000_000
"""Touches that leave the engine at once, about."""


def path_touches(
    reading: Reading, asked: Asked, conversions: Conversions, touches: ir.Table
) -> ir.Table:
    """Those of the touches (see `touches_before`) that lie on a path, null paths kept, with
    `converted` and `value` of the path.

    A path ends at its conversion, or at the end of what is looked at. Leads that converted before
    the period are out; of those that did not convert, only those with a touch in the period count.
    """
    key = joined_by("lead_id", touches, conversions.ends)
    ends = conversions.ends.select(key, "until", "converted", "value")
    rows = look_up(touches, ends, key)
    rows = rows.filter(
        rows.until.isnull() | ((rows.converted == 1) & (rows.happened_at <= rows.until))
    )
    if asked.start is not None:
        rows = reading.engine.stage(rows, "all_paths")
        recent = rows.filter(rows.happened_at >= instant_literal(asked.start))
        seen = recent.select(key, recent=ibis.literal(1)).distinct()
        rows = look_up(rows, seen, key)
        rows = rows.filter((rows.converted == 1) | rows.recent.notnull()).drop("recent")
    return rows


def packed_touches(
    reading: Reading,
    asked: Asked,
    conversions: Conversions,
    channels: tuple[str, ...],
    walkers: ir.Table | None,
) -> Iterator[pa.Table]:
    """Touches of every path, null paths kept: the `number` of the lead, and `packed`.

    `packed` is the touch's place in time · `base_of(channels)` + its channel's place in
    `channels`. See `path_touches` for which leads have a path. `walkers` says the numbers, None
    where the store does. Comes in portions of bounded size, the touches of a lead together.
    """
    # Channels are told by number before anything is joined: of a file's dictionary each once.
    touches = coded(reading, touches_before(reading, conversions.stop), channels)
    rows = path_touches(reading, asked, conversions, touches)
    order = micros(rows.happened_at) - SINCE_US
    if has_days(reading):
        of_lead = ibis.window(group_by="lead_id", order_by=order_of(reading))
        order = ibis.row_number().over(of_lead)
    rows = rows.mutate(order=order)
    if walkers is not None:
        rows = rows.inner_join(walkers.select("lead_id", "number"), "lead_id")
    else:
        rows = rows.mutate(number=rows[NUMBERED["lead_id"]])
    rows = rows.select("number", packed=rows.order * base_of(channels) + rows.code)
    portions = -(-reading.profile("touches").rows // _AT_ONCE)
    if portions <= 1:
        yield reading.engine.to_arrow(rows)
        return
    kept = reading.engine.materialise(rows, "packed")
    for portion in range(portions):
        yield reading.engine.to_arrow(kept.filter(kept.number % portions == portion))


def walkers_of(reading: Reading, conversions: Conversions, *, table: str) -> ir.Table:
    """Leads that a table names, each with a `number`: `lead_id`, its `bucket` of customers, whether
    it `converted` (1 or 0) and the `value` that it brought. Kept where the number is made here."""
    rows = reading.table(table)
    rows = rows.filter(rows.lead_id.notnull())
    is_numbered = reading.numbers("lead_id")
    if is_numbered:
        leads = rows.select("lead_id", number=rows[NUMBERED["lead_id"]])
        leads = leads if table == "leads" else leads.distinct()
    else:
        leads = rows.select("lead_id").distinct().mutate(number=ibis.row_number())
    ends = conversions.ends.filter(conversions.ends.converted == 1)
    found = look_up(leads, ends.select("lead_id", "converted", "value"), "lead_id")
    found = found.select(
        "lead_id",
        "number",
        bucket=bucket_of(found.lead_id),
        converted=found.converted.fill_null(0).cast("int64"),
        value=found.value.fill_null(0).cast("int64"),
    )
    return found if is_numbered else reading.engine.materialise(found, "walkers")
