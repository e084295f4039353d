"""What converted leads had met, and how those who met it fared, on the engine."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from selaras.diagnosis.attribution.conversions_query import Conversions
from selaras.diagnosis.attribution.paths_query import touches_of_leads
from selaras.diagnosis.attribution.question import Asked
from selaras.ledger.items.keys import joined_by
from selaras.ledger.items.lookup import look_up
from selaras.ledger.items.rows import instant_literal
from selaras.ledger.reading import Reading

THING = ("channel", "campaign", "asset")
"""What a lead met: an asset where one is named, else a campaign, else the channel."""


def met_things(reading: Reading, asked: Asked, conversions: Conversions) -> ir.Table:
    """What each lead met, each thing once, run and kept.

    `lead_id`, the columns of THING, `touched_at` (the first time), `touches`, `converted` (0 or 1),
    `value` and `until`.
    """
    touches = touches_of_leads(reading, conversions.stop, "campaign", "asset")
    rows = _path_touches(reading, asked, conversions, touches)
    # an asset is the same thing whatever campaign led to it
    rows = rows.mutate(campaign=rows.asset.isnull().ifelse(rows.campaign, ibis.null("string")))
    met = rows.group_by("lead_id", *THING).aggregate(
        touched_at=rows.happened_at.min(),
        touches=rows.count(),
        converted=rows.converted.fill_null(0).max(),
        value=rows.value.max(),
    )
    return reading.engine.materialise(met, "met")


def compared_cells(reading: Reading, met: ir.Table) -> ir.Table:
    """Leads and conversions by thing and stratum: `grade` and `month`, null where not known."""
    graded = _graded(reading, met)
    return graded.group_by(*THING, "grade", "month").aggregate(
        leads=graded.count(), converted=graded.converted.sum()
    )


def all_cells(reading: Reading, met: ir.Table) -> ir.Table:
    """Leads with a touch and conversions by stratum, whatever they met."""
    leads = met.group_by("lead_id").aggregate(converted=met.converted.max())
    graded = _graded(reading, leads)
    return graded.group_by("grade", "month").aggregate(
        leads=graded.count(), converted=graded.converted.sum()
    )


def newest_conversions(met: ir.Table, conversions: Conversions, most: int) -> ir.Table:
    """What the leads had met that converted last, `most` of them: the rows of `met_things`."""
    touched = met.filter(met.converted == 1).select("lead_id").distinct()
    ends = conversions.ends.select("lead_id", "converted_at", "valued").semi_join(
        touched, "lead_id"
    )
    newest = ends.order_by(ibis.desc("converted_at"), "lead_id").limit(most)
    rows = met.inner_join(newest.rename(_lead="lead_id"), met.lead_id == newest.lead_id)
    return rows.drop("_lead")


def _graded(reading: Reading, rows: ir.Table) -> ir.Table:
    """Rows of leads with `grade` and the `month` they came in: leads of one month had the same
    time to convert."""
    if not reading.has("leads"):
        return rows.mutate(grade=ibis.null("string"), month=ibis.null("int64"))
    leads = reading.table("leads")
    month = leads.created_at.year() * 12 + leads.created_at.month()
    return look_up(rows, leads.select("lead_id", "grade", month=month.cast("int64")), "lead_id")


def _path_touches(
    reading: Reading, asked: Asked, conversions: Conversions, touches: ir.Table
) -> ir.Table:
    """Those of the touches (see `touches_of_leads`) that lie on a path, null paths kept, with
    `converted` and `value` of the path: as `paths.paths_of` has them.

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
