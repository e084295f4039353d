"""A contract that gains a column: old snapshots lack it, new rows have it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evidence.stores import Store, lead
from selaras.contracts import TABLES, Column, Kind
from selaras.evidence import upsert
from selaras.evidence.comparison import LoadCount
from selaras.evidence.engines.duckdb import DuckDBEngine
from selaras.evidence.maintenance import compact


@pytest.fixture(autouse=True, params=[1, 500_000])
def rows_at_once(request, monkeypatch):
    """Months written one by one, and all together."""
    monkeypatch.setattr(upsert, "ROWS_AT_ONCE", request.param)


ROWS = [lead("a"), lead("b", "2026-04-01")]


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A store loaded by the contract of yesterday, opened with that of today."""
    made = Store(tmp_path)
    made.load("leads", ROWS)
    leads = TABLES["leads"]
    more = (
        Column("mood", Kind.TEXT, "how they sounded"),
        Column("called_at", Kind.TIME, "when they called"),
    )
    monkeypatch.setitem(TABLES, "leads", replace(leads, columns=(*leads.columns, *more)))
    return made


def read(snapshot, *columns):
    engine = DuckDBEngine()
    wanted = dict.fromkeys(("lead_id", *columns))
    table = engine.table(snapshot, "leads", wanted).order_by("lead_id").select(*columns)
    return [tuple(row.values()) for row in engine.to_arrow(table).to_pylist()]


def test_old_rows_read_as_null(store):
    snapshot = store.evidence.snapshot()
    assert read(snapshot, "lead_id", "mood", "called_at", "called_at_is_day") == [
        ("a", None, None, None),
        ("b", None, None, None),
    ]


def test_the_same_export_changes_nothing(store):
    assert store.load("leads", ROWS).snapshot is None


def test_a_new_value_brings_the_column_to_every_file(store):
    before = store.evidence.snapshot()
    result = store.load("leads", [lead("a", mood="glad")])
    assert result.counts == (LoadCount("leads", "crm", updated=1),)
    after = store.evidence.snapshot()
    assert read(after, "lead_id", "mood") == [("a", "glad"), ("b", None)]
    assert read(before, "lead_id", "mood") == [("a", None), ("b", None)]
    assert before.digest("leads", ["2026-04"]) == after.digest("leads", ["2026-04"])
    store.load("leads", [lead("b", "2026-04-01", mood="calm")])
    assert read(store.evidence.snapshot(), "mood") == [("glad",), ("calm",)]
    assert store.load("leads", [lead("a", mood="glad")]).snapshot is None


def test_deletions_go_through_a_change_of_contract(store):
    store.load("leads", [lead("a")], export="full")
    snapshot = store.evidence.snapshot()
    gone = [at is not None for (at,) in read(snapshot, "deleted_at")]
    assert gone == [False, True]
    assert compact(store.evidence).snapshot is None
