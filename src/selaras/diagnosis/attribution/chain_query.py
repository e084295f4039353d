"""Moves between channels over all paths, converted or not, on the engine."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from selaras.diagnosis.attribution.credit_query import ORDER, bucket_of
from selaras.diagnosis.attribution.paths_query import Conversions, touches_before
from selaras.diagnosis.attribution.question import Asked
from selaras.ledger.items.lookup import look_up
from selaras.ledger.items.rows import instant_literal
from selaras.ledger.reading import Reading


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


def move_cells(reading: Reading, asked: Asked, conversions: Conversions) -> ir.Table:
    """How often each channel followed which two: enough for chains of order 1 and 2.

    By `bucket`, `before` and `last` (the two channels before, null where the path had not begun)
    and `channel`: `moves`, of them `ended` (the path's last touch), `converted` and `value` (what
    those brought, in ten-thousandths).
    """
    rows = path_touches(reading, asked, conversions)
    ordered = ibis.window(group_by="lead_id", order_by=ORDER)
    rows = rows.select(
        "channel",
        bucket=bucket_of(rows.lead_id),
        last=rows.channel.lag(1).over(ordered),
        before=rows.channel.lag(2).over(ordered),
        final=rows.channel.lead(1).over(ordered).isnull(),
        converted=rows.converted.fill_null(0),
        value=rows.value.fill_null(0),
    )
    return rows.group_by("bucket", "before", "last", "channel").aggregate(
        moves=rows.count(),
        ended=rows.final.ifelse(1, 0).sum(),
        converted=rows.final.ifelse(rows.converted, 0).sum(),
        value=rows.final.ifelse(rows.value, 0).sum(),
    )
