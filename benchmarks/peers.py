"""The same two answers by other means: Polars, analyst SQL, the raw scan, a package per row.

Each takes the Parquet files of leads and attempts and gives (rep, month) → (kept, broken). The
working time is that of the calendar `jakarta-office`: 08:00-12:00 and 13:00-17:00 on weekdays that
are no holiday.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa

from benchmarks.company import FIRST
from selaras.calendars import Calendar

Answer = dict[tuple[str, str], tuple[int, int]]
"""(rep, month) → (kept, broken)"""
ZONE = ZoneInfo("Asia/Jakarta")
HOUR_US = 3_600_000_000
WITHIN_HOURS = 8
WITHIN_DAYS = 30
ASKED = 5


@dataclass(frozen=True, slots=True)
class Files:
    """What every program reads."""

    leads: Sequence[str]
    attempts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Days:
    """The calendar, a row per local date: working µs before it, and 1 where it is worked."""

    dates: Sequence[date]
    before: Sequence[int]
    worked: Sequence[int]


def days_of(calendar: Calendar, until: datetime) -> Days:
    """Every date from before the first lead to after `until`."""
    first = FIRST.astimezone(ZONE).date() - timedelta(days=2)
    last = until.astimezone(ZONE).date() + timedelta(days=2)
    dates = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    worked = [calendar.working_days(day, day) for day in dates]
    before = [0]
    for one in worked[:-1]:
        before.append(before[-1] + one * 8 * HOUR_US)
    return Days(dates, before, worked)


# --- Polars, streaming --------------------------------------------------------------------------


def polars_first_response(files: Files, days: Days, horizon: datetime) -> Answer:
    """Joins first and reduces after, lets the streaming engine do the rest."""
    import polars as pl  # noqa: PLC0415 - imports are no part of what is timed

    table = pl.LazyFrame({"day": days.dates, "before": days.before, "worked": days.worked})

    def working(column: str) -> pl.Expr:
        local = pl.col(column).dt.convert_time_zone("Asia/Jakarta")
        return (local.dt.hour().cast(pl.Int64) * 60 + local.dt.minute()) * 60_000_000 + (
            local.dt.second().cast(pl.Int64) * 1_000_000 + local.dt.microsecond()
        )

    def place(frame: pl.LazyFrame, column: str, name: str) -> pl.LazyFrame:
        day = pl.col(column).dt.convert_time_zone("Asia/Jakarta").dt.date()
        joined = frame.with_columns(day=day).join(table, on="day", how="left")
        clock = working(column)
        morning = (clock - 8 * HOUR_US).clip(0, 4 * HOUR_US)
        afternoon = (clock - 13 * HOUR_US).clip(0, 4 * HOUR_US)
        position = pl.col("before") + pl.col("worked") * (morning + afternoon)
        return joined.with_columns(position.alias(name)).drop("day", "before", "worked")

    leads = (
        pl.scan_parquet(list(files.leads), hive_partitioning=False)
        .select("lead_id", "owner", "assigned_at")
        .filter(pl.col("assigned_at").is_not_null())
    )
    attempts = (
        pl.scan_parquet(list(files.attempts), hive_partitioning=False)
        .filter(~pl.col("automated").fill_null(False))
        .select("lead_id", "happened_at")
    )
    first = (
        attempts.join(leads.select("lead_id", "assigned_at"), on="lead_id")
        .filter(pl.col("happened_at") >= pl.col("assigned_at"))
        .group_by("lead_id")
        .agg(stop=pl.col("happened_at").min())
    )
    items = leads.join(first, on="lead_id", how="left").with_columns(
        stop=pl.col("stop").fill_null(horizon)
    )
    items = place(place(items, "assigned_at", "b0"), "stop", "b1")
    kept = (pl.col("b1") - pl.col("b0")) <= WITHIN_HOURS * HOUR_US
    return _polars_counts(items.with_columns(kept=kept))


def polars_attempts(files: Files, _days: Days, _horizon: datetime) -> Answer:
    """Joins, counts per lead, and looks at who got five."""
    import polars as pl  # noqa: PLC0415

    leads = (
        pl.scan_parquet(list(files.leads), hive_partitioning=False)
        .select("lead_id", "owner", "assigned_at")
        .filter(pl.col("assigned_at").is_not_null())
    )
    attempts = (
        pl.scan_parquet(list(files.attempts), hive_partitioning=False)
        .filter(~pl.col("automated").fill_null(False))
        .select("lead_id", "happened_at")
    )
    wait = pl.col("happened_at") - pl.col("assigned_at")
    made = (
        attempts.join(leads.select("lead_id", "assigned_at"), on="lead_id")
        .filter((wait >= timedelta(0)) & (wait <= timedelta(days=WITHIN_DAYS)))
        .group_by("lead_id")
        .agg(made=pl.len())
    )
    items = leads.join(made, on="lead_id", how="left")
    return _polars_counts(items.with_columns(kept=pl.col("made").fill_null(0) >= ASKED))


def _polars_counts(items: object) -> Answer:
    import polars as pl  # noqa: PLC0415

    assert isinstance(items, pl.LazyFrame)
    start = pl.col("assigned_at").dt.convert_time_zone("Asia/Jakarta").dt.truncate("1mo")
    found = (
        items.with_columns(month=start)
        .group_by("owner", "month")
        .agg(kept=pl.col("kept").sum(), all=pl.len())
        .collect(engine="streaming")
    )
    return {
        (owner, f"{at:%Y-%m}"): (kept, every - kept) for owner, at, kept, every in found.iter_rows()
    }


# --- DuckDB, as an analyst would write it -------------------------------------------------------

_POSITION = """
    {d}.before + {d}.worked * (
        greatest(0, least(4 * 3600000000, epoch_us({at}) - epoch_us({d}.day + INTERVAL 8 HOUR)))
      + greatest(0, least(4 * 3600000000, epoch_us({at}) - epoch_us({d}.day + INTERVAL 13 HOUR))))
