"""`selaras load`, `quarantine`, `map` and `forget` as a person meets them."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from selaras.cli import main

MAPPING = """\
mapping: leads
source: {file: leads.csv}
time_zone: Asia/Jakarta
table: leads
columns:
  lead_id: id
  created_at: created
  owner: {from: owner, personal: true}
"""
ROWS = "id,created,owner\nL1,2026-01-05,ani@x.id\nL2,2026-01-06,budi@x.id\nL3,soon,ani@x.id\n"


@dataclass
class Command:
    root: Path
    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        """Run `selaras ARGUMENTS --workspace ROOT`: exit code, stdout, stderr."""
        words = ["selaras", *arguments, "--workspace", str(self.root)]
        self.monkeypatch.setattr("sys.argv", words)
        with pytest.raises(SystemExit) as ended:
            main()
        out = self.capsys.readouterr()
        return int(ended.value.code or 0), out.out, out.err

    def json(self, *arguments: str) -> Any:
        code, out, err = self(*arguments, "--format", "json")
        assert (code, err) == (0, "")
        return json.loads(out)


@pytest.fixture
def selaras(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Command:
    (tmp_path / "mappings").mkdir()
    (tmp_path / "mappings" / "leads.yaml").write_text(MAPPING)
    (tmp_path / "leads.csv").write_text(ROWS)
    return Command(tmp_path, capsys, monkeypatch)


COUNT = {
    "mapping": "leads",
    "table": "leads",
    "read": 3,
    "inserted": 2,
    "updated": 0,
    "unchanged": 0,
    "restored": 0,
    "merged": 0,
    "filtered": 0,
    "deleted": 0,
    "quarantined": {"not_a_time": 1},
    "deletions_held_back": False,
}


def test_load_counts_every_row_and_twice_changes_nothing(selaras: Command) -> None:
    assert selaras.json("load") == {"snapshot": 1, "tables": [COUNT]}
    assert selaras.json("load") == {
        "snapshot": None,
        "tables": [{**COUNT, "inserted": 0, "unchanged": 2}],
    }


def test_load_tells_people_the_same(selaras: Command) -> None:
    code, out, err = selaras("load")
    assert (code, err) == (0, "")
    assert "leads, leads: 1 quarantined, not_a_time" in out
    assert out.endswith("`selaras quarantine` lists those rows.\nSnapshot 1.\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["load", "lead"], "There is no mapping 'lead'. There are leads."),
        (["load", "--file", "lead=x.csv"], "no mapping 'lead' is loaded"),
        (["load", "--file", "leads"], "'leads' is not NAME=PATH"),
        (["load", "--source-dir", "nowhere"], "nowhere: There is no such folder"),
        (["load", "--file", "leads=nowhere.csv"], "There is no such file for leads"),
        (["load", "--complete-to", "soon"], "--complete-to: complete_to 'soon' is neither"),
        (["quarantine", "--reason", "bad"], "'bad' is not a reason. Reasons are broken_line"),
        (["forget", "nobody"], "There is no entry with this id"),
        (["map", "nowhere.csv", "--table", "leads"], "There is no such file"),
        (["map", ".", "--table", "leads"], "This is a folder"),
        (["evaluate"], "agreements: There is no such file or folder. Make a workspace with"),
    ],
)
def test_what_a_person_can_mend_ends_with_2_and_one_sentence(
    selaras: Command, arguments: list[str], sentence: str
) -> None:
    code, out, err = selaras(*arguments)
    assert (code, out) == (2, "")
    assert sentence in err
    assert err.startswith("selaras: ")
    assert err.count("\n") == 1


def test_a_missing_column_names_those_there_are_once(selaras: Command) -> None:
    (selaras.root / "leads.csv").write_text("nr,came,rep\n1,2026-01-05,ani\n")
    _, _, err = selaras("load")
    assert err.endswith(":6: The source has no column 'id'. It has nr, came, rep.\n")


@pytest.mark.parametrize("name", ["leads.csv", "leads.jsonl"])
def test_a_file_that_holds_no_text_is_refused_without_showing_it(
    selaras: Command, name: str
) -> None:
    file = selaras.root / name
    file.write_bytes(bytes(range(256)) * 20)
    code, out, err = selaras("map", str(file), "--table", "leads", "--time-zone", "UTC")
    assert (code, out) == (2, "")
    assert err.isprintable() or err.rstrip("\n").isprintable()


def test_a_damaged_row_with_control_signs_does_not_make_a_file_binary(selaras: Command) -> None:
    (selaras.root / "leads.csv").write_text(ROWS.replace("L2", "L\x002"))
    assert selaras("load")[0] == 0


def test_an_empty_full_export_deletes_nothing_and_says_so(selaras: Command) -> None:
    (selaras.root / "mappings" / "leads.yaml").write_text(
        MAPPING.replace("table:", "export: full\ntable:")
    )
    selaras("load")
    (selaras.root / "leads.csv").write_text("id,created,owner\n")
    code, out, _ = selaras("load")
    assert code == 0
    assert "nothing was taken for deleted, since the source holds no row at all" in out
    (count,) = selaras.json("load")["tables"]
    assert (count["deleted"], count["deletions_held_back"]) == (0, True)


def test_map_writes_into_a_workspace_that_is_there_and_names_it_for_a_shell(
    selaras: Command, tmp_path: Path
) -> None:
    arguments = ("map", str(selaras.root / "leads.csv"), "--table", "leads", "--time-zone", "UTC")
    selaras.root = tmp_path / "my work"
    code, _, err = selaras(*arguments)
    assert (code, "There is no such folder" in err, selaras.root.exists()) == (2, True, False)
    selaras.root.mkdir()
    _, out, _ = selaras(*arguments)
    assert out.endswith(f"selaras load --workspace '{selaras.root}'\n")


@pytest.mark.parametrize(
    ("file", "name"),
    [("Negócios 2026.csv", "negocios-2026"), ("線索.csv", "first"), ("a" * 90 + ".csv", "a" * 80)],
)
def test_map_names_a_mapping_after_its_file(selaras: Command, file: str, name: str) -> None:
    (selaras.root / file).write_text(ROWS)
    selaras("map", str(selaras.root / file), "--table", "leads", "--time-zone", "UTC")
    text = (selaras.root / "mappings" / f"{name}.yaml").read_text()
    assert f"mapping: {name}\n" in text


def test_replay_of_an_empty_quarantine_ends_well(selaras: Command) -> None:
    assert selaras("quarantine", "replay") == (0, "", "Nothing is in quarantine.\n")


def test_a_mapping_or_a_file_that_is_wrong_ends_with_2(selaras: Command) -> None:
    (selaras.root / "leads.csv").write_text(ROWS.replace("created", "Created"))
    code, _, err = selaras("load")
    assert code == 2
    assert "leads.yaml:7: The source has no column 'created'. Did you mean Created?" in err
    (selaras.root / "mappings" / "leads.yaml").write_text(MAPPING.replace("id\n", "id\n  x: y\n"))
    code, _, err = selaras("load")
    assert (code, "leads.yaml:7: leads has no column 'x'" in err) == (2, True)


def test_quarantine_lists_lines_and_reasons_and_replays(selaras: Command) -> None:
    selaras("load")
    (row,) = selaras.json("quarantine")
    assert (row["file"], row["line"], row["reason"], row["column"]) == (
        "leads.csv",
        4,
        "not_a_time",
        "created_at",
    )
    assert "values" not in row
    (row,) = selaras.json("quarantine", "--raw", "--mapping", "leads")
    assert row["values"] == {"id": "L3", "created": "soon", "owner": "ani@x.id"}
    assert selaras.json("quarantine", "--reason", "missing") == []
    code, out, _ = selaras("quarantine", "--format", "csv")
    assert (code, [r["line"] for r in csv.DictReader(io.StringIO(out))]) == (0, ["4"])
    code, out, _ = selaras("quarantine")
    assert "created_at: it is not a time as the mapping states" in out
    assert "ani@x.id" not in out
    mended = MAPPING.replace(
        "created_at: created", "created_at: {from: created, map: {soon: 2026-02-01}}"
    )
    (selaras.root / "mappings" / "leads.yaml").write_text(mended)
    report = selaras.json("quarantine", "replay")
    assert report["tables"] == [{**COUNT, "read": 1, "inserted": 1, "quarantined": {}}]
    assert selaras.json("quarantine") == []


def test_forget_deletes_the_name_and_the_lines_that_hold_it(selaras: Command) -> None:
    selaras("load")
    code, out, _ = selaras("forget", "ani@x.id")
    assert code == 0
    assert out.startswith("Forgotten: the person behind p-")
    assert "Deleted from quarantine: 1 that held the id." in out
    assert selaras.json("quarantine") == []
    with sqlite3.connect(selaras.root / "selaras.sqlite3") as database:
        (audit,) = database.execute("SELECT action, kind FROM pseudonym_audit").fetchall()
    assert audit == ("forgotten", "person")
    stored = [path for path in selaras.root.rglob("*") if path.is_file()]
    holders = [path.name for path in stored if b"ani@x.id" in path.read_bytes()]
    assert holders == ["leads.csv"]


SALES = (
    "Lead ID;Tanggal;Sumber;Sales Rep;Nilai;Mystery;E-mail\n"
    "1;03/04/2026;web;Ani;1.500,50;x;ani@x.id\n2;05/06/2026;-;Budi;20,00;y;budi@x.id\n"
)


def test_map_writes_a_first_mapping_that_waits_for_the_zone(selaras: Command) -> None:
    (selaras.root / "sales.csv").write_text(SALES)
    code, out, _ = selaras("map", str(selaras.root / "sales.csv"), "--table", "leads")
    written = selaras.root / "mappings" / "sales.yaml"
    assert (code, f"wrote {written}" in out) == (0, True)
    text = written.read_text()
    assert 'created_at: {from: Tanggal, format: "%d/%m/%Y"}' in text
    assert "DAY OR MONTH FIRST?" in text
    assert '#   Mystery: "x", "y"' in text
    assert "ani@x.id" not in text
    code, _, err = selaras("load")
    assert (code, "sales.yaml:7: The time zone has not been chosen yet." in err) == (2, True)
    written.write_text(text.replace("CHOOSE", "Asia/Jakarta"))
    sales = next(t for t in selaras.json("load")["tables"] if t["mapping"] == "sales")
    assert (sales["read"], sales["inserted"], sales["quarantined"]) == (2, 2, {})
    code, _, err = selaras("map", str(selaras.root / "sales.csv"), "--table", "leads")
    assert (code, "there already" in err) == (2, True)


def test_map_says_which_columns_it_guessed_from_values_alone(selaras: Command) -> None:
    (selaras.root / "crm.csv").write_text(
        "c1,c2,c3\nA-1,2026-03-01 09:00,web\nA-2,2026-03-02 09:00,fair\nA-3,2026-03-03 09:00,web\n"
    )
    file = str(selaras.root / "crm.csv")
    assert selaras("map", file, "--table", "leads", "--time-zone", "UTC")[0] == 0
    text = (selaras.root / "mappings" / "crm.yaml").read_text()
    assert '  lead_id: c1   # GUESSED FROM ITS VALUES ALONE; e.g. "A-1", "A-2", "A-3"\n' in text
    assert "  created_at: c2   # GUESSED FROM ITS VALUES ALONE; e.g. " in text
    assert '#   c3: "web", "fair"\n' in text
    crm = next(t for t in selaras.json("load")["tables"] if t["mapping"] == "crm")
    assert (crm["read"], crm["inserted"]) == (3, 3)


def test_map_finds_the_heading_below_the_titles_of_a_sheet(selaras: Command) -> None:
    book = openpyxl.Workbook()
    rows = (
        ("KOPERASI MAJU BERSAMA",), (), ("Rekap prospek 2026",),
        ("No Prospek", "Masuk", "Sumber", "Petugas", "Catatan"),
        ("P-1", "3 Mei 2026", "Pameran", "Ani", None), ("P-2", "14 Okt 2026", "Teman", "Budi", "x"),
    )  # fmt: skip
    for row in rows:
        book.active.append(row)
    book.active.merge_cells("A1:E1")
    book.save(selaras.root / "rekap.xlsx")
    arguments = ("map", str(selaras.root / "rekap.xlsx"), "--table", "leads")
    code, _, err = selaras(*arguments, "--time-zone", "Asia/Makassar")
    assert (code, err) == (0, "")
    written = (selaras.root / "mappings" / "rekap.yaml").read_text(encoding="utf-8")
    assert "skip: 3" in written
    assert "lead_id: No Prospek" in written
    rekap = next(t for t in selaras.json("load")["tables"] if t["mapping"] == "rekap")
    assert (rekap["read"], rekap["inserted"], rekap["quarantined"]) == (2, 2, {})


def test_map_takes_the_first_row_for_the_heading_where_it_may_be(selaras: Command) -> None:
    book = openpyxl.Workbook()
    for row in (("Lead", "Created", None), ("a", "2026-01-01", "x"), ("b", "2026-01-02", "y")):
        book.active.append(row)
    book.save(selaras.root / "plain.xlsx")
    selaras("map", str(selaras.root / "plain.xlsx"), "--table", "leads")
    assert "skip" not in (selaras.root / "mappings" / "plain.yaml").read_text(encoding="utf-8")


def test_map_looks_at_the_sheet_that_is_named(selaras: Command) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("Staff").append(["employee", "team"])
    book["Staff"].append(["E1", "sales"])
    file = selaras.root / "staff.xlsx"
    book.save(file)
    arguments = ("map", str(file), "--table", "people", "--time-zone", "UTC")
    code, _, err = selaras(*arguments)
    assert (code, "Name the sheet that holds the rows: Staff." in err) == (2, True)
    code, _, err = selaras(*arguments, "--sheet", "Staff")
    assert (code, err) == (0, "")
    written = (selaras.root / "mappings" / "staff.yaml").read_text(encoding="utf-8")
    assert 'source: {file: "../staff.xlsx", sheet: Staff}' in written
    assert "person_id: employee" in written


def test_map_says_how_a_database_is_asked(selaras: Command) -> None:
    with sqlite3.connect(selaras.root / "crm.db") as crm:
        crm.execute("CREATE TABLE t (id)")
    code, _, err = selaras("map", str(selaras.root / "crm.db"), "--table", "leads")
    assert (code, "`source: {sqlite: FILE, sql: SELECT …}`" in err) == (2, True)


def test_map_takes_the_zone_and_completeness_as_options(selaras: Command) -> None:
    (selaras.root / "sales.csv").write_text(SALES)
    options = ["--time-zone", "Asia/Makassar", "--complete-to", "2026-05-31"]
    file = str(selaras.root / "sales.csv")
    code, _, _ = selaras("map", file, "--table", "leads", *options)
    assert code == 0
    assert {"sales", "leads"} == {t["mapping"] for t in selaras.json("load")["tables"]}
    code, _, err = selaras("map", file, "--table", "lead", *options)
    assert (code, "Did you mean leads?" in err) == (2, True)
    code, _, err = selaras("map", file, "--table", "leads", "--time-zone", "Mars")
    assert (code, "'Mars' is not known" in err) == (2, True)


def test_help_is_shown(selaras: Command) -> None:
    for command in ("load", "quarantine", "map", "forget"):
        selaras.monkeypatch.setattr("sys.argv", ["selaras", command, "--help"])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 0
        assert "--workspace" in selaras.capsys.readouterr().out


def test_from_when_on_a_source_is_complete_is_stated_in_its_mapping_or_to_a_load(
    selaras: Command,
) -> None:
    mapping = selaras.root / "mappings" / "leads.yaml"
    mapping.write_text(MAPPING.replace("table:", "complete_from: 2026-01-03\ntable:"))
    assert selaras.json("load")["snapshot"] == 1
    shown = selaras.json("evidence", "show")["tables"]["leads"]
    assert shown["complete_from"] == "2026-01-02T17:00:00Z"
    selaras("load", "--complete-from", "2026-01-02T09:00+07:00")
    shown = selaras.json("evidence", "show")["tables"]["leads"]
    assert shown["complete_from"] == "2026-01-02T02:00:00Z"
    code, _, err = selaras("load", "--complete-from", "January")
    assert (code, "--complete-from: complete_from 'January' is neither a date nor" in err) == (
        2,
        True,
    )
    mapping.write_text(MAPPING.replace("table:", "complete_from: soon\ntable:"))
    code, _, err = selaras("load")
    assert (code, "leads.yaml:" in err, "complete_from 'soon' is neither" in err) == (2, True, True)
    both = "complete_from: 2026-05-01\ncomplete_to: 2026-03-31\ntable:"
    mapping.write_text(MAPPING.replace("table:", both))
    code, _, err = selaras("load")
    assert (code, "leads.yaml:4: complete_from 2026-05-01 lies after complete_to" in err) == (
        2,
        True,
    )


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (
            ("--complete-from", "2027-01-01"),
            "which lies after its newest row, 2026-01-06 00:00+07:00",
        ),
        (
            ("--complete-from", "2026-02-01", "--complete-to", "2026-01-31"),
            "which lies after what it is complete to, 2026-02-01 00:00+07:00",
        ),
        (
            ("--complete-from", "2200-01-01", "--complete-to", "2200-01-31"),
            "which lies after the load itself, ",
        ),
    ],
)
def test_a_source_that_would_hold_nothing_is_refused(
    selaras: Command, options: tuple[str, ...], told: str
) -> None:
    code, _, err = selaras("load", *options)
    assert (code, told in err) == (2, True), err
    assert err.startswith("selaras: leads is said to be complete from ")
    assert selaras.json("evidence", "list") == []


def test_changes_may_be_older_than_what_earlier_loads_brought(selaras: Command) -> None:
    assert selaras("load")[0] == 0
    (selaras.root / "leads.csv").write_text(ROWS.splitlines()[0] + "\nL1,2026-01-02,budi@x.id\n")
    assert selaras("load", "--complete-from", "2026-01-06")[0] == 0
    shown = selaras.json("evidence", "show")["tables"]["leads"]
    assert shown["complete_from"] == "2026-01-05T17:00:00Z"


def test_an_indonesian_workspace_is_answered_in_its_language(selaras: Command) -> None:
    (selaras.root / "selaras.toml").write_text('language = "id"\n')
    code, out, _ = selaras("load")
    assert code == 0
    assert "dikarantina" in out.splitlines()[0]
    assert "leads, leads: 1 dikarantina, not_a_time" in out
    assert "Potret 1." in out
    _, out, _ = selaras("quarantine")
    assert "created_at: bukan waktu seperti yang disebut pemetaan" in out
    assert "1 baris, disimpan 30 hari." in out
    assert "it is not a time as the mapping states" in selaras("quarantine", "--language", "en")[1]
    assert selaras.json("quarantine")[0]["says"] == (
        "created_at: it is not a time as the mapping states"
    )
    assert selaras("load", "nothing")[2] == (
        "selaras: Tidak ada pemetaan 'nothing'. Yang ada: leads.\n"
    )
    assert selaras("load", "nothing", "--language=en")[2] == (
        "selaras: There is no mapping 'nothing'. There are leads.\n"
    )
    _, out, _ = selaras("lint")
    assert "1 pemetaan: 0 kesalahan, 2 peringatan." in out


def test_map_finds_fields_within_others_and_german_names(selaras: Command) -> None:
    lines = "".join(
        f'{{"issue": {{"key": "K-{n}"}}, "change": {{"at": "2026-01-0{n}T08:00:00+01:00",'
        f' "nr": {n}, "status": "Offen"}}}}\n'
        for n in range(1, 5)
    )
    (selaras.root / "events.jsonl").write_text(lines)
    assert selaras("map", str(selaras.root / "events.jsonl"), "--table", "ticket_events")[0] == 0
    written = (selaras.root / "mappings" / "events.yaml").read_text()
    for line in (
        'ticket_id: "issue.key"',
        'happened_at: "change.at"',
        'seq: "change.nr"',
        'status: "change.status"',
    ):
        assert f"\n  {line}   # e.g." in written
    rows = "".join(f"V-{n};0{n}.03.2026 08:00;0{n}.03.2026 16:00\n" for n in range(1, 5))
    (selaras.root / "tickets.csv").write_text("Vorgang;Erstellt;Erledigt\n" + rows)
    assert selaras("map", str(selaras.root / "tickets.csv"), "--table", "tickets")[0] == 0
    written = (selaras.root / "mappings" / "tickets.yaml").read_text()
    assert "opened_at: {from: Erstellt, " in written
    assert "resolved_at: {from: Erledigt, " in written
    assert "GUESSED" not in written


def test_map_reads_the_times_and_names_of_an_indonesian_list(selaras: Command) -> None:
    rows = "".join(f"T{n};{n} Agustus 2026 08.{n}0;Maros;1.250.000,5{n}\n" for n in range(1, 5))
    (selaras.root / "transaksi.csv").write_text("No Transaksi;Tanggal Dibuat;Desa;Nilai\n" + rows)
    assert selaras("map", str(selaras.root / "transaksi.csv"), "--table", "deals")[0] == 0
    written = (selaras.root / "mappings" / "transaksi.yaml").read_text()
    assert "deal_id: No Transaksi   # e.g." in written
    assert 'created_at: {from: Tanggal Dibuat, format: "%d %B %Y %H.%M"}   # e.g.' in written
    assert "site: Desa   # e.g." in written
    assert 'amount: {from: Nilai, decimal: ",", thousands: "."}' in written
