"""The plant, read from evidence: resources, tests, expansions, and the readings of their use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir

from selaras.capacity.booking import all_booked
from selaras.capacity.choices import HEADROOM
from selaras.capacity.flow import Flow, flows_of
from selaras.capacity.plant import Plant
from selaras.capacity.plant_rows import (
    expansions_of_rows,
    resources_of_rows,
    tests_of_rows,
)
from selaras.capacity.problems import Problems
from selaras.capacity.programmes.programmes_query import demand_cells
from selaras.capacity.reservations import NO_BOOKINGS, Bookings, Reservation
from selaras.capacity.source_query import Source, rows_of
from selaras.capacity.usage import Usage
from selaras.errors import EvidenceError, said
from selaras.evidence.working_time import micros

_WEEK_US = 7 * 86_400 * 1_000_000


def read_plant(
    source: Source,
    zone: ZoneInfo,
    reservations: Iterable[Reservation] = (),
    bookings: Bookings = NO_BOOKINGS,
) -> Plant:
    """Everything known of capacity as of the source's instant; days are local to `zone`.

    What is reserved comes as reservations, or already summed up by place, or as both.

    What cannot be counted as it stands is among the plant's problems. Raises EvidenceError where
    no resources are loaded.
    """
    if not source.has("resources"):
        raise EvidenceError(
            said(
                "There is no table of resources: load one, with what was tested of each "
                "(capacity_tests) and how much is in use (utilisation).",
                "Tidak ada tabel resources: muat tabel itu, beserta apa yang diuji dari tiap "
                "sumber daya (capacity_tests) dan berapa yang terpakai (utilisation).",
            )
        )
    problems = Problems()
    resources = resources_of_rows(rows_of(source, "resources"), problems)
    known = {resource.resource_id for resource in resources}
    tests = tests_of_rows(rows_of(source, "capacity_tests"), known, zone, problems)
    expansions = expansions_of_rows(rows_of(source, "expansions"), known, problems)
    usage = usages(source, problems)
    places = sorted({resource.place for resource in resources})
    listed, homeless = all_booked(places, reservations, source.as_of)
    return Plant(
        as_of=source.as_of,
        zone=zone,
        resources=resources,
        tests=tests,
        expansions=expansions,
        usage=usage,
        bookings=bookings.with_others(listed),
        problems=(*problems.found, *homeless),
        snapshot=source.snapshot_id,
        flows=_flows(source, zone),
    )


def _flows(source: Source, zone: ZoneInfo) -> Mapping[tuple[str, str], Flow]:
    """What was wanted at each site and product, in the weeks that a forecast looks back."""
    today = source.as_of.astimezone(zone).date()
    since = today - timedelta(weeks=HEADROOM.history_weeks)
    return flows_of(demand_cells(source, zone, since), today)


def usages(source: Source, problems: Problems) -> dict[str, Usage]:
    """Readings by resource: the stated percentile by week, and over the newest weeks.

    The percentile is the nearest rank, an element of the readings, so that every engine finds the
    same one.
    """
    if not source.has("utilisation"):
        return {}
    readings = _readings(source)
    by_week = readings.mutate(window=readings.week)
    newest = readings.mutate(first=readings.age_us.min().over(group_by="resource_id"))
    span = HEADROOM.window_weeks * _WEEK_US
    newest = newest.filter(newest.age_us < newest["first"] + span).mutate(
        window=ibis.literal(-1, "int64")
    )
    columns = ("resource_id", "window", "used", "age_us")
    ranked = _percentiles(by_week.select(*columns).union(newest.select(*columns)))
    found: dict[str, list[dict[str, object]]] = {}
    for row in source.engine.to_arrow(ranked).to_pylist():
        found.setdefault(row["resource_id"], []).append(row)
    _say_negative(source, problems)
    return {
        resource_id: _usage(resource_id, rows, source.as_of)
        for resource_id, rows in sorted(found.items())
    }


def _readings(source: Source) -> ir.Table:
    """Readings by how long ago they were made, since they are all on record."""
    rows = source.table("utilisation")
    begins = source.complete_from("utilisation")
    if begins is not None:
        rows = rows.filter(rows.happened_at >= begins)
    now = int(source.as_of.astimezone(UTC).timestamp() * 1_000_000)
    rows = rows.select("resource_id", "used", age_us=now - micros(rows.happened_at))
    rows = rows.filter(rows.used.notnull() & (rows.used >= 0) & rows.age_us.notnull())
    weeks = HEADROOM.history_weeks * _WEEK_US
    rows = rows.filter((rows.age_us >= 0) & (rows.age_us < weeks))
    return rows.mutate(week=(rows.age_us // _WEEK_US).cast("int64"))


def _percentiles(rows: ir.Table) -> ir.Table:
    """The nearest-rank percentile of each resource and window, how many, and the youngest."""
    per_mille = round(HEADROOM.percentile * 1000)
    group = ["resource_id", "window"]
    ranked = rows.mutate(
        rank=ibis.row_number().over(group_by=group, order_by="used") + 1,
        n=rows.used.count().over(group_by=group),
        youngest=rows.age_us.min().over(group_by=group),
    )
    wanted = ((ranked.n * per_mille + 999) // 1000).cast("int64")
    return ranked.filter(ranked["rank"] == wanted).select(*group, "used", "n", "youngest")


def _usage(resource_id: str, rows: Sequence[dict[str, object]], as_of: datetime) -> Usage:
    by_window = {int(str(row["window"])): row for row in rows}
    now = by_window.pop(-1)
    weekly = tuple((week, float(str(by_window[week]["used"]))) for week in sorted(by_window))
    youngest = timedelta(microseconds=int(str(now["youngest"])))
    return Usage(
        resource_id=resource_id,
        newest=as_of.astimezone(UTC) - youngest,
        readings=sum(int(str(row["n"])) for row in by_window.values()),
        level=float(str(now["used"])),
        weekly=weekly,
    )


def _say_negative(source: Source, problems: Problems) -> None:
    rows = source.table("utilisation")
    negative = rows.filter(rows.used < 0)
    counted = negative.group_by("resource_id").aggregate(n=negative.count())
    for row in sorted(source.engine.to_arrow(counted).to_pylist(), key=lambda r: r["resource_id"]):
        problems.say(
            "negative_use",
            row["resource_id"],
            f"{row['n']} readings of its use are below 0 and are not counted.",
            f"{row['n']} pembacaan pemakaiannya di bawah 0 dan tidak dihitung.",
        )
