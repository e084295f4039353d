"""Touches of all leads, or of some people, as they leave the engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from selaras.calendars.clock import to_micros
from selaras.contracts import NUMBERED
from selaras.diagnosis.attribution.conversions_query import Conversions
from selaras.diagnosis.attribution.packing_query import (
    LISTED,
    coded,
    registered_channels,
)
from selaras.diagnosis.attribution.paths_query import (
    Touched,
    bucket_of,
    touched_of,
    touches_before,
)
from selaras.evidence.engines.compiled import Numbers
from selaras.evidence.working_time import timestamp_of
from selaras.ledger.reading import Reading

_AT_ONCE = 32_000_000
"""Touches that leave the engine at once, about."""
_SMALL = 1 << 30
"""Below so many rows in all tables, numbers of leads fit into four bytes."""


def numbered_leads(reading: Reading) -> ir.Table | None:
    """Leads that touches or deals may name, each with a `number` made here and its `bucket`; kept.

    None where the store has numbers of its own.
    """
    if reading.numbers("lead_id"):
        return None
    named = [reading.table(name).select("lead_id") for name in ("touches", "leads", "deals")
             if reading.has(name)]  # fmt: skip
    leads = ibis.union(*named) if len(named) > 1 else named[0]
    leads = leads.filter(leads.lead_id.notnull()).distinct().mutate(number=ibis.row_number())
    leads = leads.mutate(bucket=bucket_of(leads))
    return reading.engine.materialise(leads, "walkers")


def touches_of(
    reading: Reading,
    conversions: Conversions,
    channels: tuple[str, ...],
    leads: ir.Table | None,
    people: ir.Table | None = None,
) -> Iterator[pa.Table]:
    """Touches before the end of what is looked at: the `number` of the lead, when (`at`), and the
    `code` of the channel, its place in `channels`.

    Where only the day of some is known, their `place` in the path of the lead is there as well.
    `leads` are those of `numbered_leads`; `people`,
    numbered, are whom alone is asked of. Comes in portions of bounded size, all touches of a lead
    in one of them, in any order.
    """
    touched = touched_of(reading, conversions.stop)
    tables = {"touches": reading.table("touches")}
    if len(channels) > LISTED:
        tables["channels"] = registered_channels(reading, channels)
    if leads is not None:
        tables["leads"] = leads
    if people is not None:
        tables["people"] = people
    # Few bytes a row: what is copied out of the engine takes as long as what is read.
    small = sum(reading.profile(name).rows for name in reading.snapshot.tables) < _SMALL
    rows = reading.engine.derive(
        coded_touches,
        tables,
        {"stop_us": to_micros(conversions.stop)},
        channels=channels if len(channels) <= LISTED else (),
        touched=touched,
        number="int32" if small else "int64",
    )
    portions = -(-reading.profile("touches").rows // _AT_ONCE)
    if portions <= 1 or people is not None:
        yield reading.engine.to_arrow(rows)
        return
    kept = reading.engine.materialise(rows, "stepped")
    for portion in range(portions):
        yield reading.engine.to_arrow(kept.filter(kept.number % portions == portion))


def coded_touches(
    tables: Mapping[str, ir.Table],
    numbers: Numbers,
    /,
    *,
    channels: tuple[str, ...],
    touched: Touched,
    number: str,
) -> ir.Table:
    """See `touches_of`: `number` is the type of the lead's, `channels` are empty where they are a
    table."""
    rows = touches_before(tables["touches"], timestamp_of(numbers["stop_us"]), touched)
    # Channels are told by number before anything is joined: of a file's dictionary each once.
    rows = coded(rows, channels, tables.get("channels"))
    if touched.days:
        of_lead = ibis.window(group_by="lead_id", order_by=touched.order)
        rows = rows.mutate(place=ibis.row_number().over(of_lead))
    if "leads" in tables:
        rows = rows.inner_join(tables["leads"].select("lead_id", "number"), "lead_id")
    else:
        rows = rows.mutate(number=rows[NUMBERED["lead_id"]])
    if "people" in tables:
        # inner: each is there once, and dense numbers are then looked up in an array
        own = tables["people"].select(_person="number")
        rows = rows.inner_join(own, rows.number == own["_person"]).drop("_person")
    told = {
        "number": rows.number.cast(number),
        "at": rows.happened_at,
        "code": rows.code.cast("int16"),
    }
    if touched.days:
        told["place"] = rows.place
    return rows.select(**told)
