"""What a user is told where the folder is not what it should be."""

from __future__ import annotations

import json
import os
import shutil

import pytest

from evidence.stores import LOADED_AT, Store, lead
from selaras.errors import EvidenceError, InputError
from selaras.evidence.store import open_evidence


@pytest.fixture
def store(tmp_path):
    made = Store(tmp_path)
    made.load("leads", [lead("a")])
    return made


def test_opening_makes_nothing(tmp_path):
    evidence = open_evidence(tmp_path / "evidence")
    assert evidence.is_empty
    assert evidence.snapshots() == ()
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(EvidenceError, match=r"no evidence in .* yet: load some"):
        evidence.snapshot()


def test_a_file_is_not_a_folder(tmp_path):
    (tmp_path / "evidence").write_text("")
    with pytest.raises(InputError, match="Evidence is a folder, this is a file"):
        open_evidence(tmp_path / "evidence")


@pytest.mark.parametrize(
    "name", ["with space", "100%", "50%, é", "it's", "a#b&c;d", "{y} $x", "~`!@"]
)
def test_names_of_folders_may_have_signs(tmp_path, name):
    store = Store(tmp_path / name)
    store.load("leads", [lead("a")])
    store.load("leads", [lead("a", grade="A")])
    assert store.rows("leads", "grade") == [("A",)]
    assert all(os.path.exists(path) for path in store.evidence.snapshot().files("leads"))
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["a%20b", "a?b", "a*b", "[a]", "a\\b", "a^b", "a|b"])
def test_names_that_delta_reads_otherwise_are_refused(tmp_path, name):
    with pytest.raises(InputError, match="cannot work in a folder with such a name"):
        open_evidence(tmp_path / name)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"format": 2}', '{"format": 1, "tables": 3}', "\udcff"]
)
def test_a_damaged_manifest_is_named(store, text):
    path = store.evidence.root / "_snapshots" / "1.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(EvidenceError, match=r"1\.json (is damaged|cannot be read)"):
        open_evidence(store.evidence.root)


def test_a_manifest_that_was_edited_is_damaged(store):
    path = store.evidence.root / "_snapshots" / "1.json"
    body = json.loads(path.read_text())
    body["tables"]["leads"]["months"]["2026-03"]["digest"] = "0" * 32
    path.write_text(json.dumps(body))
    with pytest.raises(EvidenceError, match="its content gives"):
        open_evidence(store.evidence.root)


def test_a_table_without_its_log_is_named(store):
    shutil.rmtree(store.evidence.root / "leads" / "_delta_log")
    with pytest.raises(EvidenceError, match="leads is damaged: its Delta log is missing"):
        open_evidence(store.evidence.root)


def test_tables_without_any_snapshot_are_not_taken_for_leavings(store):
    shutil.rmtree(store.evidence.root / "_snapshots")
    with pytest.raises(EvidenceError, match=r"it has tables \(leads\) and no _snapshots"):
        open_evidence(store.evidence.root)


def test_a_version_without_its_log_is_named(store):
    for path in (store.evidence.root / "leads" / "_delta_log").iterdir():
        path.unlink()
    with pytest.raises(EvidenceError, match=r"Version 1 of the evidence table in .*leads cannot"):
        store.evidence.snapshot().files("leads")
    with pytest.raises(EvidenceError, match="Version 1"):
        store.load("leads", [lead("b")])


def test_a_table_that_is_not_loaded_is_named(store):
    with pytest.raises(EvidenceError, match=r"deals is not loaded in snapshot 1 \(it has leads\)"):
        store.evidence.snapshot().rows("deals")


def test_snapshots_are_found_by_number_id_and_its_start(store):
    store.load("leads", [lead("a", grade="A")])
    first, second = (store.evidence.snapshot(number) for number in (1, 2))
    assert store.evidence.snapshot("1") == first
    assert store.evidence.snapshot(second.id) == second
    assert store.evidence.snapshot(first.id[:5].upper()) == first
    assert store.evidence.snapshot() == second
    for unknown in (7, "zz", ""):
        with pytest.raises(EvidenceError, match="no snapshot"):
            store.evidence.snapshot(unknown)


def test_a_start_that_fits_several_ids_is_refused(store):
    starts = {store.evidence.snapshot(1).id[0]}
    for number in range(40):
        store.evidence.commit([store.stage("people", [{"person_id": f"{number}"}])], LOADED_AT)
        start = store.evidence.snapshot().id[0]
        if start in starts and not start.isdecimal():
            break
        starts.add(start)
    with pytest.raises(InputError, match="Several snapshots begin with"):
        store.evidence.snapshot(start)
