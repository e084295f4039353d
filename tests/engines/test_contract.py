"""What every engine must do alike, so that a measure gives the same verdict on each."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import ibis
import pyarrow as pa
import pytest
from ibis import _

from evidence.stores import Store, lead
from selaras.contracts import TABLES, Kind, day_flag
from selaras.errors import EvidenceError, InputError
from selaras.evidence.working_time import micros

AT = datetime(2026, 3, 2, 16, 59, 59, 999999, tzinfo=UTC)
WHERE = ("_source", "_file", "_line", "deleted_at")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Three leads in two months, one deleted; seven attempts; a table without rows."""
    made = Store(tmp_path_factory.mktemp("engine"))
    leads = [
        lead("a", AT, value=Decimal("0.1"), owner="p", assigned_at="2026-03-03"),
        lead("b", "2026-04-01T00:00Z", value=Decimal("0.2")),
        lead("c", "2026-04-30T23:59:59Z", value=None),
    ]
    made.load("leads", leads, export="full")
    made.load("leads", leads[:2], export="full")
    made.load(
        "attempts",
        [
            {
                "attempt_id": f"{number}",
                "lead_id": "a" if number < 5 else "b",
                "happened_at": AT + timedelta(hours=number),
                "automated": None if number == 6 else number % 2 == 0,
            }
            for number in range(7)
        ],
    )
    made.load("deals", [])
    made.load("rates", [{"currency": "USD", "day": "2026-03-01", "rate": "16250.12345678"}])
    return made


@pytest.fixture
def snapshot(store):
    return store.evidence.snapshot()


def rows(engine, table):
    return [tuple(row.values()) for row in engine.to_arrow(table).to_pylist()]


def expected_type(kind):
    return {
        Kind.TEXT: "string",
        Kind.WORD: "string",
        Kind.TIME: "timestamp('UTC', 6)",
        Kind.DAY: "date",
        Kind.AMOUNT: "decimal(18, 4)",
        Kind.RATE: "decimal(18, 8)",
        Kind.WHOLE: "int64",
        Kind.FLAG: "boolean",
    }[kind]


@pytest.mark.parametrize("name", ["leads", "attempts", "deals", "rates"])
def test_tables_have_the_types_of_their_contract(engine, snapshot, name):
    contract = TABLES[name]
    types = {column.name: expected_type(column.kind) for column in contract.columns}
    types |= {day_flag(column.name): "boolean" for column in contract.times}
    types |= {"_source": "string", "_file": "string", "_line": "int64"}
    types |= {"deleted_at": expected_type(Kind.TIME)}
    types |= dict.fromkeys(contract.numbered.values(), "int64")
    schema = engine.table(snapshot, name).schema()
    assert {column: str(kind) for column, kind in schema.items()} == types


def test_values_come_as_they_were_loaded(engine, snapshot):
    table = engine.table(snapshot, "leads").order_by("lead_id")
    chosen = table.select("created_at", "created_at_is_day", "value", "assigned_at_is_day")
    assert rows(engine, chosen) == [
        (AT, False, Decimal("0.1000"), True),
        (datetime(2026, 4, 1, tzinfo=UTC), False, Decimal("0.2000"), False),
        (datetime(2026, 4, 30, 23, 59, 59, tzinfo=UTC), False, None, False),
    ]
    rates = engine.table(snapshot, "rates", ["day", "rate"])
    assert rows(engine, rates) == [(date(2026, 3, 1), Decimal("16250.12345678"))]


def test_columns_are_read_as_asked_in_that_order(engine, snapshot):
    table = engine.table(snapshot, "leads", ["value", "_month", "lead_id"])
    assert tuple(table.columns) == ("value", "_month", "lead_id")
    assert rows(engine, table.order_by("lead_id").select("_month")) == [
        ("2026-03",),
        ("2026-04",),
        ("2026-04",),
    ]
    with pytest.raises(InputError, match="leads has no column 'colour'"):
        engine.table(snapshot, "leads", ["colour"])


