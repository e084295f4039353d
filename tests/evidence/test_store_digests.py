"""Hashes and digests say whether content is the same, and hang on nothing else."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from decimal import Decimal

import duckdb
import pytest

from evidence.stores import LOADED_AT, Store, lead
from selaras.contracts import TABLES
from selaras.evidence.maintenance import compact
from selaras.evidence.manifest import NOTHING, MonthState
from selaras.evidence.store import Evidence
from selaras.evidence.stored_columns import hash_sql, staged_types


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path)


def row_hash(table: str, **values: object) -> int:
    """The hash of one row given as SQL literals; all other columns null."""
    types = staged_types(TABLES[table])
    columns = ", ".join(
        f'({values.get(name, "NULL")})::{kind} AS "{name}"' for name, kind in types.items()
    )
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'Asia/Jakarta'")
        row = con.execute(f"SELECT {hash_sql(TABLES[table])} FROM (SELECT {columns})").fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.parametrize(
    ("table", "values", "text"),
    [
        ("people", {"person_id": "'p'"}, "p;person_id:1"),
        (
            "leads",
            {
                "lead_id": "'é'",
                "created_at": "'2026-03-02T10:00:00.000001+07'",
                "created_at_is_day": "true",
                "assigned_at_is_day": "false",
                "value": "1.5",
            },
            "é;lead_id:2;created_at=1772420400000001;value=1.5000;created_at_is_day",
        ),
        (
            "rates",
            {"currency": "'USD'", "day": "'1969-12-31'", "rate": "16000"},
            "USD;currency:3;day=-1;rate=16000.00000000",
        ),
        (
            "ticket_events",
            {"ticket_id": "'t'", "seq": "7", "pause": "false"},
            "t;ticket_id:1;seq=7;pause=0",
        ),
    ],
)
def test_the_hash_is_the_md5_of_a_known_text(table, values, text):
    """A store outlives versions of DuckDB: the text and the hash may never change."""
    digest = hashlib.md5(text.encode()).hexdigest()
    assert row_hash(table, **values) == int(digest[:15], 16)


def test_values_in_other_columns_are_other_content():
    assert row_hash("people", team="'ab'") != row_hash("people", team="'a'", company="'b'")
    assert row_hash("people", team="'a'") != row_hash("people", company="'a'")
    assert row_hash("people", team="''") != row_hash("people")
    assert row_hash("people", team="'a;role:1'") != row_hash("people", team="'a'", role="''")


ROWS = [
    lead(f"L{number}", f"2026-0{1 + number % 4}-11T05:00Z", value=number, grade="A")
    for number in range(200)
]


def test_digests_hang_on_neither_order_nor_threads_nor_loads(tmp_path):
    at_once, in_parts = Store(tmp_path / "a"), Store(tmp_path / "b")
    at_once.load("leads", ROWS, complete_to=LOADED_AT)
    in_parts.evidence = Evidence(in_parts.evidence.root, threads=1, memory_limit="128MB")
    for part in (ROWS[100:], ROWS[:3], list(reversed(ROWS))):
        in_parts.load("leads", part, complete_to=LOADED_AT)
    one, other = at_once.evidence.snapshot(), in_parts.evidence.snapshot()
    assert one.id == other.id
    assert one.digest("leads") == other.digest("leads")
    assert one.digest("leads", ["2026-02"]) == other.digest("leads", ["2026-02"])


def test_digests_differ_where_one_value_does(store):
    store.load("leads", ROWS)
    before = store.evidence.snapshot()
    store.load("leads", [ROWS[0] | {"created_at": "2026-01-11T05:00:00.000001Z"}])
    after = store.evidence.snapshot()
    assert before.digest("leads") != after.digest("leads")
    assert before.digest("leads", ["2026-02"]) == after.digest("leads", ["2026-02"])
    assert before.id != after.id


def test_a_table_with_a_column_of_days_is_digested_whole(store):
    rates = [{"currency": "USD", "day": f"2026-05-{day:02}", "rate": 16000} for day in (1, 2, 3)]
    store.load("rates", rates)
    assert store.evidence.snapshot().rows("rates") == 3
    before = store.evidence.snapshot().id
    store.load("rates", [{**rates[0], "rate": 17000}])
    assert store.evidence.snapshot().id != before


def test_a_deletion_and_its_time_are_content(store):
    digests = set()
    store.load("leads", ROWS, export="full")
    digests.add(store.evidence.snapshot().digest("leads"))
    for day in (1, 2):
        store.load("leads", ROWS, export="full")
        at = datetime(2026, 6, day, tzinfo=UTC)
        store.load("leads", ROWS[1:], export="full", complete_to=at)
        digests.add(store.evidence.snapshot().digest("leads"))
    assert len(digests) == 3


def test_what_holds_nothing_has_the_digest_of_nothing(store):
    store.load("leads", ROWS)
    snapshot = store.evidence.snapshot()
    assert snapshot.digest("leads", []) == NOTHING
    assert snapshot.digest("leads", ["2020-01"]) == NOTHING
    assert snapshot.digest("deals") == NOTHING
    assert snapshot.digest("leads", ["2020-01", "2026-01"]) == snapshot.digest("leads", ["2026-01"])
    assert snapshot.digest("leads", snapshot.months("leads")) == snapshot.digest("leads")


def test_compaction_changes_no_digest(store):
    store.load("leads", ROWS)
    before = store.evidence.snapshot()
    assert compact(store.evidence).snapshot is None
    assert store.evidence.snapshot() == before


def test_values_come_back_as_they_went_in(store):
    store.load(
        "leads",
        [
            lead(
                "é\x1f;'\"\n",
                datetime(2026, 3, 2, 10, 0, 0, 1, tzinfo=UTC),
                value=Decimal("-12345678901234.5678"),
                assigned_at=date(2026, 3, 3),
            )
        ],
    )
    columns = ("lead_id", "created_at", "created_at_is_day", "assigned_at_is_day", "value")
    assert store.rows("leads", *columns) == [
        (
            "é\x1f;'\"\n",
            datetime(2026, 3, 2, 10, 0, 0, 1, tzinfo=UTC),
            False,
            True,
            Decimal("-12345678901234.5678"),
        )
    ]


def test_a_day_says_what_it_holds_and_nothing_of_other_days(store):
    store.load("leads", [lead("A", "2026-01-05T05:00Z"), lead("B", "2026-01-20T05:00Z")])
    before = store.evidence.snapshot()
    store.load("leads", [lead("C", "2026-01-31T23:59Z"), lead("D", "2026-02-01T00:00Z")])
    after = store.evidence.snapshot()

    def same(first: date | None, last: date | None) -> bool:
        found = (s.digest_between("leads", first, last) for s in (before, after))
        return len(set(found)) == 1

    assert same(None, date(2026, 1, 30))
    assert same(date(2026, 1, 6), date(2026, 1, 30))
    assert not same(None, date(2026, 1, 31))
    assert not same(date(2026, 2, 1), date(2026, 2, 1))
    assert same(date(2026, 2, 2), None)
    assert same(None, date(2025, 12, 31))
    assert not same(None, None)


def test_days_of_a_row_that_was_moved_or_deleted_are_others(store):
    store.load("leads", [lead("A", "2026-01-05T05:00Z"), lead("B", "2026-01-20T05:00Z")])
    before = store.evidence.snapshot()
    store.load("leads", [lead("A", "2026-01-07T05:00Z")], export="full", complete_to=LOADED_AT)
    after = store.evidence.snapshot()
    changed = [
        day
        for day in range(1, 32)
        if before.digest_between("leads", date(2026, 1, day), date(2026, 1, day))
        != after.digest_between("leads", date(2026, 1, day), date(2026, 1, day))
    ]
    assert changed == [5, 7, 20]


def test_a_month_whose_days_are_not_known_counts_whole(store):
    store.load("leads", [lead("A", "2026-01-05T05:00Z")])
    state = store.evidence.snapshot().state("leads").months["2026-01"]
    older = MonthState(state.rows, state.digest)
    assert older.digest_between(1, 4) == older.digest_between(20, 31) == state.digest
    assert state.digest_between(1, 4) == state.digest_between(20, 31) != state.digest_between(5, 5)


def test_what_has_no_day_lies_in_every_span(store):
    store.load("people", [{"person_id": "p"}])
    before = store.evidence.snapshot()
    store.load("people", [{"person_id": "q"}])
    after = store.evidence.snapshot()
    span = date(2020, 1, 1), date(2020, 1, 2)
    assert before.digest_between("people", *span) != after.digest_between("people", *span)
