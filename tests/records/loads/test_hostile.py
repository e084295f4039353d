"""Files that mean harm, or only turn out to."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from selaras.errors import InputError
from selaras.records.loads import limits
from selaras.records.loads.hostile import check_file, suffix_of
from selaras.records.loads.uploads import shown_name


def packed(path: Path, **files: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_zip_bomb_is_refused(tmp_path: Path) -> None:
    bomb = packed(tmp_path / "a.zip", **{"leads.csv": b"0\n" * 60_000_000})
    with pytest.raises(InputError, match="unpacks to more than"):
        check_file(bomb, ".zip")


def test_zip_that_lies_about_its_size_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = packed(tmp_path / "a.zip", **{"leads.csv": b"0\n" * 4_000_000})
    raw = bomb.read_bytes()
    size = (8_000_000).to_bytes(4, "little")
    bomb.write_bytes(raw.replace(size, (10).to_bytes(4, "little")))
    monkeypatch.setattr(limits, "FREE_BYTES", 1000)
    with pytest.raises(InputError):
        check_file(bomb, ".zip")


def test_gzip_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    with gzip.open(path, "wb") as file:
        for _ in range(60):
            file.write(b"0,0\n" * 262_144)
    with pytest.raises(InputError, match="unpacks to more than"):
        check_file(path, ".csv.gz")


def test_workbook_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_WORKBOOK", 1_000_000)
    book = packed(tmp_path / "a.xlsx", **{"xl/worksheets/sheet1.xml": b"<c/>" * 500_000})
    with pytest.raises(InputError, match="unpacks to more than"):
        check_file(book, ".xlsx")


def test_archive_of_many_files_is_refused(tmp_path: Path) -> None:
    many = {f"{number}.csv": b"a\n1\n" for number in range(limits.MOST_MEMBERS + 1)}
    with pytest.raises(InputError, match="1,001 files"):
        check_file(packed(tmp_path / "a.zip", **many), ".zip")


def test_archive_in_an_archive_is_not_read(tmp_path: Path) -> None:
    inner = packed(tmp_path / "b.zip", **{"leads.csv": b"a\n1\n"})
    outer = packed(tmp_path / "a.zip", **{"b.zip": inner.read_bytes()})
    with pytest.raises(InputError, match="holds no text file"):
        check_file(outer, ".zip")


def test_names_in_an_archive_are_never_paths(tmp_path: Path) -> None:
    evil = packed(tmp_path / "a.zip", **{"../../../etc/leads.csv": b"a\n1\n"})
    assert check_file(evil, ".zip").members == ("../../../etc/leads.csv",)
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]


def test_line_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n" + b"x" * (limits.LONGEST_LINE + 10))
    with pytest.raises(InputError, match="A line is longer"):
        check_file(path, ".csv")


def test_long_line_is_found_between_chunks(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"x\n" * 400_000 + b"y" * 900_000 + b"z" * 300_000 + b"\n")
    with pytest.raises(InputError, match="A line is longer"):
        check_file(path, ".csv")
    path.write_bytes(b"x\n" * 400_000 + b"y" * 900_000 + b"\n")
    assert check_file(path, ".csv").unpacked_bytes == 1_700_001


def test_damaged_files_are_refused(tmp_path: Path) -> None:
    for suffix in (".zip", ".xlsx", ".parquet", ".csv.gz"):
        path = tmp_path / f"a{suffix}"
        path.write_bytes(b"this is none of that")
        with pytest.raises(InputError):
            check_file(path, suffix)


def test_parquet_of_too_many_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({f"c{i}": [1] for i in range(limits.MOST_COLUMNS + 1)}), path)
    with pytest.raises(InputError, match="501 columns"):
        check_file(path, ".parquet")


@pytest.mark.parametrize(
    ("name", "suffix"),
    [("a.csv", ".csv"), ("A.CSV", ".csv"), ("x.csv.gz", ".csv.gz"), ("..\\..\\b.xlsx", ".xlsx")],
)
def test_suffix_says_what_a_file_is(name: str, suffix: str) -> None:
    assert suffix_of(name) == suffix


@pytest.mark.parametrize("name", ["a.exe", "a", "a.gz", "a.tar.gz", "a.csv.html", ".csv/../../x"])
def test_other_files_are_not_read(name: str) -> None:
    with pytest.raises(InputError):
        suffix_of(name)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.csv", "passwd.csv"),
        ("C:\\Users\\x\\leads.csv", "leads.csv"),
        ("a\x00b\n.csv", "ab.csv"),
        ("leads\u202evsc.exe", "leadsvsc.exe"),
        ("", "file"),
        ("x" * 500 + ".csv", "x" * 200),
    ],
)
def test_shown_name_is_the_last_part_and_deceives_nobody(name: str, shown: str) -> None:
    assert shown_name(name) == shown