def test_months_limit_the_rows(engine, snapshot):
    march = engine.table(snapshot, "leads", ["lead_id"], ["2026-03", "2020-01"])
    assert rows(engine, march) == [("a",)]


def test_months_without_rows_and_empty_tables_are_empty_and_typed(engine, snapshot):
    for table in (
        engine.table(snapshot, "leads", months=["2020-01"]),
        engine.table(snapshot, "leads", months=[]),
    ):
        assert table.schema() == engine.table(snapshot, "leads").schema()
        assert engine.to_arrow(table).num_rows == 0
    month = engine.table(snapshot, "deals", ["_month", "amount"])
    assert engine.to_arrow(month.aggregate(n=_.count(), total=_.amount.sum())).to_pylist() == [
        {"n": 0, "total": None}
    ]


def test_a_table_that_is_not_loaded_is_named(engine, snapshot):
    with pytest.raises(EvidenceError, match="The table tickets is not loaded in snapshot"):
        engine.table(snapshot, "tickets")
    with pytest.raises(InputError, match="'lead' is not an evidence table"):
        engine.table(snapshot, "lead")


def test_an_old_snapshot_reads_as_it_was(engine, store):
    first, second = store.evidence.snapshot(1), store.evidence.snapshot(2)
    gone = [
        engine.to_arrow(engine.table(at, "leads").filter(_.deleted_at.notnull())).num_rows
        for at in (first, second)
    ]
    assert gone == [0, 1]


def test_the_session_is_in_utc(engine, snapshot):
    table = engine.table(snapshot, "leads").filter(_.lead_id == "a")
    parts = table.select(day=_.created_at.date(), hour=_.created_at.hour())
    assert rows(engine, parts) == [(date(2026, 3, 2), 16)]


def test_instants_compare_to_the_microsecond(engine, snapshot):
    table = engine.table(snapshot, "leads", ["lead_id", "created_at"])
    before = table.filter(_.created_at < ibis.literal(AT))
    until = table.filter(_.created_at <= ibis.literal(AT))
    assert (rows(engine, before), len(rows(engine, until))) == ([], 1)


def test_epoch_microseconds_are_exact(engine, snapshot):
    table = engine.table(snapshot, "leads").filter(_.lead_id == "a")
    seconds = int(AT.timestamp())
    found = rows(engine, table.select(us=micros(table.created_at)))
    assert found == [(seconds * 1_000_000 + AT.microsecond,)]


def test_sums_of_amounts_are_exact_decimals(engine, snapshot):
    total = engine.table(snapshot, "leads").aggregate(total=_.value.sum())
    (found,) = engine.to_arrow(total).to_pylist()
    assert found == {"total": Decimal("0.3000")}
    assert isinstance(found["total"], Decimal)


def test_nulls_are_neither_true_nor_false(engine, snapshot):
    attempts = engine.table(snapshot, "attempts")
    by_person = attempts.filter(~_.automated).count()
    by_machine = attempts.filter(_.automated).count()
    unknown = attempts.filter(_.automated.isnull()).count()
    counted = [engine.to_arrow(n.as_table()).to_pylist() for n in (by_person, by_machine, unknown)]
    assert [next(iter(row.values())) for (row,) in counted] == [3, 3, 1]


def test_an_outer_join_fills_with_nulls(engine, snapshot):
    firsts = (
        engine.table(snapshot, "attempts", ["lead_id", "happened_at"])
        .group_by("lead_id")
        .aggregate(first=_.happened_at.min())
    )
    joined = (
        engine.table(snapshot, "leads", ["lead_id"])
        .left_join(firsts, "lead_id")
        .select("lead_id", "first")
        .order_by("lead_id")
    )
    assert rows(engine, joined) == [
        ("a", AT),
        ("b", AT + timedelta(hours=5)),
        ("c", None),
    ]


def test_a_place_in_a_window_is_counted_from_nought(engine, snapshot):
    attempts = engine.table(snapshot, "attempts", ["lead_id", "happened_at", "attempt_id"])
    window = ibis.window(group_by="lead_id", order_by="happened_at")
    fifth = attempts.mutate(place=ibis.row_number().over(window)).filter(_.place == 4)
    assert rows(engine, fifth.select("attempt_id")) == [("4",)]


