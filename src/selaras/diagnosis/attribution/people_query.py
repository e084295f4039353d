"""Those who converted, with what their paths end in and what rules look at beside their touches."""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from selaras.contracts import NUMBERED, day_flag
from selaras.diagnosis.attribution.cells import whole_numbers
from selaras.diagnosis.attribution.conversions_query import Conversions
from selaras.diagnosis.attribution.paths import People
from selaras.evidence.engines.compiled import Numbers, Step
from selaras.evidence.working_time import micros
from selaras.ledger.items.day_lengths import last_instant
from selaras.ledger.items.keys import joined_by, key_columns
from selaras.ledger.reading import Reading


def people_of(reading: Reading, conversions: Conversions, leads: ir.Table | None) -> ir.Table:
    """Leads that converted, in the period (`converted` 1) or before it (0), each once.

    `number`, `until_us` (touches up to then count), `value`, and the columns that rows of leads
    are joined by. `leads` are those of `touches_query.numbered_leads`.
    """
    tables = {"ends": conversions.ends}
    if leads is not None:
        tables["leads"] = leads
    return reading.engine.derive(numbered_people, tables, {}, keep=leads is not None)


def numbered_people(tables: Mapping[str, ir.Table], _numbers: Numbers, /) -> ir.Table:
    """See `people_of`."""
    people = tables["ends"]
    keys = key_columns("lead_id", people)
    if "leads" in tables:
        people = people.inner_join(tables["leads"].select("lead_id", "number"), "lead_id")
    else:
        people = people.mutate(number=people[NUMBERED["lead_id"]])
    until = micros(people.until).cast("int64")
    return people.select(*keys, "number", "converted", "value", until_us=until)


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
    created = _read(reading, people, created_events, ("leads", "created_at"))
    opened = _read(
        reading, people, opened_events, ("lead_stages", "happened_at"), ("deals", "created_at")
    )
    return known.with_milestones(created, opened)


def _read(
    reading: Reading, people: ir.Table, step: Step, *columns: tuple[str, str]
) -> pa.Table | None:
    """Events of those people: `number` and `at_us`; None where no table says when they were.

    `columns` are tables and their times: a day stands for its end, since touches of that day came
    by then.
    """
    tables = {table: reading.table(table) for table, _at in columns if reading.has(table)}
    if not tables:
        return None
    days = [
        table for table, at in columns if table in tables and reading.has_day_precision(table, at)
    ]
    events = reading.engine.derive(step, {"people": people} | tables, {}, days=tuple(days))
    return whole_numbers(reading.engine.to_arrow(events))


def created_events(
    tables: Mapping[str, ir.Table], _numbers: Numbers, /, *, days: tuple[str, ...]
) -> ir.Table:
    """When leads came to be; `days` are the tables of which some know the day alone."""
    leads = tables["leads"]
    at = _end_of(leads, "created_at", is_day="leads" in days)
    return _of_people(leads.select(*key_columns("lead_id", leads), at=at), tables["people"])


def opened_events(
    tables: Mapping[str, ir.Table], _numbers: Numbers, /, *, days: tuple[str, ...]
) -> ir.Table:
    """When there was an opportunity: its stage, or a deal; `days` as in `created_events`."""
    found = []
    if "lead_stages" in tables:
        stages = tables["lead_stages"]
        at = _end_of(stages, "happened_at", is_day="lead_stages" in days)
        stages = stages.select("stage", *key_columns("lead_id", stages), at=at)
        found.append(stages.filter(stages.stage == "opportunity"))
    if "deals" in tables:
        deals = tables["deals"]
        at = _end_of(deals, "created_at", is_day="deals" in days)
        found.append(deals.select(*key_columns("lead_id", deals), at=at))
    key = joined_by("lead_id", *found)
    parts = [part.select("at", key) for part in found]
    return _of_people(ibis.union(*parts) if len(parts) > 1 else parts[0], tables["people"])


def _of_people(events: ir.Table, people: ir.Table) -> ir.Table:
    """Events of those people, at an instant that is known: `number` and `at_us`."""
    key = joined_by("lead_id", events, people)
    own = people.select("number", _person=people[key])
    # inner, although some have none: numbers that are dense are then looked up in an array
    rows = events.select("at", key).inner_join(own, events[key] == own["_person"])
    rows = rows.filter(rows["at"].notnull())
    return rows.select("number", at_us=micros(rows["at"]).cast("int64"))


def _end_of(rows: ir.Table, column: str, *, is_day: bool) -> ir.Value:
    """Of an instant itself; of a day, its last instant."""
    at = rows[column]
    if not is_day:
        return at
    flag = rows[day_flag(column)].fill_null(False)
    return flag.ifelse(last_instant(at, ()), at)
