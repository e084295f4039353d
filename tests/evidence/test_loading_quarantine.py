"""Quarantine, replay, repeated keys, full exports with misfits, personal ids."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from selaras.errors import InputError

from .loading_kit import LEADS, NOW, Shop, utc

HEAD = "id,created,value\n"
GOOD = "L1,2026-01-05,1\nL2,2026-01-06,2\n"


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    made = Shop(tmp_path)
    made.map(LEADS)
    return made


def test_loading_twice_changes_nothing_and_keeps_misfits_once(shop: Shop) -> None:
    shop.write("leads.csv", HEAD + GOOD + "L3,never,3\nL1,2026-01-05,1\n")
    assert shop.load().snapshot == 1
    before = shop.kept()
    assert shop.load(NOW + timedelta(days=2)).snapshot is None
    assert shop.kept() == before
    assert (shop.count.unchanged, shop.count.merged) == (2, 1)
    assert [info.number for info in shop.evidence.snapshots()] == [1]


def test_completeness_is_stated_by_mapping_or_load_else_the_newest_time(shop: Shop) -> None:
    shop.write("leads.csv", HEAD + GOOD)
    shop.load()

    def reached() -> object:
        return shop.evidence.snapshot().complete_to("leads")

    assert reached() == utc(2026, 1, 5, 17)
    shop.map(LEADS.replace("table:", "complete_to: 2026-02-01\ntable:"))
    shop.load()
    assert reached() == utc(2026, 2, 1, 17)
    shop.map(LEADS.replace("table:", "complete_to: 2026-02-03T10:00+07:00\ntable:"))
    shop.load()
    assert reached() == utc(2026, 2, 3, 3)
    shop.load(complete_to=utc(2026, 3, 1))
    assert reached() == utc(2026, 3, 1)


def test_a_day_of_completeness_needs_a_zone(shop: Shop) -> None:
    text = LEADS.replace("time_zone: Asia/Jakarta", "complete_to: 2026-02-01")
    shop.map(text)
    shop.write("leads.csv", HEAD + "L1,2026-01-05T00:00Z,1\n")
    with pytest.raises(InputError, match="the mapping has no time zone"):
        shop.load()


def test_rows_of_one_key_that_differ_are_refused_unless_a_rule_says_which(shop: Shop) -> None:
    rows = "L1,2026-01-05,2\nL1,2026-01-05,10\nL2,2026-01-06,1\nL1,2026-01-05,9\n"
    shop.write("leads.csv", HEAD + rows)
    shop.load()
    assert shop.misfits() == [(n, "repeated_key", None) for n in (2, 3, 5)]
    assert shop.rows(columns=("lead_id", "value")) == [("L2", Decimal(1))]
    kept = {"last": 9, "first": 2}
    for rule, value in kept.items():
        shop.map(LEADS.replace("table:", f"repeated: {rule}\ntable:"))
        shop.load()
        assert shop.rows(columns=("value",)) == [(Decimal(1),), (Decimal(value),)]
        assert shop.count.merged == 2
    shop.map(LEADS.replace("table:", "repeated: last\norder_by: value\ntable:"))
    shop.load()
    assert shop.rows(columns=("value",)) == [(Decimal(1),), (Decimal(10),)]


def test_a_replay_after_a_rule_was_stated_loads_the_contradictory_rows(shop: Shop) -> None:
    shop.write("leads.csv", HEAD + GOOD + "L3,2026-01-07,1\nL3,2026-01-07,2\n")
    shop.load()
    shop.map(LEADS.replace("table:", "repeated: last\ntable:"))
    shop.replay()
    assert (shop.count.read, shop.count.inserted, shop.count.merged) == (2, 1, 1)
    assert shop.kept() == []


def test_a_mended_mapping_replays_what_fits_and_leaves_the_rest(shop: Shop) -> None:
    shop.write("leads.csv", HEAD + GOOD + "L3,7/1/2026,3\nL4,never,4\nL5,8/1/2026,x\n")
    shop.load()
    reached = shop.evidence.snapshot().complete_to("leads")
    shop.map(
        LEADS.replace("created_at: created", "created_at: {from: created, format: '%d/%m/%Y'}")
    )
    later = NOW + timedelta(days=3)
    report = shop.replay(later)
    assert (shop.count.inserted, dict(shop.count.quarantined)) == (
        1,
        {"not_a_time": 1, "not_a_number": 1},
    )
    assert report.snapshot == 2
    assert [row[0] for row in shop.rows(columns=("lead_id",))] == ["L1", "L2", "L3"]
    assert shop.misfits() == [(5, "not_a_time", "created_at"), (6, "not_a_number", "value")]
    assert {row.quarantined_at for row in shop.kept()} == {NOW}
    assert shop.evidence.snapshot().complete_to("leads") == reached
    assert shop.replay(later).snapshot is None


def test_broken_lines_and_foreign_bytes_are_replayed_by_the_form_stated_later(shop: Shop) -> None:
    lines = [b"L'3',2026-01-05,'1,5'\n", b"L\xe9,2026-01-07,4\n", "éé,2026-01-08,1\n".encode()]
    shop.write("leads.csv", (HEAD + GOOD).encode() + b"".join(lines))
    shop.load()
    assert [reason for _, reason, _ in shop.misfits()] == ["broken_line", "undecodable"]
    shop.map(
        LEADS.replace(
            "{file: leads.csv}", "{file: leads.csv, quote: \"'\", delimiter: ',', encoding: cp1252}"
        ).replace("value: value", "value: {from: value, decimal: ','}")
    )
    shop.replay()
    assert shop.kept() == []
    assert {"Lé", "L'3'"} <= {row[0] for row in shop.rows(columns=("lead_id",))}


def test_a_later_row_of_a_key_supersedes_its_misfit(shop: Shop) -> None:
    shop.write("leads.csv", HEAD + "L1,2026-01-05,x\nL9,2026-01-05,x\n")
    shop.load()
    shop.write("leads.csv", HEAD + "L1,2026-01-05,7\n")
    shop.load()
    assert [(row.key, row.reason) for row in shop.kept()] == [("L9", "not_a_number")]


def test_a_replay_does_not_undo_a_later_row_of_the_same_file(shop: Shop) -> None:
    shop.map(LEADS.replace("table:", "repeated: last\ntable:"))
    shop.write(
        "leads.csv", HEAD + "L1,2026-01-05,x\nL1,2026-01-05,2\nL2,2026-01-05,1\nL2,2026-01-05,y\n"
    )
    shop.load()
    shop.map(
        LEADS.replace("table:", "repeated: last\ntable:").replace(
            "value: value", "value: {from: value, map: {x: 8, y: 9}}"
        )
    )
    shop.replay()
    assert (shop.count.merged, shop.count.updated) == (1, 1)
    assert shop.rows(columns=("lead_id", "value")) == [("L1", Decimal(2)), ("L2", Decimal(9))]


@pytest.mark.parametrize(("rule", "kept"), [("last", "b.csv"), ("first", "a.csv")])
def test_a_replay_does_not_undo_a_row_of_another_file_of_the_folder(
    shop: Shop, rule: str, kept: str
) -> None:
    folder = LEADS.replace("{file: leads.csv}", "{folder: ., pattern: '*.csv'}").replace(
        "table:", f"repeated: {rule}\ntable:"
    )
    shop.map(folder)
    shop.write("a.csv", HEAD + "L1,2026-01-05,x\nL2,2026-01-05,1\n")
    shop.write("b.csv", HEAD + "L1,2026-01-05,2\nL2,2026-01-05,x\n")
    shop.load()
    shop.map(folder.replace("value: value", "value: {from: value, map: {x: 8}}"))
    shop.replay()
    assert [row[0] for row in shop.rows(columns=("_file",))] == [kept, kept]
    rows = shop.rows()
    shop.load()
    assert shop.rows() == rows


def test_misfits_are_kept_for_thirty_days(shop: Shop) -> None:
    shop.write("leads.csv", HEAD + GOOD + "L3,never,3\n")
    shop.load()
    shop.write("leads.csv", HEAD + GOOD)
    shop.load(NOW + timedelta(days=30))
    assert len(shop.kept()) == 1
    shop.load(NOW + timedelta(days=30, seconds=1))
    assert shop.kept() == []


def test_a_full_export_deletes_what_is_missing_but_not_its_misfits(shop: Shop) -> None:
    full = LEADS.replace("table:", "export: full\ntable:")
    shop.map(full)
    shop.write("leads.csv", HEAD + GOOD + "L3,2026-01-07,3\nL4,2026-01-07,4\n")
    shop.load()
    shop.write(
        "leads.csv",
        HEAD + "L1,2026-01-05,1\nL2,2026-01-06,wrong\nL4,2026-01-07,5\nL4,2026-01-07,6\n",
    )
    shop.load()
    assert (shop.count.deleted, shop.count.unchanged) == (1, 1)
    assert [row[0] for row in shop.rows(columns=("lead_id",))] == ["L1", "L2", "L4"]
    shop.write("leads.csv", HEAD + GOOD)
    shop.load()
    assert (shop.count.deleted, shop.kept()) == (1, [])


@pytest.mark.parametrize("other", ["a", "z"])
def test_a_misfit_does_not_hold_on_to_a_key_that_another_source_brings(
    shop: Shop, other: str
) -> None:
    full = LEADS.replace("table:", "export: full\ntable:")
    shop.map(full)
    shop.write("leads.csv", HEAD + "L1,2026-01-05,1\n")
    shop.load()
    shop.write("leads.csv", HEAD + "L1,2026-01-05,wrong\n")
    shop.map(full.replace("mapping: leads", "mapping: web").replace("leads.csv", "web.csv"), other)
    shop.write("web.csv", HEAD + "L1,2026-01-05,2\n")
    counts = {count.mapping: count for count in shop.load().counts}
    assert (counts["leads"].unchanged, counts["leads"].merged) == (0, 0)
    assert counts["web"].updated == 1
    assert shop.rows(columns=("lead_id", "value", "_source")) == [("L1", 2, "web")]


def test_a_line_without_a_readable_key_holds_deletions_back(shop: Shop) -> None:
    full = LEADS.replace("table:", "export: full\ntable:")
    shop.map(full)
    shop.write("leads.csv", HEAD + GOOD)
    shop.load()
    shop.write("leads.csv", HEAD + "L1,2026-01-05,1\nL2 2026-01-06 2\n")
    shop.load()
    assert (shop.count.deleted, shop.count.deletions_held_back) == (0, True)


PERSONAL = LEADS.replace("value: value", "value: value\n  owner: {from: owner, personal: true}")


def test_personal_ids_are_replaced_everywhere_alike(shop: Shop) -> None:
    shop.map(
        "mapping: crm\nsource: {file: leads.csv}\ntime_zone: Asia/Jakarta\ntables:\n"
        "  leads:\n    columns: {lead_id: id, created_at: created,"
        " owner: {from: owner, personal: true}}\n"
        "  people:\n    repeated: first\n    columns: {person_id: {from: owner, personal: true}}\n"
    )
    shop.write("leads.csv", "id,created,owner\nL1,2026-01-05,ani@x.id\nL2,2026-01-05,ani@x.id\n")
    shop.load()
    (person,) = shop.rows("people", ("person_id",))
    assert shop.rows("leads", ("DISTINCT owner",)) == [person]
    assert person[0].startswith("p-")
    assert shop.load().snapshot is None
    stored = b"".join(p.read_bytes() for p in (shop.root / "evidence").rglob("*") if p.is_file())
    assert b"ani@x.id" not in stored


def test_a_personal_id_is_in_no_message(shop: Shop) -> None:
    shop.map(PERSONAL)
    shop.write("leads.csv", "id,created,value,owner\nL1,never,1,ani@x.id\n")
    shop.load()
    (row,) = shop.kept()
    assert "ani" not in row.says
    assert "ani" not in (row.key or "")


def test_forgetting_deletes_the_entry_and_gives_a_new_one_later(shop: Shop) -> None:
    shop.map(PERSONAL)
    shop.write(
        "leads.csv", "id,created,value,owner\nL1,2026-01-05,1,ani@x.id\nL2,never,1,ani@x.id\n"
    )
    shop.load()
    ((before,),) = shop.rows(columns=("owner",))
    assert shop.pseudonyms.originals([before]) == {before: "ani@x.id"}
    (gone,) = shop.pseudonyms.forget("ani@x.id", NOW)
    assert (gone.kind, gone.pseudonym) == ("person", before)
    assert shop.quarantine.forget("ani@x.id") == 1
    assert shop.pseudonyms.originals([before]) == {}
    assert b"ani@x.id" not in shop.pseudonyms.database.read_bytes()
    shop.load()
    ((after,),) = shop.rows(columns=("owner",))
    assert after != before
    (again,) = shop.pseudonyms.forget(after, NOW)
    assert again.pseudonym == after
    assert shop.pseudonyms.forget("nobody", NOW) == ()


def test_ids_of_different_kinds_have_different_pseudonyms(shop: Shop) -> None:
    (person,) = shop.pseudonyms.replace("person", ["7"], NOW)
    (lead,) = shop.pseudonyms.replace("lead", ["7"], NOW)
    assert person != lead
    assert shop.pseudonyms.replace("person", ["8", "7"], NOW)[1] == person
