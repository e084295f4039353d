"""Those who converted, with what their paths end in and what rules look at beside their touches."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from selaras.contracts import NUMBERED, day_flag
from selaras.diagnosis.attribution.cells import whole_numbers
from selaras.diagnosis.attribution.paths import People
from selaras.diagnosis.attribution.paths_query import Conversions
from selaras.evidence.working_time import micros
from selaras.ledger.items.keys import joined_by, key_columns
from selaras.ledger.reading import Reading


def people_of(reading: Reading, conversions: Conversions, leads: ir.Table | None) -> ir.Table:
    """Leads that converted, in the period (`converted` 1) or before it (0), each once.

    `number`, `until_us` (touches up to then count), `value`, and the columns that rows of leads
    are joined by. `leads` are those of `touches_query.numbered_leads`.
    """
    ends = conversions.ends
    keys = key_columns("lead_id", ends)
    if leads is None:
        people = ends.mutate(number=ends[NUMBERED["lead_id"]])
    else:
        people = ends.inner_join(leads.select("lead_id", "number"), "lead_id")
    asked = people.select(
        *keys, "number", "converted", "value", until_us=micros(people.until).cast("int64")
    )
    if leads is None:
        return reading.engine.stage(asked, "people")
    return reading.engine.materialise(asked, "people")


def known_people(reading: Reading, people: ir.Table, *, milestones: bool) -> People:
    """Those people as arrays; with `milestones`, when their leads and opportunities came to be.

    Each of the three is read by itself: what is joined here is small, and there it is not.
    """
    rows = whole_numbers(
        reading.engine.to_arrow(people.select("number", "until_us", "converted", "value"))
    )
    known = People.of(rows)
    if not milestones:
        return known
    created, opened = (
        None if events is None else _asked(reading, events, people)
        for events in (_created(reading), _opened(reading))
    )
    return known.with_milestones(created, opened)


def _asked(reading: Reading, events: ir.Table, people: ir.Table) -> pa.Table:
    """Events of those people, at an instant that is known: `number` and `at_us`."""
    key = joined_by("lead_id", events, people)
    own = people.select("number", person=people[key])
    # inner, although some have none: numbers that are dense are then looked up in an array
    rows = events.select("at", key).inner_join(own, events[key] == own.person)
    rows = rows.select("number", at_us=micros(rows["at"]).cast("int64"))
    return whole_numbers(reading.engine.to_arrow(rows.filter(rows.at_us.notnull())))


def _created(reading: Reading) -> ir.Table | None:
    if not reading.has("leads"):
        return None
    leads = reading.table("leads")
    return leads.select(*key_columns("lead_id", leads), at=_end_of(reading, "leads", "created_at"))


def _opened(reading: Reading) -> ir.Table | None:
    """When there was an opportunity: its stage, or a deal."""
    found = []
    if reading.has("lead_stages"):
        stages = reading.table("lead_stages")
        at = _end_of(reading, "lead_stages", "happened_at")
        stages = stages.select("stage", *key_columns("lead_id", stages), at=at)
        found.append(stages.filter(stages.stage == "opportunity").drop("stage"))
    if reading.has("deals"):
        deals = reading.table("deals")
        keys = key_columns("lead_id", deals)
        found.append(deals.select(*keys, at=_end_of(reading, "deals", "created_at")))
    if not found:
        return None
    key = joined_by("lead_id", *found)
    parts = [part.select("at", key) for part in found]
    return ibis.union(*parts) if len(parts) > 1 else parts[0]


def _end_of(reading: Reading, table: str, column: str) -> ir.Value:
    """Of an instant itself; of a day, its end: touches of that day came by then."""
    rows = reading.table(table)
    at = rows[column]
    if not reading.has_day_precision(table, column):
        return at
    is_day = rows[day_flag(column)].fill_null(False)
    return is_day.ifelse(at + ibis.interval(days=1), at)
