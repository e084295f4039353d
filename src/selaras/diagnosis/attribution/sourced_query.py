"""Who brought the leads that converted, touched or not."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from selaras.diagnosis.attribution.conversions_query import Conversions
from selaras.diagnosis.attribution.paths_query import bucket_of, touches_of_leads
from selaras.ledger.items.keys import joined_by
from selaras.ledger.items.lookup import look_up
from selaras.ledger.reading import Reading


def sourced_cells(reading: Reading, conversions: Conversions) -> ir.Table:
    """Conversions by `bucket`, `sourced_by` (null: not known) and `touched` (0 or 1).

    `conversions`, `value` in ten-thousandths, `valued` (deals whose amount is known) and `deals`.
    """
    ends = conversions.ends.filter(conversions.ends.converted == 1)
    if reading.has("leads"):
        leads = reading.table("leads")
        key = joined_by("lead_id", ends, leads)
        ends = look_up(ends, leads.select(key, "sourced_by"), key)
    else:
        ends = ends.mutate(sourced_by=ibis.null("string"))
    touches = touches_of_leads(reading, conversions.stop)
    key = joined_by("lead_id", ends, touches)
    first = touches.group_by(key).aggregate(first=touches.happened_at.min())
    ends = look_up(ends, first, key)
    rows = ends.select(
        "sourced_by",
        "value",
        "valued",
        "deals",
        bucket=bucket_of(ends),
        touched=(ends["first"] <= ends.until).fill_null(False).ifelse(1, 0),
    )
    return rows.group_by("bucket", "sourced_by", "touched").aggregate(
        conversions=rows.count(),
        value=rows.value.sum(),
        valued=rows.valued.sum(),
        deals=rows.deals.sum(),
    )
