"""CSV as people's programs write it: encodings, signs, archives, broken lines, line numbers."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from selaras.errors import InputError

from .loading_kit import LEADS, Shop

TEXT = "id,created,value\nL1,2026-01-05 09:00,10\nL2,2026-01-06 10:30,20.5\n"
IDS = ("lead_id", "_line")


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    made = Shop(tmp_path)
    made.map(LEADS)
    return made


def with_source(source: str) -> str:
    return LEADS.replace("{file: leads.csv}", source)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_an_encoding_with_a_mark_or_of_unicode_is_found_out(shop: Shop, encoding: str) -> None:
    shop.write("leads.csv", TEXT.replace("L1", "Lé").encode(encoding))
    shop.load()
    assert shop.rows(columns=IDS) == [("L2", 3), ("Lé", 2)]


@pytest.mark.parametrize("stated", [None, "cp1252", "latin-1"])
def test_windows_text_is_found_out_or_stated(shop: Shop, stated: str | None) -> None:
    if stated:
        shop.map(with_source(f"{{file: leads.csv, encoding: {stated}}}"))
    shop.write("leads.csv", TEXT.replace("L1", "Café").encode("cp1252"))
    shop.load()
    assert shop.rows(columns=IDS) == [("Café", 2), ("L2", 3)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_out(shop: Shop, delimiter: str) -> None:
    shop.write("leads.csv", TEXT.replace(",", delimiter))
    shop.load()
    assert shop.rows(columns=IDS) == [("L1", 2), ("L2", 3)]


def test_a_stated_delimiter_wins(shop: Shop) -> None:
    shop.map(with_source("{file: leads.csv, delimiter: '^'}"))
    shop.write("leads.csv", TEXT.replace(",", "^"))
    shop.load()
    assert shop.count.inserted == 2


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_counts_lines(shop: Shop, end: str) -> None:
    shop.write("leads.csv", TEXT.replace("\n", end))
    shop.load()
    assert shop.rows(columns=IDS) == [("L1", 2), ("L2", 3)]


def test_quoted_line_ends_blank_and_broken_lines_keep_line_numbers_true(shop: Shop) -> None:
    shop.write(
        "leads.csv",
        'id,created,value\n"L\n1",2026-01-05,1\n\nbroken\nL2,2026-01-06,2\n'
        'a,b,c,d\n"x,y",2026-01-07,3\r\nL4,2026-01-08,4',
    )
    report = shop.load()
    assert shop.rows(columns=IDS) == [("L\n1", 2), ("L2", 6), ("L4", 9), ("x,y", 8)]
    assert shop.misfits() == [(5, "broken_line", None), (7, "broken_line", None)]
    assert [row.text for row in shop.kept()] == ["broken", "a,b,c,d"]
    assert report.counts[0].read == 6


def test_line_numbers_hold_over_many_blocks(shop: Shop) -> None:
    filler = "x" * 400
    lines = ["id,created,value,text"]
    for number in range(2, 60_002):
        if number % 7000 == 0:
            lines.append("too,short")
        elif number % 9001 == 0:
            lines.append(f'L{number},2026-01-05,1,"{filler}"')
        else:
            lines.append(f"L{number},2026-01-05,1,{filler}")
    shop.write("leads.csv", "\n".join(lines) + "\n")
    shop.load()
    wrong = [row for row in shop.rows(columns=IDS) if row[0] != f"L{row[1]}"]
    assert wrong == []
    assert shop.misfits() == [(n, "broken_line", None) for n in range(7000, 60_000, 7000)]


def test_undecodable_bytes_quarantine_their_row_alone(shop: Shop) -> None:
    shop.map(with_source("{file: leads.csv, encoding: utf-8}"))
    shop.write("leads.csv", TEXT.encode().replace(b"L1", b"L\xff1"))
    shop.load()
    assert shop.rows(columns=IDS) == [("L2", 3)]
    assert shop.misfits() == [(2, "undecodable", "id")]


def test_undecodable_bytes_in_a_column_that_nobody_reads_do_no_harm(shop: Shop) -> None:
    data = b"id,created,value,note\nL1,2026-01-05,1,\xff\nL2,2026-01-05,1,\xc3\xa9\xc3\xa9\n"
    shop.write("leads.csv", data)
    shop.load()
    assert shop.count.inserted == 2


def test_a_damaged_broken_line_is_kept_too(shop: Shop) -> None:
    shop.write("leads.csv", TEXT.encode() + b"\xc3\xa9\xc3\xa9\xff\n")
    shop.load()
    assert shop.misfits() == [(4, "broken_line", None)]


def test_a_header_that_is_missing_is_given_names(shop: Shop) -> None:
    shop.map(with_source("{file: leads.csv, header: false, names: [id, created, value]}"))
    shop.write("leads.csv", TEXT.split("\n", 1)[1])
    shop.load()
    assert shop.rows(columns=IDS) == [("L1", 1), ("L2", 2)]


def test_lines_before_the_header_are_skipped_and_counted(shop: Shop) -> None:
    shop.map(with_source("{file: leads.csv, skip: 2}"))
    shop.write("leads.csv", "Report, of; leads\nJanuary\n" + TEXT)
    shop.load()
    assert shop.rows(columns=IDS) == [("L1", 4), ("L2", 5)]


def test_quotes_and_escapes_of_ones_own(shop: Shop) -> None:
    shop.map(with_source("{file: leads.csv, quote: \"'\", escape: '\\'}"))
    shop.write("leads.csv", "id,created,value\n'a,\\'b',2026-01-05,1\n")
    shop.load()
    assert shop.rows(columns=("lead_id",)) == [("a,'b",)]


def test_no_quotes_at_all(shop: Shop) -> None:
    shop.map(with_source("{file: leads.csv, quote: none}"))
    shop.write("leads.csv", 'id,created,value\n5" pipe,2026-01-05,1\n"x,2026-01-05,1\n')
    shop.load()
    assert shop.rows(columns=("lead_id",)) == [('"x',), ('5" pipe',)]


def test_gzip_and_zip_are_read_through(shop: Shop, tmp_path: Path) -> None:
    shop.map(with_source("{file: leads.csv.gz}"))
    shop.write("leads.csv.gz", gzip.compress(TEXT.encode()))
    shop.load()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("readme.txt", "nothing")
        archive.writestr("deep/leads.csv", TEXT)
    shop.write("all.zip", packed.getvalue())
    shop.map(with_source("{file: all.zip}"))
    with pytest.raises(InputError, match=r"holds 2 files.*one of readme.txt, deep/leads.csv"):
        shop.load()
    shop.map(with_source("{file: all.zip, member: deep/leads.csv}"))
    shop.load()
    assert shop.count.updated + shop.count.unchanged == 2


@pytest.mark.parametrize("cut", [30, 60])
def test_a_cut_off_gzip_is_refused_and_nothing_loads(shop: Shop, cut: int) -> None:
    shop.map(with_source("{file: leads.csv.gz}"))
    shop.write("leads.csv.gz", gzip.compress(TEXT.encode() * 50)[:cut])
    with pytest.raises(InputError, match="cannot be read"):
        shop.load()
    assert shop.evidence.is_empty


@pytest.mark.parametrize(
    "last", ['"L3,2026-01-07,1\nL4,2026-01-08,2\n', 'L3,2026-01-07,"1'], ids=["rows", "cut off"]
)
def test_a_quote_that_is_never_closed_is_refused_with_its_line(shop: Shop, last: str) -> None:
    shop.write("leads.csv", TEXT + last)
    with pytest.raises(InputError, match="never closed") as refused:
        shop.load()
    assert refused.value.line == 1 + TEXT.count("\n")
    assert shop.evidence.is_empty


@pytest.mark.parametrize("last", ['L3,2026-01-07,5"', 'L3 "x,2026-01-07,1', '"L""3",2026-01-07,1"'])
def test_a_single_sign_within_a_value_opens_nothing(shop: Shop, last: str) -> None:
    shop.write("leads.csv", TEXT + last)
    shop.load()
    assert not shop.evidence.is_empty


def test_a_column_that_is_missing_is_named_with_those_there_are(shop: Shop) -> None:
    shop.write("leads.csv", TEXT.replace("created", "create_date"))
    with pytest.raises(
        InputError, match=r"no column 'created'.*It has id, create_date, value"
    ) as e:
        shop.load()
    assert (Path(e.value.file or "").name, e.value.line) == ("one.yaml", 7)


def test_a_column_that_is_there_twice_is_refused(shop: Shop) -> None:
    shop.write("leads.csv", "id,id,created,value\nL1,L1,2026-01-05,1\n")
    with pytest.raises(InputError, match="several columns 'id'"):
        shop.load()


def test_a_file_that_is_missing_says_where_was_looked(shop: Shop) -> None:
    with pytest.raises(InputError, match=r"leads\.csv is not there. Looked in .*data"):
        shop.load()


def test_an_empty_file_and_one_with_a_header_alone(shop: Shop) -> None:
    for nothing in ("", "\ufeff\r\n \n"):
        shop.write("leads.csv", nothing)
        with pytest.raises(InputError, match=r"leads\.csv: This file is empty\.$"):
            shop.load()
    shop.write("leads.csv", "id,created,value\n")
    assert shop.load().counts[0].read == 0


def test_a_folder_of_files_is_read_in_the_order_of_names(shop: Shop) -> None:
    shop.map(with_source("{folder: ., pattern: 'leads-*.csv'}"))
    shop.write("leads-1.csv", TEXT)
    shop.write("leads-2.csv", TEXT.replace("L1", "L3").replace("L2", "L4"))
    shop.write("other.csv", "x\n1\n")
    shop.load()
    assert shop.rows(columns=("lead_id", "_file", "_line")) == [
        ("L1", "leads-1.csv", 2),
        ("L2", "leads-1.csv", 3),
        ("L3", "leads-2.csv", 2),
        ("L4", "leads-2.csv", 3),
    ]


def test_the_mappings_own_folder_and_the_workspace_are_looked_in(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.map(LEADS.replace("leads.csv", "../exports/leads.csv"))
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "leads.csv").write_text(TEXT)
    assert shop.load().counts[0].inserted == 2
    (tmp_path / "leads.csv").write_text(TEXT)
    shop.map(LEADS)
    assert shop.load().counts[0].updated == 0


def test_a_file_given_for_a_mapping_is_read_instead(shop: Shop) -> None:
    path = shop.write("elsewhere.csv", TEXT)
    shop.load(files={"leads": path})
    assert shop.count.inserted == 2
