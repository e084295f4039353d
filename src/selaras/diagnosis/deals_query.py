"""What deals say before any lead is followed: their currencies, and how long they take."""

from __future__ import annotations

from datetime import datetime

import ibis.expr.types as ir
from ibis import _

from selaras.calendars.clock import MICROS_A_DAY
from selaras.diagnosis.drivers_query import micros_of
from selaras.diagnosis.source_query import Source
from selaras.evidence.working_time import micros


def currencies(source: Source) -> tuple[str, ...]:
    """Currencies of won deals with an amount, in order; those without one are left out."""
    if not source.has("deals"):
        return ()
    deals = source.table("deals")
    deals = deals.filter((deals.outcome == "won") & deals.amount.notnull())
    found = source.engine.to_arrow(deals.select("currency").distinct())
    return tuple(sorted(word for word in found["currency"].to_pylist() if word is not None))


def lag_days(source: Source, cohort: tuple[datetime, datetime], share: float) -> float:
    """Days from creation within which that share of a cohort's revenue-bringing deals was settled.

    A deal is settled once it is delivered, where deliveries are known, else once it is won; one
    that was won before the lead came is none of its own. NaN where none was.
    """
    if not source.has("deals"):
        return float("nan")
    start, end = cohort
    leads = source.table("leads").select("lead_id", created_us=micros(_.created_at))
    leads = leads.filter((_.created_us >= micros_of(start)) & (_.created_us < micros_of(end)))
    deals = source.table("deals").filter((_.outcome == "won") & _.closed_at.notnull())
    deals = deals.select("lead_id", won=micros(_.closed_at), came=micros(_.delivered_at))
    pairs = leads.inner_join(deals, "lead_id")
    # Of a deal only the day may be known.
    pairs = pairs.filter(_.won > _.created_us - MICROS_A_DAY)

    def days(until: ir.Value) -> ir.Value:
        return ((until - pairs.created_us) / MICROS_A_DAY).ceil().cast("int64")

    counted = pairs.mutate(won=days(pairs.won), came=days(pairs.came))
    counted = counted.group_by("won", "came").aggregate(n=_.count())
    rows = source.engine.to_arrow(counted).to_pylist()
    delivered = any(row["came"] is not None for row in rows)
    column = "came" if delivered else "won"
    known = sorted((row[column], row["n"]) for row in rows if row[column] is not None)
    reached, total = 0, sum(n for _day, n in known)
    for day, n in known:
        reached += n
        if reached >= share * total:
            return float(max(day, 0))
    return float("nan")
