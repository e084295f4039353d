"""Working time in the engine is the scalar working time, for every row at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from calendars.strategies import calendars, pauses_around
from selaras.calendars import (
    Calendar,
    Duration,
    DurationUnit,
    Pause,
    due,
    elapsed,
    find_calendar,
    grid_of,
    reach,
    read_duration,
)
from selaras.errors import EvidenceError
from selaras.evidence.due import Allowance, Reckoning, lacking, with_due, with_elapsed
from selaras.evidence.engines.duckdb import DuckDBEngine
from selaras.evidence.pauses import Pauses
from selaras.evidence.working_time import (
    EngineGrid,
    outside,
    place,
    refuse_outside,
    register_grid,
    timestamp_of,
)

INSTANT = pa.timestamp("us", "UTC")
# Clocks change within it: on 8 March in New York, on 29 March in London, on 5 April down under.
FIRST, LAST = datetime(2026, 2, 20, tzinfo=UTC), datetime(2026, 4, 10, tzinfo=UTC)
# Shrinking takes minutes with an engine in the loop, and the cases are small as they are.
QUICK = [Phase.explicit, Phase.reuse, Phase.generate]
DURATIONS = (
    "90 business minutes",
    "8 business hours",
    "1 business day",
    "5 business days",
    "30 minutes",
    "24 hours",
    "3 days",
)


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    duckdb = DuckDBEngine()
    yield duckdb
    duckdb.close()


def held(
    engine: DuckDBEngine, name: str, columns: dict[str, list[Any]], **kinds: pa.DataType
) -> Any:
    table = pa.table({key: pa.array(values, kinds[key]) for key, values in columns.items()})
    return engine.register(name, table)


def rows_of(engine: DuckDBEngine, table: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = engine.to_arrow(table).to_pylist()
    return sorted(rows, key=lambda row: row["item"])


def number_of(engine: DuckDBEngine, count: Any) -> int:
    number: int = engine.to_arrow(count.as_table())[0][0].as_py()
    return number


def items_of(engine: DuckDBEngine, starts: list[datetime | None], **more: list[Any]) -> Any:
    columns = {"item": list(range(len(starts))), "start": starts, **more}
    kinds = {"item": pa.int64(), "start": INSTANT, "stop": INSTANT}
    kinds |= {"calendar": pa.int32(), "amount": pa.int64()}
    return held(engine, "items", columns, **kinds)


def pauses_of(engine: DuckDBEngine, pauses: list[tuple[int, Pause]]) -> Pauses:
    columns = {
        "item": [item for item, _ in pauses],
        "opened": [pause.start for _, pause in pauses],
        "closed": [pause.end for _, pause in pauses],
    }
    table = held(engine, "pauses", columns, item=pa.int64(), opened=INSTANT, closed=INSTANT)
    return Pauses(table, "item", "opened", "closed")


def grid(engine: DuckDBEngine, *several: Calendar) -> EngineGrid:
    durations = [read_duration(text) for text in DURATIONS]
    return register_grid(
        engine, grid_of(several, FIRST, reach(several, LAST, durations) + timedelta(days=30))
    )


instants = st.integers(0, 38 * 86_400 * 10**6).map(
    lambda micros: FIRST + timedelta(days=2, microseconds=micros)
)


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Calendar], list[tuple[int, datetime, datetime, Any]]]:
    """A few calendars, and items of them with a start, a stop and pauses."""
    several = draw(st.lists(calendars(), min_size=1, max_size=3))
    items = []
    for _ in range(draw(st.integers(5, 30))):
        start = draw(instants)
        stop = start + timedelta(seconds=draw(st.integers(-90_000, 900_000)))
        which = draw(st.integers(0, len(several) - 1))
        items.append((which, start, stop, draw(pauses_around(start))))
    return several, items


@settings(max_examples=12, deadline=None, phases=QUICK)
@given(case=cases(), with_pauses=st.booleans(), business=st.booleans())
def test_elapsed_is_the_scalar_one(
    engine: DuckDBEngine, case: Any, with_pauses: bool, business: bool
) -> None:
    several, items = case
    table = items_of(
        engine,
        [start for _, start, _, _ in items],
        stop=[stop for _, _, stop, _ in items],
        calendar=[which for which, _, _, _ in items],
    )
    reckoning = Reckoning(
        engine=grid(engine, *several) if business else None,
        calendar="calendar",
        pauses=all_pauses(engine, items) if with_pauses else None,
        key="item",
    )
    found = rows_of(engine, with_elapsed(table, reckoning, start="start", stop="stop"))
    always = find_calendar("always")
    for row, (which, start, stop, pauses) in zip(found, items, strict=True):
        calendar = several[which] if business else always
        scalar = elapsed(calendar, start, stop, pauses if with_pauses else ())
        assert timedelta(microseconds=row["elapsed_us"]) == scalar


def all_pauses(engine: DuckDBEngine, items: list[Any]) -> Pauses:
    return pauses_of(
        engine, [(at, pause) for at, (*_, pauses) in enumerate(items) for pause in pauses]
    )


@settings(max_examples=24, deadline=None, phases=QUICK)
@given(
    case=cases(),
    text=st.sampled_from(DURATIONS),
    with_pauses=st.booleans(),
    by_column=st.booleans(),
)
def test_due_is_the_scalar_one(
    engine: DuckDBEngine, case: Any, text: str, with_pauses: bool, by_column: bool
) -> None:
    several, items = case
    duration = read_duration(text)
    amounts = [(at % 3) + 1 if by_column else duration.amount for at, _ in enumerate(items)]
    table = items_of(
        engine,
        [start for _, start, _, _ in items],
        calendar=[which for which, _, _, _ in items],
        amount=amounts,
    )
    asked = Allowance("amount", duration.unit) if by_column else duration
    reckoning = Reckoning(
        engine=grid(engine, *several),
        calendar="calendar",
        pauses=all_pauses(engine, items) if with_pauses else None,
        key="item",
    )
    answer = with_due(table, reckoning, start="start", duration=asked)
    found = rows_of(engine, answer.mutate(due=timestamp_of(answer.due_us)))
    for row, amount, (which, start, _, pauses) in zip(found, amounts, items, strict=True):
        scalar = due(
            several[which], start, Duration(amount, duration.unit), pauses if with_pauses else ()
        )
        assert (row["due"], row["suspended"], row["estimated"]) == (
            scalar.instant,
            scalar.suspended,
            scalar.estimated,
        )
    assert number_of(engine, lacking(answer, "start")) == 0


@settings(max_examples=8, deadline=None, phases=QUICK)
@given(calendars(), st.lists(instants, min_size=1, max_size=30))
def test_place_gives_local_dates_and_counts(
    engine: DuckDBEngine, calendar: Calendar, times: list[datetime]
) -> None:
    table = items_of(engine, [*times, None])
    carried = {"start": ("b", "date", "workday", "estimates", "estimates_before")}
    *found, unknown = rows_of(engine, place(table, grid(engine, calendar), carried))
    zone = calendar.time_zone
    base = found[0]
    for row, instant in zip(found, times, strict=True):
        day = instant.astimezone(zone).date()
        assert row["start_date"] == day
        first, last = sorted((base["start_date"], day))
        days = calendar.working_days(first + timedelta(days=1), last)
        assert abs(row["start_workday"] - base["start_workday"]) == days
        assert row["start_estimates"] - row["start_estimates_before"] == calendar.estimated(day)
        worked = elapsed(calendar, *sorted((times[0], instant)))
        assert timedelta(microseconds=abs(row["start_b"] - base["start_b"])) == worked
    assert {key: value for key, value in unknown.items() if key != "item"} == dict.fromkeys(
        ("start", "start_us", *(f"start_{word}" for word in carried["start"]))
    )


def test_times_outside_the_grid_are_counted_and_refused(engine: DuckDBEngine) -> None:
    laid = grid(engine, find_calendar("jakarta-office"))
    early, late = datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)
    fine = datetime(2026, 3, 2, 2, tzinfo=UTC)
    table = items_of(engine, [early, fine, None, late], stop=[fine, fine, fine, None])
    count = number_of(engine, outside(table, laid, ["start", "stop"]))
    assert count == 2
    with pytest.raises(EvidenceError, match="2 times lie outside"):
        refuse_outside(count, laid)
    refuse_outside(0, laid)
    found = rows_of(engine, with_elapsed(table, Reckoning(laid), start="start", stop="stop"))
    assert [row["elapsed_us"] for row in found] == [None, 0, None, None]


def test_dues_beyond_the_grid_are_counted(engine: DuckDBEngine) -> None:
    office = find_calendar("jakarta-office")
    laid = register_grid(engine, grid_of([office], FIRST, LAST))
    start = LAST - timedelta(days=3)
    table = items_of(engine, [start, FIRST, None])
    for text in ("100 business hours", "20 business days"):
        answer = with_due(table, Reckoning(laid), start="start", duration=read_duration(text))
        assert number_of(engine, lacking(answer, "start")) == 1
        assert [row["due_us"] is None for row in rows_of(engine, answer)] == [True, False, True]


def test_a_long_pause_past_the_grid_leaves_no_due(engine: DuckDBEngine) -> None:
    office = find_calendar("jakarta-office")
    laid = register_grid(engine, grid_of([office], FIRST, LAST))
    pause = Pause(FIRST + timedelta(days=1), LAST + timedelta(days=400))
    table = items_of(engine, [FIRST + timedelta(hours=1)])
    reckoning = Reckoning(laid, pauses=pauses_of(engine, [(0, pause)]), key="item")
    answer = with_due(
        table, reckoning, start="start", duration=Duration(20, DurationUnit.BUSINESS_HOURS)
    )
    assert number_of(engine, lacking(answer, "start")) == 1
