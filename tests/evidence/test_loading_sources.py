"""Every kind of source, end to end: Parquet, JSON lines, sheets, SQLite, PostgreSQL."""

from __future__ import annotations

import json
import os
import sqlite3
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from selaras.errors import InputError

from .loading_kit import LEADS, Shop, utc

WANTED = ("lead_id", "created_at", "created_at_is_day", "value", "_line")


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def sourced(source: str) -> str:
    return LEADS.replace("{file: leads.csv}", source)


def test_parquet(shop: Shop) -> None:
    shop.map(sourced("{file: leads.parquet}"))
    table = pa.table(
        {
            "id": pa.array(["L1", "L2"]).dictionary_encode(),
            "created": pa.array([utc(2026, 2, 3, 1), None], pa.timestamp("us", "UTC")),
            "value": pa.array([Decimal("1.50"), None], pa.decimal128(9, 2)),
            "tags": pa.array([["a"], None], pa.list_(pa.string())),
        }
    )
    pq.write_table(table, shop.write("leads.parquet", ""))
    shop.load()
    assert shop.rows(columns=WANTED) == [("L1", utc(2026, 2, 3, 1), False, Decimal("1.5"), 1)]
    assert shop.misfits() == [(2, "missing", "created_at")]


def test_parquet_dates_are_days(shop: Shop) -> None:
    shop.map(sourced("{file: leads.parquet}"))
    table = pa.table({"id": [7], "created": [date(2026, 2, 3)], "value": [0.1]})
    pq.write_table(table, shop.write("leads.parquet", ""))
    shop.load()
    assert shop.rows(columns=WANTED) == [("7", utc(2026, 2, 2, 17), True, Decimal("0.1"), 1)]


def test_json_lines(shop: Shop) -> None:
    shop.map(
        sourced("{file: leads.jsonl}").replace("value: value", "value: deal.value\n  grade: tags")
    )
    lines = [
        json.dumps({"id": "L1", "created": "2026-02-03", "deal": {"value": 0.1}, "tags": [1]}),
        "",
        '{"id": 12345678901234567890, "created": "2026-02-03T00:00:00Z"}',
        "{broken",
        "[1]",
        json.dumps({"id": "L3", "created": None}),
    ]
    shop.write("leads.jsonl", "\n".join(lines))
    shop.load()
    assert shop.rows(columns=(*WANTED, "grade")) == [
        ("12345678901234567890", utc(2026, 2, 3), False, None, 3, None),
        ("L1", utc(2026, 2, 2, 17), True, Decimal("0.1"), 1, '["1"]'),
    ]
    assert shop.misfits() == [
        (4, "not_json", None), (5, "not_json", None), (6, "missing", "created_at"),
    ]  # fmt: skip


def test_a_broken_line_of_json_says_what_it_is_and_is_replayed_once_it_is_mended(
    shop: Shop,
) -> None:
    shop.map(sourced("{file: leads.jsonl}"))
    whole = '{"id": "L2", "created": "2026-02-04", "value": "2"}'
    first = '{"id": "L1", "created": "2026-02-03", "value": 1}'
    shop.write("leads.jsonl", f"{first}\n{whole[:-1]}\n")
    shop.load()
    (row,) = shop.kept()
    assert (row.says, row.text) == ("the line is not one whole JSON object", whole[:-1])
    shop.replay()
    assert shop.misfits() == [(2, "not_json", None)]
    path = shop.quarantine.path("leads")
    table = pq.read_table(path)
    place = table.schema.get_field_index("raw")
    pq.write_table(table.set_column(place, "raw", pa.array([json.dumps(whole)])), path)
    shop.replay()
    assert shop.kept() == []
    assert shop.rows(columns=WANTED)[1] == ("L2", utc(2026, 2, 3, 17), True, Decimal(2), 2)


@pytest.mark.parametrize("gap", ["", "\n  "])
def test_a_json_array_is_refused_whole(shop: Shop, gap: str) -> None:
    shop.map(sourced("{file: leads.json}"))
    shop.write("leads.json", f'[{gap}{{"id": 1, "created": "2026-02-03", "value": 1}}{gap}]')
    with pytest.raises(InputError, match=r"leads\.json: This is one JSON array"):
        shop.load()
    assert shop.kept() == []


