"""When attempts were made and how soon, with what came of them, counted on the engine."""

from __future__ import annotations

import math
from bisect import bisect_right
from datetime import UTC, datetime, timedelta

import ibis
import pyarrow as pa
from ibis import _

from selaras.diagnosis.followup.asked import Asked
from selaras.diagnosis.followup.paths_query import followed_attempts, states_contacts, worked_leads
from selaras.diagnosis.followup.timing import HOURS, WAITS, Timing, bands_of
from selaras.evidence.working_time import micros, whole

_HOUR_US = 3_600_000_000


def read_timing(asked: Asked) -> Timing | None:
    """Contacts by local time of day, weekday, and wait for the first attempt.

    None where attempts do not say what came of them, or are known to the day only. What the
    clocks showed is laid out once as a table of slots of UTC, so that attempts meet it in an
    equality join.
    """
    reading = asked.reading
    if reading.has_day_precision("attempts", "happened_at") or not states_contacts(asked):
        return None
    leads = worked_leads(asked).select("lead_id", "rep", "grade", "first_at", "start")
    attempts = followed_attempts(asked).select("lead_id", "at", "outcome")
    rows = attempts.inner_join(leads, "lead_id")
    first = rows["at"] == rows.first_at
    wait = micros(rows["at"]) - micros(rows.start)
    edges = [(wait < hours * _HOUR_US, i) for i, hours in enumerate(WAITS[1:])]
    rows = rows.select(
        "rep",
        kind=rows.grade + first.ifelse(" first", " later"),
        first=first,
        wait=ibis.cases(*edges, else_=len(WAITS) - 1),
        contact=(rows.outcome == "contacted").fill_null(False).cast("int64"),
        slot=whole(micros(rows["at"]), _slot_us(asked)),
    )
    rows = reading.engine.stage(rows, "timed")
    slots = reading.engine.register("slots", _slots(asked))
    placed = rows.inner_join(slots, "slot")
    clocked = placed.group_by("rep", "kind", "hour", "weekday").aggregate(
        n=_.count(), contacts=_.contact.sum()
    )
    waited = rows.filter(rows.first).group_by("rep", "kind", "wait").aggregate(
        n=_.count(), contacts=_.contact.sum()
    )  # fmt: skip
    by_clock = reading.engine.to_arrow(clocked).to_pylist()
    by_wait = [] if _starts_are_days(asked) else reading.engine.to_arrow(waited).to_pylist()
    return Timing(bands_of(by_clock, "hour"), bands_of(by_clock, "weekday"),
                  bands_of(by_wait, "wait"))  # fmt: skip


def _starts_are_days(asked: Asked) -> bool:
    """Whether some leads' starts are known to the day only: then no hours were waited."""
    return any(
        asked.reading.has_day_precision("leads", column) for column in ("assigned_at", "created_at")
    )


def _slot_us(asked: Asked) -> int:
    """Width of a slot: an hour, less where the zone is not whole hours from UTC."""
    offset = asked.start.astimezone(asked.zone).utcoffset() or timedelta()
    return math.gcd(abs(int(offset.total_seconds())), 3600) * 1_000_000


def _slots(asked: Asked) -> pa.Table:
    """Each slot's number, local band of hours and weekday, from the start to the horizon."""
    width = _slot_us(asked)
    first = int(asked.start.timestamp() * 1_000_000) // width
    last = int(asked.horizon.timestamp() * 1_000_000) // width
    numbers = list(range(first, last + 1))
    locals_ = [
        datetime.fromtimestamp(n * width // 1_000_000, UTC).astimezone(asked.zone) for n in numbers
    ]
    return pa.table(
        {
            "slot": pa.array(numbers, pa.int64()),
            "hour": pa.array([bisect_right(HOURS, at.hour) - 1 for at in locals_], pa.int32()),
            "weekday": pa.array([at.weekday() for at in locals_], pa.int32()),
        }
    )