def test_registered_tables_join_with_evidence(engine, snapshot):
    known = pa.table({"lead_id": ["a", "c"], "weight": pa.array([1, 2], pa.int64())})
    first = engine.register("weights", known)
    second = engine.register("weights", known.slice(0, 1))
    leads = engine.table(snapshot, "leads", ["lead_id"])
    assert engine.to_arrow(leads.join(first, "lead_id")).num_rows == 2
    assert engine.to_arrow(leads.join(second, "lead_id")).num_rows == 1


def test_registered_times_keep_zone_and_precision(engine):
    table = engine.register("times", pa.table({"at": pa.array([AT], pa.timestamp("us", "UTC"))}))
    assert str(table.schema()["at"]) == "timestamp('UTC', 6)"
    assert rows(engine, table) == [(AT,)]


def test_materialised_rows_are_kept(engine, snapshot):
    leads = engine.table(snapshot, "leads", ["lead_id", "value"])
    kept = engine.materialise(leads.filter(_.value.notnull()), "valued")
    again = engine.materialise(kept.filter(_.lead_id == "a"), "valued")
    assert kept.schema() == leads.schema()
    assert [engine.to_arrow(table).num_rows for table in (kept, again, kept)] == [2, 1, 2]


def test_a_staged_expression_answers_as_if_it_were_written_out(engine, snapshot):
    leads = engine.table(snapshot, "leads", ["lead_id", "value"])
    step = engine.stage(leads.filter(_.value.notnull()).mutate(twice=_.value * 2), "step")
    assert tuple(step.columns) == ("lead_id", "value", "twice")
    assert rows(engine, step.filter(_.lead_id == "b").select("lead_id", "value")) == [
        ("b", Decimal("0.2000"))
    ]


def test_the_same_question_gives_the_same_table(engine, snapshot, store):
    first = engine.table(snapshot, "leads", ["lead_id"], ["2026-03"])
    again = engine.table(store.evidence.snapshot(), "leads", ("lead_id",), ("2026-03", "2026-03"))
    assert first.equals(again)
    assert not first.equals(engine.table(snapshot, "leads", ["lead_id"]))


def _worth_more(tables, numbers, /, *, column):
    leads = tables["leads"]
    chosen = leads.filter(leads[column] > numbers["least"])
    return chosen.inner_join(tables["names"], "lead_id").select("name", times=numbers["times"] + 1)


def test_a_derived_step_takes_other_tables_and_numbers(engine):
    leads = engine.register("leads", pa.table({"lead_id": ["a", "b"], "worth": [1, 5]}))
    others = engine.register("others", pa.table({"lead_id": ["b"], "worth": [7]}))
    names = engine.register("names", pa.table({"lead_id": ["a", "b"], "name": ["A", "B"]}))

    def asked(which, least, times, *, keep=False):
        found = engine.derive(
            _worth_more,
            {"leads": which, "names": names, "unread": others},
            {"least": least, "times": times},
            keep=keep,
            column="worth",
        )
        return sorted(rows(engine, found))

    assert asked(leads, 2, 0) == [("B", 1)]
    assert asked(leads, 0, 10**15) == [("A", 10**15 + 1), ("B", 10**15 + 1)]
    assert asked(others, 6, -3, keep=True) == [("B", -2)]
    assert asked(others.filter(_.worth > 100), 6, 1) == []


def _first_of(tables, numbers, /, *, value):
    return tables["leads"].filter(_.flag == value).select("lead_id")


def test_a_derived_step_tells_shapes_apart_that_are_equal_in_python(engine):
    leads = engine.register("leads", pa.table({"lead_id": ["a"], "flag": [True]}))
    assert rows(engine, engine.derive(_first_of, {"leads": leads}, {}, value=True)) == [("a",)]
    assert rows(engine, engine.derive(_first_of, {"leads": leads}, {}, value=False)) == []
