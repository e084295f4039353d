"""Compaction, vacuum and pins."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from deltalake import DeltaTable, write_deltalake

from evidence.stores import LOADED_AT, Store, lead
from selaras.errors import EvidenceError, InputError
from selaras.evidence.engines.duckdb import DuckDBEngine
from selaras.evidence.maintenance import Compaction, Vacuum, compact, vacuum
from selaras.evidence.pins import Pin
from selaras.evidence.snapshot import Snapshot

ROWS = [lead(f"L{number:04}", f"2026-0{1 + number % 2}-11T05:00Z") for number in range(3000)]


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path)


def scatter(store: Store, month: str) -> None:
    """Write a month of leads anew as many small files: what a store gathers over the years."""
    snapshot = store.evidence.snapshot()
    files = list(snapshot.files("leads", [month]))
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        rows = con.execute(
            f"SELECT * FROM read_parquet({files!r}, hive_partitioning=true,"
            " hive_types={'_month': VARCHAR})"
        ).to_arrow_table()
    table = DeltaTable(str(store.evidence.root / "leads"))
    parts = [rows.slice(start, 500) for start in range(0, rows.num_rows, 500)]
    write_deltalake(table, parts[0], mode="overwrite", predicate=f"_month = '{month}'")
    for part in parts[1:]:
        write_deltalake(table, part, mode="append")
    table.update_incremental()
    before = store.evidence.latest()
    state = replace(before.tables["leads"], version=table.version())
    store.evidence.publish(before.with_table("leads", state), before)


def content(store: Store, snapshot: Snapshot) -> list[tuple[object, ...]]:
    return store.rows("leads", "lead_id", "created_at", "_month", "_hash", snapshot=snapshot)


def test_compaction_keeps_the_content_and_its_id(store):
    store.load("leads", ROWS)
    first = store.evidence.snapshot()
    scatter(store, "2026-01")
    scattered = store.evidence.snapshot()
    assert len(scattered.files("leads")) == 4
    assert compact(store.evidence) == Compaction(snapshot=3, files_before=4, files_after=2)
    compacted = store.evidence.snapshot()
    assert compacted.manifest.cause == "compact"
    assert first.id == scattered.id == compacted.id
    assert compacted.files("leads", ["2026-02"]) == first.files("leads", ["2026-02"])
    assert content(store, compacted) == content(store, first) == content(store, scattered)
    assert store.evidence.snapshot(first.id) == compacted
    assert compact(store.evidence) == Compaction(None, 2, 2)
    assert store.load("leads", ROWS).snapshot is None


def test_compaction_of_nothing_does_nothing(store):
    assert compact(store.evidence) == Compaction(None, 0, 0)
    assert vacuum(store.evidence) == Vacuum(0, 0, ())
    assert not store.evidence.root.exists()


def load_four(store: Store) -> None:
    """Four snapshots; each rewrites March and leaves April."""
    for number in range(1, 5):
        store.load("leads", [lead("a", grade=str(number)), lead("b", "2026-04-02")])


def grades(store: Store, number: int) -> list[tuple[object, ...]]:
    return store.rows("leads", "lead_id", "grade", snapshot=store.evidence.snapshot(number))


def test_vacuum_spares_the_latest_the_recent_and_the_pinned(store):
    load_four(store)
    store.evidence.pin(2, "quarterly review")
    assert vacuum(store.evidence).files == 0
    removed = vacuum(store.evidence, keep_days=0, now=datetime.now(UTC) + timedelta(seconds=1))
    assert (removed.files, removed.snapshots) == (2, (1, 3))
    assert grades(store, 2) == [("a", "2"), ("b", None)]
    assert grades(store, 4) == [("a", "4"), ("b", None)]
    for number in (1, 3):
        with pytest.raises(EvidenceError, match=f"Snapshot {number} can no longer be read"):
            store.evidence.snapshot(number)
    assert [info.is_vacuumed for info in store.evidence.snapshots()] == [True, False, True, False]
    assert store.load("leads", [lead("a", grade="5")]).snapshot == 5
    assert grades(store, 2) == [("a", "2"), ("b", None)]


def test_recent_is_what_was_the_latest_lately(store):
    """The second snapshot was superseded just now, however old it is: it may be being read."""
    load_four(store)
    numbered = {info.number: info for info in store.evidence.snapshots()}
    assert len(numbered) == 4
    superseded = store.evidence.latest().written_at
    removed = vacuum(store.evidence, keep_days=1, now=superseded + timedelta(days=1))
    assert removed.snapshots == (1, 2)
    assert grades(store, 3) == [("a", "3"), ("b", None)]


def test_a_dry_run_removes_nothing(store):
    load_four(store)
    files = sorted(store.evidence.root.glob("leads/*/*.parquet"))
    would = vacuum(store.evidence, keep_days=0, dry_run=True)
    assert (would.files, would.snapshots) == (3, (1, 2, 3))
    assert would.bytes == sum(path.stat().st_size for path in files[:0]) + sum(
        path.stat().st_size
        for path in files
        if str(path) not in store.evidence.snapshot().files("leads")
    )
    assert sorted(store.evidence.root.glob("leads/*/*.parquet")) == files
    assert vacuum(store.evidence, keep_days=0) == would


def test_a_snapshot_that_loses_no_file_stays_readable(store):
    store.load("leads", [lead("a")])
    store.load("deals", [{"deal_id": "d"}])
    assert vacuum(store.evidence, keep_days=0) == Vacuum(0, 0, ())
    assert grades(store, 1) == [("a", None)]


def test_vacuum_takes_what_killed_loads_left(store):
    store.load("leads", [lead("a")])
    orphan = Path(store.evidence.snapshot().files("leads")[0]).with_name("part-lost.parquet")
    orphan.write_bytes(b"half")
    DeltaTable.create(
        str(store.evidence.root / "deals"),
        DeltaTable(str(store.evidence.root / "leads")).schema(),
    )
    assert vacuum(store.evidence) == Vacuum(1, 4, ())
    assert not orphan.exists()
    assert not (store.evidence.root / "deals").exists()


def test_negative_days_are_refused(store):
    store.load("leads", [lead("a")])
    with pytest.raises(InputError, match="cannot be negative"):
        vacuum(store.evidence, keep_days=-1)


def test_a_file_that_went_missing_is_an_evidence_error(store):
    store.load("leads", [lead("a")])
    snapshot = store.evidence.snapshot()
    engine = DuckDBEngine()
    table = engine.table(snapshot, "leads")
    os.unlink(snapshot.files("leads")[0])
    with pytest.raises(EvidenceError, match="Evidence files cannot be read"):
        engine.to_arrow(table)
    with pytest.raises(EvidenceError, match="Evidence files cannot be read"):
        DuckDBEngine().table(snapshot, "leads")


def test_pins_have_reasons_and_can_be_taken_back(store):
    load_four(store)
    evidence = store.evidence
    for reason in ("review", "decision 7", "review"):
        evidence.pin(evidence.snapshot(2).id, reason)
    assert evidence.pins() == (Pin(2, "decision 7"), Pin(2, "review"))
    assert evidence.snapshots()[1].pins == ("decision 7", "review")
    assert evidence.unpin(2, "review") == 1
    assert evidence.unpin(2) == 1
    assert evidence.unpin(2) == 0
    with pytest.raises(InputError, match="needs a reason"):
        evidence.pin(2, " ")
    with pytest.raises(EvidenceError, match="no snapshot 9"):
        evidence.pin(9, "x")


def test_a_damaged_pin_stops_the_vacuum(store):
    load_four(store)
    store.evidence.pin(1, "review")
    (pin,) = (store.evidence.root / "_pins").glob("*.json")
    pin.write_text("{")
    with pytest.raises(EvidenceError, match=f"The pin {pin} is damaged"):
        vacuum(store.evidence, keep_days=0)
    assert grades(store, 1) == [("a", "1"), ("b", None)]


def test_the_writer_waits_for_a_vacuum(store):
    store.load("leads", [lead("a")])
    hasty = replace(store.evidence, wait_seconds=0.05)
    with store.evidence.writing(), pytest.raises(EvidenceError, match="writing to"):
        vacuum(hasty)
    assert hasty.commit([store.stage("leads", [lead("b")])], LOADED_AT).snapshot == 2
