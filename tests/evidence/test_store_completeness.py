"""How far a table is complete after a load."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from evidence.stores import LOADED_AT, Store, lead
from selaras.errors import InputError
from selaras.evidence.manifest import manifest_path

MARCH = datetime(2026, 3, 31, tzinfo=UTC)
MAY = datetime(2026, 5, 31, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path)


def complete_to(store, table="leads"):
    return store.evidence.snapshot().complete_to(table)


def test_stated_completeness_counts_up_to_the_load(store):
    store.load("leads", [lead("a")], complete_to=MAY)
    assert complete_to(store) == MAY
    store.load("leads", [lead("a")], complete_to=LOADED_AT + timedelta(days=9))
    assert complete_to(store) == LOADED_AT


def test_unstated_completeness_is_the_newest_time_of_any_column(store):
    store.load("leads", [lead("a", "2026-03-02", assigned_at="2026-03-04T09:30Z"), lead("b")])
    assert complete_to(store) == datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


def test_times_after_the_load_and_times_that_point_ahead_say_nothing(store):
    store.load("leads", [lead("a", "2026-03-02"), lead("b", "2027-01-01")])
    assert complete_to(store) == datetime(2026, 3, 2, tzinfo=UTC)
    store.load(
        "claims",
        [{"claim_id": "c", "stated_at": "2026-03-02T08:00Z", "due_at": "2026-06-01T08:00Z"}],
    )
    assert complete_to(store, "claims") == datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_a_later_statement_alone_makes_a_snapshot_and_no_table_commit(store):
    store.load("leads", [lead("a")], complete_to=MARCH)
    before = store.evidence.snapshot()
    assert store.load("leads", [lead("a")], complete_to=MAY).snapshot == 2
    after = store.evidence.snapshot()
    assert complete_to(store) == MAY
    assert after.state("leads").version == before.state("leads").version
    assert after.digest("leads") == before.digest("leads")
    assert after.id != before.id


def test_changes_never_take_completeness_back_and_full_exports_do(store):
    store.load("leads", [lead("a")], complete_to=MAY)
    assert store.load("leads", [lead("a")], complete_to=MARCH).snapshot is None
    assert complete_to(store) == MAY
    store.load("leads", [lead("a")], complete_to=MARCH, export="full")
    assert complete_to(store) == MARCH


def test_a_table_is_as_complete_as_its_least_source(store):
    store.load("leads", [lead("a")], source="one", complete_to=MAY)
    store.load("leads", [lead("b")], source="two", complete_to=MARCH)
    assert complete_to(store) == MARCH
    assert store.evidence.snapshot().sources("leads") == {"one": MAY, "two": MARCH}


def test_tables_without_times_say_nothing(store):
    store.load("people", [{"person_id": "p", "active_from": "2026-01-01"}])
    assert complete_to(store, "people") is None
    assert store.load("people", [{"person_id": "p", "active_from": "2026-01-01"}]).snapshot is None


def complete_from(store):
    return store.evidence.snapshot().complete_from("leads")


def test_a_table_is_complete_from_the_start_unless_a_source_says_otherwise(store):
    store.load("leads", [lead("a")], source="one")
    assert complete_from(store) is None
    store.load("leads", [lead("b")], source="two", complete_from=MARCH)
    store.load("leads", [lead("c")], source="three", complete_from=MAY)
    assert complete_from(store) == MAY


def test_from_when_on_alone_makes_a_snapshot_and_no_table_commit(store):
    store.load("leads", [lead("a")], complete_to=MAY)
    before = store.evidence.snapshot()
    assert store.load("leads", [lead("a")], complete_to=MAY, complete_from=MARCH).snapshot == 2
    after = store.evidence.snapshot()
    assert complete_from(store) == MARCH
    assert (before.complete_from("leads"), after.id == before.id) == (None, False)
    assert after.state("leads").version == before.state("leads").version
    assert store.load("leads", [lead("a")], complete_to=MAY, complete_from=MARCH).snapshot is None


def test_changes_that_say_nothing_leave_the_beginning_and_full_exports_take_it_away(store):
    store.load("leads", [lead("a")], complete_to=MAY, complete_from=MARCH)
    store.load("leads", [lead("b")], complete_to=MAY)
    assert complete_from(store) == MARCH
    store.load("leads", [lead("a"), lead("b")], complete_to=MAY, export="full")
    assert complete_from(store) is None


def test_the_newest_statement_of_the_beginning_holds(store):
    store.load("leads", [lead("a")], complete_to=MAY, complete_from=MAY)
    store.load("leads", [lead("b")], complete_to=MAY, complete_from=MARCH)
    assert complete_from(store) == MARCH


def test_a_beginning_without_an_offset_is_refused(store):
    with pytest.raises(InputError, match="complete_from 2026-03-31T00:00:00 has no offset"):
        store.load("leads", [lead("a")], complete_from=MARCH.replace(tzinfo=None))


def test_a_manifest_without_beginnings_is_as_it_always_was(store):
    store.load("leads", [lead("a")], complete_to=MAY)
    assert "begins" not in manifest_path(store.evidence.root, 1).read_text()