def test_json_lines_without_a_column_anywhere_are_refused(shop: Shop) -> None:
    shop.map(sourced("{file: leads.jsonl}"))
    shop.write("leads.jsonl", '{"id": "L1", "create": "2026-02-03", "value": 1}\n')
    with pytest.raises(InputError, match=r"No line has 'created'. Did you mean create\?"):
        shop.load()


def test_a_sheet_of_a_workbook(shop: Shop) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "nothing here"
    sheet = book.create_sheet("Leads")
    for row in (
        ["Leads of February"],
        [],
        ["id", "created", "value"],
        [1, datetime(2026, 2, 3, 8, 0, tzinfo=UTC).replace(tzinfo=None), 1.5],
        ["L2", date(2026, 2, 3), "x"],
        [],
        ["L3", "2026-02-03", None],
    ):
        sheet.append(row)
    book.save(shop.write("leads.xlsx", ""))
    shop.map(sourced("{file: leads.xlsx, sheet: Leads, skip: 2}"))
    shop.load()
    assert shop.rows(columns=WANTED) == [
        ("1", utc(2026, 2, 3, 1), False, Decimal("1.5"), 4),
        ("L3", utc(2026, 2, 2, 17), True, None, 7),
    ]
    assert shop.misfits() == [(5, "not_a_number", "value")]
    shop.map(sourced("{file: leads.xlsx, sheet: Lead}"))
    with pytest.raises(InputError, match=r"no sheet 'Lead'. Did you mean Leads\?"):
        shop.load()


def test_a_date_in_a_sheet_is_a_day(shop: Shop) -> None:
    book = openpyxl.Workbook()
    for row in (["id", "created", "value"], ["L1", date(2026, 2, 3), 1]):
        book.active.append(row)
    book.save(shop.write("leads.xlsx", ""))
    shop.map(sourced("{file: leads.xlsx}"))
    shop.load()
    assert shop.rows(columns=WANTED)[0][:3] == ("L1", utc(2026, 2, 2, 17), True)


def test_numbers_of_sixteen_digits_in_a_sheet_are_ids_as_they_stand(shop: Shop) -> None:
    book = openpyxl.Workbook()
    for row in (["id", "created", "value"], [3171234567890123, "2026-02-03", 1]):
        book.active.append(row)
    book.save(shop.write("leads.xlsx", ""))
    shop.map(sourced("{file: leads.xlsx}"))
    shop.load()
    assert shop.rows(columns=("lead_id",)) == [("3171234567890123",)]


@pytest.mark.parametrize("name", ["leads.xlsx", "leads.parquet"])
def test_a_workbook_in_an_archive_asks_to_be_unpacked(shop: Shop, name: str) -> None:
    with zipfile.ZipFile(shop.write("leads.zip", ""), "w") as archive:
        archive.writestr(name, "whatever")
    shop.map(sourced("{file: leads.zip}"))
    with pytest.raises(InputError, match=r"leads\.zip: .* out of an archive\. Unpack it first\."):
        shop.load()


@pytest.mark.parametrize("name", ["leads.parquet", "leads.xlsx", "leads.zip", "leads.csv.gz"])
def test_what_is_not_what_its_name_says_is_refused(shop: Shop, name: str) -> None:
    shop.map(sourced(f"{{file: {name}}}"))
    shop.write(name, b"PK\x03\x04 nothing of the kind")
    with pytest.raises(InputError, match=name):
        shop.load()


def test_a_file_of_no_known_kind_asks_for_its_format(shop: Shop) -> None:
    shop.map(sourced("{file: leads.dat}"))
    shop.write("leads.dat", "id,created,value\nL1,2026-02-03,1\n")
    with pytest.raises(InputError, match="State `format:`, one of csv"):
        shop.load()
    shop.map(sourced("{file: leads.dat, format: csv}"))
    shop.load()
    assert shop.count.inserted == 1