"""

_FIRST_RESPONSE = """
WITH first AS (
    SELECT l.lead_id, l.owner,
           l.assigned_at AT TIME ZONE 'Asia/Jakarta' AS started,
           coalesce(min(a.happened_at), {horizon}) AT TIME ZONE 'Asia/Jakarta' AS stopped
    FROM read_parquet({leads}, hive_partitioning=false) l
    LEFT JOIN read_parquet({attempts}, hive_partitioning=false) a
      ON a.lead_id = l.lead_id AND a.happened_at >= l.assigned_at
     AND NOT coalesce(a.automated, false)
    WHERE l.assigned_at IS NOT NULL
    GROUP BY l.lead_id, l.owner, l.assigned_at
), measured AS (
    SELECT owner, strftime(started, '%Y-%m') AS month,
           ({stop}) - ({start}) AS waited
    FROM first
    JOIN days d0 ON d0.day = started::DATE
    JOIN days d1 ON d1.day = stopped::DATE
)
SELECT owner, month, count(*) FILTER (waited <= {within}), count(*) FILTER (waited > {within})
FROM measured GROUP BY owner, month
"""

_ATTEMPTS = """
WITH made AS (
    SELECT l.lead_id, l.owner, l.assigned_at AT TIME ZONE 'Asia/Jakarta' AS started,
           count(a.lead_id) AS made
    FROM read_parquet({leads}, hive_partitioning=false) l
    LEFT JOIN read_parquet({attempts}, hive_partitioning=false) a
      ON a.lead_id = l.lead_id AND a.happened_at >= l.assigned_at
     AND a.happened_at <= l.assigned_at + INTERVAL {days} DAY
     AND NOT coalesce(a.automated, false)
    WHERE l.assigned_at IS NOT NULL
    GROUP BY l.lead_id, l.owner, l.assigned_at
)
SELECT owner, strftime(started, '%Y-%m') AS month,
       count(*) FILTER (made >= {asked}), count(*) FILTER (made < {asked})
