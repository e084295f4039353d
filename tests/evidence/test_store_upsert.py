"""What a load does to the rows of a table."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evidence.stores import LOADED_AT, Store, lead
from selaras.contracts import TABLES
from selaras.errors import InputError
from selaras.evidence.comparison import LoadCount
from selaras.evidence.delta_table import open_version
from selaras.evidence.staging import Staged
from selaras.evidence.stored_columns import staged_schema


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def only_count(result) -> LoadCount:  # type: ignore[no-untyped-def]
    (count,) = result.counts
    return count


def test_first_load_inserts_every_row(store):
    result = store.load("leads", [lead("a", source="web"), lead("b")])
    assert result.snapshot == 1
    assert result.counts == (LoadCount("leads", "crm", inserted=2),)
    assert store.rows("leads", "lead_id", "source", "created_at_is_day") == [
        ("a", "web", True),
        ("b", None, True),
    ]


def test_loading_twice_commits_nothing(store):
    rows = [lead("a"), lead("b")]
    store.load("leads", rows, export="full")
    version = store.evidence.snapshot().state("leads").version
    again = store.load("leads", rows, export="full")
    assert again.snapshot is None
    assert only_count(again) == LoadCount("leads", "crm", unchanged=2)
    assert [info.number for info in store.evidence.snapshots()] == [1]
    table = store.evidence.root / "leads"
    assert sorted(path.name for path in (table / "_delta_log").glob("*.json"))[-1] == (
        f"{version:020}.json"
    )


def test_a_changed_value_updates_the_row_and_spares_other_months(store):
    store.load("leads", [lead("a"), lead("b", "2026-04-01")])
    before = store.evidence.snapshot()
    result = store.load("leads", [lead("a", grade="A"), lead("b", "2026-04-01")])
    after = store.evidence.snapshot()
    assert only_count(result) == LoadCount("leads", "crm", updated=1, unchanged=1)
    assert store.rows("leads", "lead_id", "grade") == [("a", "A"), ("b", None)]
    assert after.files("leads", ["2026-04"]) == before.files("leads", ["2026-04"])
    assert after.files("leads", ["2026-03"]) != before.files("leads", ["2026-03"])
    assert after.digest("leads", ["2026-04"]) == before.digest("leads", ["2026-04"])
    assert after.digest("leads", ["2026-03"]) != before.digest("leads", ["2026-03"])


def test_the_later_row_of_a_repeated_key_wins(store):
    first = store.stage("leads", [lead("a", grade="1"), lead("b"), lead("a", grade="2")])
    second = store.stage("leads", [lead("c"), lead("a", grade="3")])
    together = Staged("leads", "crm", (*first.paths, *second.paths), "changes")
    result = store.evidence.commit([together], LOADED_AT)
    assert only_count(result) == LoadCount("leads", "crm", inserted=3, merged=2)
    assert store.rows("leads", "lead_id", "grade") == [("a", "3"), ("b", None), ("c", None)]


def test_keys_of_several_columns_are_compared_whole(store):
    def event(second, seq, status):
        at = f"2026-03-02T10:00:0{second}Z"
        return {"ticket_id": "t", "happened_at": at, "seq": seq, "status": status}

    events = [event(0, 1, "new"), event(0, 2, "open"), event(1, 1, "held"), event(0, 2, "done")]
    result = store.load("ticket_events", events, export="full")
    assert only_count(result) == LoadCount("ticket_events", "crm", inserted=3, merged=1)
    assert store.rows("ticket_events", "seq", "status") == [(1, "held"), (1, "new"), (2, "done")]
    result = store.load("ticket_events", [event(0, 1, "new"), event(0, 3, "x")], export="full")
    assert only_count(result) == LoadCount(
        "ticket_events", "crm", inserted=1, unchanged=1, deleted=2
    )


def test_paths_are_ordered_as_given_not_by_name(store):
    staged = [store.stage("leads", [lead("a", grade=str(n))]).paths[0] for n in range(12)]
    mixed = sorted(staged, key=lambda path: path.name, reverse=True)
    store.evidence.commit([Staged("leads", "crm", tuple(mixed), "changes")], LOADED_AT)
    assert store.rows("leads", "grade") == [(str(staged.index(mixed[-1])),)]


def test_of_two_sources_in_one_load_the_later_wins_and_both_are_counted(store):
    loads = [
        store.stage("leads", [lead("a", grade="1"), lead("b")], source="one"),
        store.stage("leads", [lead("a", grade="2")], source="two"),
    ]
    result = store.evidence.commit(loads, LOADED_AT)
    assert result.counts == (
        LoadCount("leads", "one", inserted=1, merged=1),
        LoadCount("leads", "two", inserted=1),
    )
    assert store.rows("leads", "lead_id", "grade", "_source") == [
        ("a", "2", "two"),
        ("b", None, "one"),
    ]


def test_parts_of_one_source_are_one_load(store):
    parts = [
        store.stage("leads", [lead("a")], export="full"),
        store.stage("leads", [lead("b")], export="full"),
    ]
    result = store.evidence.commit(parts, LOADED_AT)
    assert result.counts == (LoadCount("leads", "crm", inserted=2),)
    with pytest.raises(InputError, match="both as a full export and as changes"):
        store.evidence.commit([parts[0], store.stage("leads", [lead("c")])], LOADED_AT)


def test_a_row_that_moves_to_another_month_leaves_the_old_one(store):
    store.load("leads", [lead("a"), lead("b")])
    store.load("leads", [lead("a", "2026-05-09")])
    assert store.rows("leads", "lead_id", "_month") == [("a", "2026-05"), ("b", "2026-03")]
    assert store.evidence.snapshot().months("leads") == ("2026-03", "2026-05")


def test_a_month_left_by_its_last_row_is_gone(store):
    store.load("leads", [lead("a")])
    store.load("leads", [lead("a", "2026-05-09")])
    snapshot = store.evidence.snapshot()
    assert snapshot.months("leads") == ("2026-05",)
    assert snapshot.files("leads", ["2026-03"]) == ()
    assert snapshot.rows("leads") == 1


def test_months_are_utc_null_times_and_whole_tables(store):
    store.load(
        "deals", [{"deal_id": "a"}, {"deal_id": "b", "created_at": "2026-01-01T01:00+07:00"}]
    )
    store.load("people", [{"person_id": "p", "active_from": "2026-01-01"}])
    snapshot = store.evidence.snapshot()
    assert snapshot.months("deals") == ("2025-12", "none")
    assert snapshot.months("people") == ("all",)
    assert snapshot.tables == {"deals", "people"}


def test_a_key_missing_from_a_full_export_is_deleted_as_of_completeness(store):
    store.load("leads", [lead("a"), lead("b")], export="full")
    june = datetime(2026, 6, 1, tzinfo=UTC)
    result = store.load("leads", [lead("b")], export="full", complete_to=june)
    assert only_count(result) == LoadCount("leads", "crm", unchanged=1, deleted=1)
    assert store.deleted("leads", "lead_id") == {"a": june, "b": None}
    again = store.load("leads", [lead("b")], export="full", complete_to=june)
    assert again.snapshot is None


def test_a_deleted_key_that_returns_is_restored(store):
    store.load("leads", [lead("a"), lead("b")], export="full")
    store.load("leads", [lead("b")], export="full")
    result = store.load("leads", [lead("a"), lead("b")], export="full")
    assert only_count(result) == LoadCount("leads", "crm", unchanged=1, restored=1)
    assert store.deleted("leads", "lead_id") == {"a": None, "b": None}
    first, last = store.evidence.snapshot(1), store.evidence.snapshot()
    assert last.digest("leads") == first.digest("leads")


def test_changes_delete_nothing(store):
    store.load("leads", [lead("a"), lead("b")], export="full")
    assert store.load("leads", [lead("b")]).snapshot is None


def test_a_full_export_deletes_its_own_source_alone(store):
    store.load("leads", [lead("a")], source="one", export="full")
    store.load("leads", [lead("b")], source="two", export="full")
    result = store.load("leads", [lead("c")], source="two", export="full")
    assert only_count(result) == LoadCount("leads", "two", inserted=1, deleted=1)
    gone = {key for key, at in store.deleted("leads", "lead_id").items() if at is not None}
    assert gone == {"b"}


def test_an_empty_full_export_deletes_all_and_keeps_the_former_completeness(store):
    store.load("leads", [lead("a", "2026-03-02")], export="full")
    result = store.load("leads", [], export="full")
    assert only_count(result) == LoadCount("leads", "crm", deleted=1)
    reached = datetime(2026, 3, 2, tzinfo=UTC)
    assert store.deleted("leads", "lead_id") == {"a": reached}
    assert store.evidence.snapshot().complete_to("leads") == reached


def test_no_files_at_all_are_an_empty_export(store):
    store.load("people", [{"person_id": "p"}], export="full")
    result = store.evidence.commit([Staged("people", "crm", (), "full")], LOADED_AT)
    assert only_count(result) == LoadCount("people", "crm", deleted=1)
    assert store.deleted("people", "person_id") == {"p": LOADED_AT}


def test_a_table_loaded_without_rows_is_loaded(store):
    result = store.load("leads", [])
    assert result.snapshot == 1
    snapshot = store.evidence.snapshot()
    assert (snapshot.tables, snapshot.rows("leads"), snapshot.files("leads")) == ({"leads"}, 0, ())
    assert store.load("leads", []).snapshot is None
    assert store.load("leads", [lead("a")]).snapshot == 2


def test_where_a_row_came_from_is_not_its_content(store):
    store.load("leads", [lead("a"), lead("b")])
    assert store.load("leads", [lead("b"), lead("a")], source="other").counts == (
        LoadCount("leads", "other", unchanged=2),
    )
    assert store.rows("leads", "_source", "_line") == [("crm", 2), ("crm", 3)]


def test_rows_lie_sorted_by_parent(store):
    store.load(
        "attempts",
        [
            {"attempt_id": f"{n}", "lead_id": f"L{n % 3}", "happened_at": "2026-03-02T10:00Z"}
            for n in range(9)
        ],
    )
    (path,) = store.evidence.snapshot().files("attempts")
    parents = pq.read_table(path, partitioning=None)["lead_id"].to_pylist()
    assert parents == sorted(parents)


def test_deletion_vectors_are_off_and_old_logs_are_kept(store):
    store.load("leads", [lead("a")])
    state = store.evidence.snapshot().state("leads")
    configuration = open_version(store.evidence.root / "leads", state.version).metadata()
    assert configuration.configuration["delta.enableDeletionVectors"] == "false"
    assert configuration.configuration["delta.enableExpiredLogCleanup"] == "false"


def test_checkpoints_of_the_log_leave_every_snapshot_readable(store):
    for day in range(1, 25):
        store.load("leads", [lead("a", f"2026-03-{day:02}")])
    assert list((store.evidence.root / "leads" / "_delta_log").glob("*.checkpoint.parquet"))
    seen = [
        store.rows("leads", "created_at", snapshot=store.evidence.snapshot(number))[0][0].day
        for number in (1, 12, 19, 20, 21, 24)
    ]
    assert seen == [1, 12, 19, 20, 21, 24]


def test_a_row_without_its_whole_key_is_refused_and_nothing_is_written(store, tmp_path):
    path = tmp_path / "bad.parquet"
    rows = [{"lead_id": None, "_line": 2}]
    pq.write_table(pa.Table.from_pylist(rows, staged_schema(TABLES["leads"])), path)
    with pytest.raises(InputError, match="1 rows staged for leads have no lead_id"):
        store.evidence.commit([Staged("leads", "crm", (path,), "full")], LOADED_AT)
    assert store.evidence.is_empty


def test_a_load_that_is_refused_half_way_leaves_no_trace(store, tmp_path):
    store.load("leads", [lead("a")])
    path = tmp_path / "bad.parquet"
    schema = staged_schema(TABLES["people"])
    pq.write_table(pa.Table.from_pylist([{"person_id": None}], schema), path)
    loads = [store.stage("leads", [lead("b")]), Staged("people", "hr", (path,), "full")]
    with pytest.raises(InputError, match="no person_id"):
        store.evidence.commit(loads, LOADED_AT)
    assert [info.number for info in store.evidence.snapshots()] == [1]
    store.load("leads", [lead("c")])
    assert store.rows("leads", "lead_id") == [("a",), ("c",)]


def test_an_unknown_table_and_naive_times_are_refused(store):
    with pytest.raises(InputError, match="'lead' is not an evidence table"):
        store.evidence.commit([Staged("lead", "crm", (), "full")], LOADED_AT)
    naive = LOADED_AT.replace(tzinfo=None)
    with pytest.raises(InputError, match="no offset"):
        store.evidence.commit([], naive)
    with pytest.raises(InputError, match="no offset"):
        store.evidence.commit([Staged("leads", "crm", (), "full", naive)], LOADED_AT)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"lead_id": "a"}, "leads.created_at is missing"),
        (lead("a", colour="red"), "leads has no column 'colour'"),
        (lead("a", sourced_by="nobody"), "'nobody' does not fit leads.sourced_by"),
        (lead("a", "soon"), "'soon' does not fit leads.created_at"),
        (lead("a", value="much"), "'much' does not fit leads.value"),
    ],
)
def test_stage_rows_refuses_what_does_not_fit(store, row, problem):
    with pytest.raises(InputError, match=problem):
        store.stage("leads", [row])


def test_a_few_rows_more_of_a_large_month_fit_under_the_limit(tmp_path: Path) -> None:
    """Rows that stay are streamed past those that changed, however short other months are."""
    store, rows = Store(tmp_path), 600_000
    schema = staged_schema(TABLES["attempts"])

    def staged(name: str, first: int, at: list[datetime]) -> Staged:
        count, path = len(at), tmp_path / f"{name}.parquet"
        columns = {column.name: pa.nulls(count, column.type) for column in schema}
        ids = [f"attempt-of-a-lead-with-a-long-id-{first + i:09}" for i in range(count)]
        columns["attempt_id"] = columns["lead_id"] = pa.array(ids)
        columns["happened_at"] = pa.array(at, schema.field("happened_at").type)
        columns |= {name: pa.array([name] * count) for name in ("_source", "_file")}
        columns["_line"] = pa.array(range(count), pa.int64())
        pq.write_table(pa.table(columns, schema=schema), path)
        return Staged("attempts", "crm", (path,), "changes", None)

    january, june = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 6, 5, tzinfo=UTC)
    store.evidence.commit([staged("many", 0, [january] + [june] * (rows - 1))], LOADED_AT)
    evidence = replace(store.evidence, memory_limit="200MB", threads=2)
    result = evidence.commit([staged("few", rows, [june] * 1000)], LOADED_AT)
    assert result.counts == (LoadCount("attempts", "crm", inserted=1000),)
    assert evidence.snapshot().rows("attempts") == rows + 1000
