"""Paths of all leads, gathered on the engine."""

from __future__ import annotations

from collections.abc import Iterator

import ibis
import ibis.expr.types as ir
import pyarrow as pa

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
from selaras.ledger.items.lookup import look_up
from selaras.ledger.items.rows import instant_literal
from selaras.ledger.reading import Reading

_AT_ONCE = 32_000_000
"""Touches that leave the engine at once, about."""


def path_touches(
    reading: Reading, asked: Asked, conversions: Conversions, *columns: str
) -> ir.Table:
    """Touches of every path, null paths kept, with `converted` and `value` of the path.

    A path ends at its conversion, or at the end of what is looked at. Leads that converted before
    the period are out; of those that did not convert, only those with a touch in the period count.
    """
    touches = touches_before(reading, conversions.stop, *columns)
    ends = conversions.ends.select("lead_id", "until", "converted", "value")
    rows = look_up(touches, ends, "lead_id")
    rows = rows.filter(
        rows.until.isnull() | ((rows.converted == 1) & (rows.happened_at <= rows.until))
    )
    if asked.start is not None:
        newest = rows.happened_at.max().over(ibis.window(group_by="lead_id"))
        rows = reading.engine.stage(rows.mutate(newest=newest), "recent")
        since = instant_literal(asked.start)
        rows = rows.filter((rows.converted == 1) | (rows.newest >= since))
    return rows


def paths(
    reading: Reading, asked: Asked, conversions: Conversions, channels: tuple[str, ...]
) -> Iterator[pa.Table]:
    """Every path, null paths kept: `bucket`, `packed`, `converted` and `value`.

    `packed` are the touches in any order, each its place in time · `base_of(channels)` + its
    channel's place in `channels`. See `path_touches` for which leads have a path. Comes in
    portions of bounded size.
    """
    if has_days(reading):
        rows = _paths_by_place(reading, asked, conversions, channels)
    else:
        rows = _paths_by_time(reading, asked, conversions, channels)
    rows = rows.select(
        "packed",
        bucket=bucket_of(rows.lead_id),
        converted=rows.converted.fill_null(0).cast("int64"),
        value=rows.value.fill_null(0).cast("int64"),
    )
    portions = -(-reading.profile("touches").rows // _AT_ONCE)
    if portions <= 1:
        yield reading.engine.to_arrow(rows)
        return
    kept = reading.engine.materialise(rows, "paths")
    for portion in range(portions):
        yield reading.engine.to_arrow(kept.filter(kept.bucket % portions == portion))


def _paths_by_time(
    reading: Reading, asked: Asked, conversions: Conversions, channels: tuple[str, ...]
) -> ir.Table:
    """Paths as numbers of time and code packed into one: to sort them is to sort numbers."""
    base = base_of(channels)
    touches = coded(reading, touches_before(reading, conversions.stop), channels)
    packed = (micros(touches.happened_at) - SINCE_US) * base + touches.code
    grouped = touches.select("lead_id", packed=packed).group_by("lead_id")
    rows = reading.engine.stage(
        grouped.aggregate(packed=ibis._.packed.collect(), newest=ibis._.packed.max()), "grouped"
    )
    ends = conversions.ends.select("lead_id", "until", "converted", "value")
    rows = look_up(rows, ends, "lead_id")
    rows = rows.filter(rows.until.isnull() | (rows.converted == 1))
    if asked.start is not None:
        since = (int(asked.start.timestamp() * 1_000_000) - SINCE_US) * base
        rows = rows.filter((rows.converted == 1) | (rows.newest >= since))
    bound = (micros(rows.until) - SINCE_US) * base + (base - 1)
    rows = reading.engine.stage(rows.mutate(bound=bound.fill_null(0)), "bounded")
    # only a path that goes on after its conversion has to be cut
    goes_on = rows.until.notnull() & (rows.newest > rows.bound)
    kept = goes_on.ifelse(rows.packed.filter(lambda one: one <= rows.bound), rows.packed)
    rows = reading.engine.stage(rows.mutate(packed=kept), "cut")
    return rows.filter(rows.packed.length() > 0)


def _paths_by_place(
    reading: Reading, asked: Asked, conversions: Conversions, channels: tuple[str, ...]
) -> ir.Table:
    """Paths where touches of one day have no order but that of their ids."""
    rows = path_touches(reading, asked, conversions)
    ordered = ibis.window(group_by="lead_id", order_by=order_of(reading))
    rows = reading.engine.stage(rows.mutate(place=ibis.row_number().over(ordered)), "placed")
    rows = coded(reading, rows, channels)
    packed = rows.place * base_of(channels) + rows.code
    return (
        rows.select("lead_id", "converted", "value", packed=packed)
        .group_by("lead_id")
        .aggregate(
            packed=ibis._.packed.collect(),
            converted=ibis._.converted.max(),
            value=ibis._.value.max(),
        )
    )