FROM made GROUP BY ALL
"""


def sql_first_response(files: Files, days: Days, horizon: datetime) -> Answer:
    """A join on the lead, a join on the day for each end, AT TIME ZONE for both."""
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        given = pa.table(
            {
                "day": pa.array(days.dates, pa.date32()),
                "before": pa.array(days.before, pa.int64()),
                "worked": pa.array(days.worked, pa.int64()),
            }
        )
        con.register("given_days", given)
        con.execute("CREATE TABLE days AS FROM given_days")
        sql = _FIRST_RESPONSE.format(
            leads=list(files.leads),
            attempts=list(files.attempts),
            horizon=f"TIMESTAMPTZ '{horizon.isoformat()}'",
            stop=_POSITION.format(d="d1", at="stopped"),
            start=_POSITION.format(d="d0", at="started"),
            within=WITHIN_HOURS * HOUR_US,
        )
        return _sql_counts(con, sql)


def sql_attempts(files: Files, _days: Days, _horizon: datetime) -> Answer:
    """A join on the lead with the window in its condition, a count, a count of counts."""
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        sql = _ATTEMPTS.format(
            leads=list(files.leads), attempts=list(files.attempts), days=WITHIN_DAYS, asked=ASKED
        )
        return _sql_counts(con, sql)


def _sql_counts(con: duckdb.DuckDBPyConnection, sql: str) -> Answer:
    rows = con.execute(sql).fetchall()
    return {(owner, month): (kept, broken) for owner, month, kept, broken in rows}


# --- the raw scan -------------------------------------------------------------------------------


def raw_scan(files: Files, _days: Days, _horizon: datetime) -> None:
    """Every value of the columns that the answer needs, read and looked at once."""
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        con.execute(
            "SELECT sum(strlen(lead_id)), sum(strlen(owner)), sum(epoch_us(assigned_at))"
            f" FROM read_parquet({list(files.leads)}, hive_partitioning=false)"
        ).fetchall()
        con.execute(
            "SELECT sum(strlen(lead_id)), sum(epoch_us(happened_at)), count_if(automated)"
            f" FROM read_parquet({list(files.attempts)}, hive_partitioning=false)"
        ).fetchall()


# --- a package, row by row ----------------------------------------------------------------------


def per_row(days: Days) -> Callable[[datetime, datetime], int]:
    """Working µs between two instants by `businesstimedelta`."""
    import businesstimedelta  # noqa: PLC0415
    import pytz  # noqa: PLC0415

    zone = pytz.timezone("Asia/Jakarta")
    closed = [
        day
        for day, worked in zip(days.dates, days.worked, strict=True)
        if not worked and day.weekday() < 5
    ]
    # The package fails on what begins after the last holiday that it knows, or years before it.
    closed.append(days.dates[-1] + timedelta(days=365))
    week = [0, 1, 2, 3, 4]
    rules = businesstimedelta.Rules(
        [
            businesstimedelta.WorkDayRule(time(8), time(12), week, tz=zone),
            businesstimedelta.WorkDayRule(time(13), time(17), week, tz=zone),
            businesstimedelta.HolidayRule(dict.fromkeys(closed, "closed"), tz=zone),
        ]
    )

    def waited(start: datetime, stop: datetime) -> int:
        found = rules.difference(start, stop)
        return int(found.timedelta / timedelta(microseconds=1))

    return waited


def sample_of(files: Files, horizon: datetime, size: int) -> list[tuple[datetime, datetime]]:
    """Starts and stops of some leads."""
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        rows = con.execute(
            "SELECT epoch_us(l.assigned_at), epoch_us(coalesce(min(a.happened_at),"
            f" TIMESTAMPTZ '{horizon.isoformat()}'))"
            f" FROM (SELECT * FROM read_parquet({list(files.leads)}, hive_partitioning=false)"
            f" WHERE assigned_at IS NOT NULL ORDER BY md5(lead_id) LIMIT {size}) l"
            f" LEFT JOIN read_parquet({list(files.attempts)}, hive_partitioning=false) a"
            " ON a.lead_id = l.lead_id AND a.happened_at >= l.assigned_at"
            " AND NOT coalesce(a.automated, false) GROUP BY l.lead_id, l.assigned_at ORDER BY ALL"
        ).fetchall()
    zero = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
    return [(zero + timedelta(microseconds=a), zero + timedelta(microseconds=b)) for a, b in rows]
