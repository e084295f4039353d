"""Those who converted, with what their paths end in and what rules look at beside their touches."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from selaras.contracts import NUMBERED, day_flag
from selaras.diagnosis.attribution.paths_query import Conversions
from selaras.evidence.working_time import micros
from selaras.ledger.items.keys import joined_by, key_columns
from selaras.ledger.items.lookup import look_up
from selaras.ledger.reading import Reading

NEVER_US = 1 << 62
"""Stands for an instant that is not known: later than any."""


def people_of(
    reading: Reading, conversions: Conversions, leads: ir.Table | None, *, milestones: bool
) -> ir.Table:
    """Leads that converted, in the period (`converted` 1) or before it (0), run and kept.

    `number`, `until_us` (touches up to then count), `value`; with `milestones`, `created_us` and
    `opened_us`: when the lead, and its opportunity, came to be, NEVER_US where that is not known.
    `leads` are those of `touches_query.numbered_leads`.
    """
    people = conversions.ends.select(
        *key_columns("lead_id", conversions.ends), "until", "converted", "value"
    )
    if milestones:
        people = _with_milestones(reading, people)
    if leads is not None:
        people = people.inner_join(leads.select("lead_id", "number"), "lead_id")
    else:
        people = people.mutate(number=people[NUMBERED["lead_id"]])
    instants = {
        name: micros(people[of]).fill_null(NEVER_US)
        for name, of in (("created_us", "created"), ("opened_us", "opened"))
        if milestones
    }
    asked = people.select("number", "converted", "value", until_us=micros(people.until), **instants)
    return reading.engine.materialise(asked, "people")


def _with_milestones(reading: Reading, people: ir.Table) -> ir.Table:
    """`created` and `opened`: when the lead, and its opportunity, came to be."""
    never = ibis.null("timestamp('UTC', 6)")
    if reading.has("leads"):
        leads = reading.table("leads")
        created = _end_of(leads.created_at, leads[day_flag("created_at")])
        key = joined_by("lead_id", people, leads)
        people = look_up(people, leads.select(key, created=created), key)
    else:
        people = people.mutate(created=never)
    found = []
    if reading.has("lead_stages"):
        stages = reading.table("lead_stages")
        stages = stages.filter(stages.stage == "opportunity")
        at = _end_of(stages.happened_at, stages[day_flag("happened_at")])
        found.append(stages.select(*key_columns("lead_id", stages), at=at))
    if reading.has("deals"):
        deals = reading.table("deals")
        deals = deals.filter(deals.lead_id.notnull() & deals.created_at.notnull())
        at = _end_of(deals.created_at, deals[day_flag("created_at")])
        found.append(deals.select(*key_columns("lead_id", deals), at=at))
    if not found:
        return people.mutate(opened=never)
    key = joined_by("lead_id", people, *found)
    found = [part.select("at", key) for part in found]
    events = ibis.union(*found) if len(found) > 1 else found[0]
    opened = events.group_by(key).aggregate(opened=events["at"].min())
    return look_up(people, opened, key)


def _end_of(at: ir.Value, is_day: ir.Value) -> ir.Value:
    """Of an instant itself; of a day, its end: touches of that day came by then."""
    return is_day.fill_null(False).ifelse(at + ibis.interval(days=1), at)