def make_sqlite(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE lead (id TEXT, created TEXT, value REAL)")
        database.executemany(
            "INSERT INTO lead VALUES (?, ?, ?)",
            [("L1", "2026-02-03 08:00", 1.5), ("L2", "no", 2), ("L3", "2026-02-03", None)],
        )


def test_a_query_on_sqlite(shop: Shop) -> None:
    make_sqlite(shop.write("crm.sqlite", ""))
    shop.map(sourced("{sql: 'SELECT * FROM lead ORDER BY id', sqlite: crm.sqlite}"))
    shop.load()
    assert shop.rows(columns=WANTED) == [
        ("L1", utc(2026, 2, 3, 1), False, Decimal("1.5"), 1),
        ("L3", utc(2026, 2, 2, 17), True, None, 3),
    ]
    assert shop.misfits() == [(2, "not_a_time", "created_at")]


@pytest.mark.parametrize(
    "query", ["DELETE FROM lead", "SELECT nothing FROM lead", "CREATE TABLE x (a)"]
)
def test_a_query_that_writes_or_fails_is_refused(shop: Shop, query: str) -> None:
    make_sqlite(shop.write("crm.sqlite", ""))
    shop.map(sourced(f"{{sql: '{query}', sqlite: crm.sqlite}}"))
    with pytest.raises(InputError, match="refuses the query"):
        shop.load()


def test_rows_of_a_query_that_contradict_each_other_are_kept_as_first_read(shop: Shop) -> None:
    make_sqlite(shop.write("crm.sqlite", ""))
    query = (
        "SELECT ''L'' AS id, ''2026-02-03'' AS created, abs(random() % 1000000) AS value FROM lead"
    )
    shop.map(sourced(f"{{sql: '{query}', sqlite: crm.sqlite}}"))
    shop.load()
    assert dict(shop.count.quarantined) == {"repeated_key": 3}
    assert len(shop.kept()) == 3


def test_postgres_without_its_variable_says_so(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CRM_DSN", raising=False)
    shop.map(sourced("{sql: SELECT 1, postgres: CRM_DSN}"))
    with pytest.raises(InputError, match="CRM_DSN is not set"):
        shop.load()


def test_postgres_out_of_reach_does_not_tell_its_secret(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRM_DSN", "postgresql://me:hush@127.0.0.1:1/none?connect_timeout=2")
    shop.map(sourced("{sql: SELECT 1, postgres: CRM_DSN}"))
    with pytest.raises(InputError) as refused:
        shop.load()
    assert "hush" not in str(refused.value)


@pytest.fixture
def postgres(monkeypatch: pytest.MonkeyPatch, postgres_dsn: str) -> str:
    monkeypatch.setenv("CRM_DSN", postgres_dsn)
    return postgres_dsn


def test_a_query_on_postgres(shop: Shop, postgres: str) -> None:
    import psycopg

    assert postgres
    query = (
        "SELECT n::text AS id, timestamptz ''2026-02-03 08:00+07'' + n * interval ''1 minute''"
        " AS created, (n / 4.0)::numeric(12, 2) AS value FROM generate_series(1, 50000) AS n"
    )
    shop.map(sourced(f'{{sql: "{query.replace(chr(39) * 2, chr(39))}", postgres: CRM_DSN}}'))
    shop.load()
    assert shop.count.inserted == 50_000
    assert shop.rows(columns=WANTED)[0] == ("1", utc(2026, 2, 3, 1, 1), False, Decimal("0.25"), 1)
    shop.map(sourced("{sql: 'CREATE TABLE x (a int)', postgres: CRM_DSN}"))
    with pytest.raises(InputError):
        shop.load()
    with psycopg.connect(postgres) as database:
        assert database.execute("SELECT to_regclass('x')").fetchone() == (None,)


def test_a_file_whose_name_is_no_text_is_read(shop: Shop) -> None:
    shop.map(sourced("{folder: ., pattern: 'leads-*.csv'}"))
    plain = shop.write("leads-1.csv", "id,created,value\nL1,2026-02-03,1\n")
    odd = os.path.join(os.fsencode(plain.parent), b"leads-\xe9.csv")
    with open(odd, "wb") as file:
        file.write(b"id,created,value\nL2,2026-02-03,x\nL3,2026-02-03,3\n")
    shop.load()
    assert shop.rows(columns=("lead_id", "_file")) == [
        ("L1", "leads-1.csv"),
        ("L3", "leads-\\xe9.csv"),
    ]
    assert [row.file for row in shop.kept()] == ["leads-\\xe9.csv"]
