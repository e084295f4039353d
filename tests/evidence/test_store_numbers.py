"""Ids have whole numbers beside them: one for each, whatever is loaded, lost or compacted."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.stores import Store, lead
from selaras.contracts import NUMBERED
from selaras.errors import EvidenceError
from selaras.evidence import numbering
from selaras.evidence.maintenance import compact

LEAD = NUMBERED["lead_id"]
IDS = st.lists(st.sampled_from(["a", "b", "c", "é", "L1", "L10", "l1", ""]), max_size=6)


def attempt(number, lead_id, at="2026-03-03"):
    return {"attempt_id": str(number), "lead_id": lead_id, "happened_at": at}


def pairs(store, *tables):
    """Every id with every number that any row of the tables gives it."""
    return {
        pair
        for table in tables
        for pair in store.rows(table, "lead_id", LEAD)
        if pair[0] is not None
    }


def assert_numbers_stand_for_ids(found):
    assert len(found) == len({one for one, _number in found}) == len({n for _one, n in found})
    assert all(number >= 1 for _one, number in found)


def without_numbers(monkeypatch):
    """The store as it was laid out before ids had numbers."""
    monkeypatch.setattr("selaras.contracts.table.NUMBERED", {})


def test_an_id_has_the_same_number_in_all_tables(tmp_path):
    store = Store(tmp_path)
    store.load("attempts", [attempt(1, "b"), attempt(2, "a"), attempt(3, None)])
    store.load("leads", [lead("a"), lead("b"), lead("c", "2026-05-01")])
    store.load("deals", [{"deal_id": "d", "created_at": "2026-03-02", "lead_id": "c"}])
    found = pairs(store, "attempts", "leads", "deals")
    assert {one for one, _number in found} == {"a", "b", "c"}
    assert_numbers_stand_for_ids(found)
    assert sorted(number for _one, number in found) == [1, 2, 3]
    assert (None, None) in store.rows("attempts", "lead_id", LEAD)


def test_numbers_of_a_load_follow_time(tmp_path):
    store = Store(tmp_path)
    store.load("leads", [lead("a", "2026-05-01"), lead("z", "2026-03-01"), lead("m", "2026-04-01")])
    store.load("leads", [lead("b", "2026-06-01"), lead("c", "2026-02-01")])
    # One that is tried and was never loaded has the time of its first attempt.
    tried = [("p", "2026-03-09"), ("p", "2026-03-02"), ("o", "2026-03-05"), ("a", "2026-03-01")]
    store.load("attempts", [attempt(n, *one) for n, one in enumerate(tried)])
    numbers = dict(pairs(store, "leads", "attempts"))
    assert sorted(numbers, key=numbers.__getitem__) == ["z", "m", "a", "c", "b", "p", "o"]


def test_rows_lie_in_order_of_their_numbers(tmp_path):
    store = Store(tmp_path)
    store.load("leads", [lead("b", "2026-03-01"), lead("a", "2026-03-20")])
    store.load("attempts", [attempt(n, one) for n, one in enumerate("abab")])
    for table in ("leads", "attempts"):
        (file,) = store.evidence.snapshot().files(table)
        found = pq.read_table(file, columns=[LEAD]).column(LEAD).to_pylist()
        assert found == sorted(found)
        assert set(found) == {1, 2}


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(IDS, IDS, st.sampled_from(["nothing", "lose", "compact"])), max_size=4))
def test_numbers_stand_for_ids_whatever_is_loaded_and_lost(loads):
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        for turn, (leads, tried, then) in enumerate(loads):
            store.load("leads", [lead(one, f"2026-0{turn + 1}-02") for one in leads], export="full")
            made = [attempt(f"{turn}-{place}", one) for place, one in enumerate(tried)]
            store.load("attempts", made)
            if then == "lose":
                shutil.rmtree(store.evidence.root / numbering.FOLDER, ignore_errors=True)
            elif then == "compact":
                compact(store.evidence)
            assert_numbers_stand_for_ids(pairs(store, "leads", "attempts"))


def test_a_load_that_changes_nothing_gives_no_numbers(tmp_path):
    store = Store(tmp_path)
    store.load("leads", [lead("a")])
    files = sorted((store.evidence.root / numbering.FOLDER).rglob("*"))
    assert store.load("leads", [lead("a")]).snapshot is None
    assert sorted((store.evidence.root / numbering.FOLDER).rglob("*")) == files


def test_numbers_that_were_lost_are_read_back_from_the_rows(tmp_path):
    store = Store(tmp_path)
    store.load("leads", [lead("a"), lead("b")])
    store.load("leads", [lead("c")])
    before = pairs(store, "leads")
    held = sorted((store.evidence.root / numbering.FOLDER / "lead_id").glob("*.parquet"))
    held[0].unlink()
    store.load("attempts", [attempt(1, "a"), attempt(2, "d")])
    found = pairs(store, "leads", "attempts")
    assert before < found
    assert_numbers_stand_for_ids(found)


def test_rows_that_disagree_on_a_number_are_refused(tmp_path, monkeypatch):
    store = Store(tmp_path)
    store.load("leads", [lead("a"), lead("b")])
    monkeypatch.setattr(numbering.Numbering, "_mend", lambda *_given: None)
    shutil.rmtree(store.evidence.root / numbering.FOLDER)
    store.load("attempts", [attempt(1, "x")])
    monkeypatch.undo()
    shutil.rmtree(store.evidence.root / numbering.FOLDER)
    with pytest.raises(EvidenceError, match="rows disagree on the numbers of their lead_id"):
        store.load("attempts", [attempt(2, "y")])


@pytest.mark.parametrize("by", ["load", "compact"])
def test_a_store_without_numbers_gets_them(tmp_path, monkeypatch, by):
    store = Store(tmp_path)
    without_numbers(monkeypatch)
    store.load("leads", [lead("a"), lead("b", "2026-04-01")])
    assert LEAD not in store.evidence.snapshot().state("leads").columns
    content = store.evidence.snapshot().id
    monkeypatch.undo()
    if by == "compact":
        assert compact(store.evidence).snapshot == 2
        assert store.evidence.snapshot().id == content
    else:
        assert store.load("leads", [lead("a"), lead("b", "2026-04-01")]).snapshot is None
        store.load("leads", [lead("c", "2026-04-02")])
    found = pairs(store, "leads")
    assert {"a", "b"} <= {one for one, _number in found}
    assert_numbers_stand_for_ids(found)
    assert compact(store.evidence).snapshot is None


def test_numbers_change_neither_digest_nor_hash(tmp_path, monkeypatch):
    numbered = Store(tmp_path / "numbered")
    numbered.load("leads", [lead("z")])
    numbered.load("leads", [lead("a")])
    without_numbers(monkeypatch)
    plain = Store(tmp_path / "plain")
    plain.load("leads", [lead("a"), lead("z")])
    one, other = numbered.evidence.snapshot(), plain.evidence.snapshot()
    assert one.digest("leads") == other.digest("leads")
    assert LEAD in one.state("leads").columns
    assert LEAD not in other.state("leads").columns
