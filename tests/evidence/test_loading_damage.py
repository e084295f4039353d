"""Damaged bytes in every kind of source: rows are loaded, quarantined or refused, never lost."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from selaras.errors import EvidenceError, InputError
from selaras.evidence.loading.sources import read_file
from selaras.evidence.mapping.values import CsvForm, FileSource, Format

from .loading_kit import LEADS, Shop

TEXT = 'id,created,value\nL1,2026-01-05,1\n"L,2",2026-01-06,2\nL3,2026-01-07T08:00Z,3.5\n'
PIECES = [b'"', b",", b"\n", b"\r", b"\x00", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b";", b"\\",
          b'""', b"\t", b"{", b"\xf4\x8f\xbf\xbf"]  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn, sound: bytes = TEXT.encode()) -> bytes:
    data = sound
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(data)))
        piece = draw(st.one_of(st.binary(max_size=6), st.sampled_from(PIECES)))
        data = data[:at] + piece + data[at + draw(st.integers(0, 4)) :]
    return data


def read(path: Path, source: FileSource) -> None:
    """Read all of a file; whatever is wrong is an InputError, and every row has its line."""
    try:
        for batch in read_file(path, source, ("id", "created", "value")):
            assert len(batch.lines) == batch.values.num_rows
            assert (batch.lines[1:] >= batch.lines[:-1]).all()
    except InputError:
        return


@settings(
    deadline=None, max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    damaged(),
    st.builds(
        CsvForm,
        delimiter=st.sampled_from([None, ",", ";", "\t"]),
        encoding=st.sampled_from([None, "utf-8", "utf-16", "cp1252", "shift_jis", "utf-7"]),
        quote=st.sampled_from(['"', "'", None]),
        escape=st.sampled_from([None, "\\"]),
        names=st.sampled_from([None, ("id", "created", "value")]),
        skip=st.integers(0, 3),
    ),
)
def test_any_bytes_as_csv(tmp_path: Path, data: bytes, form: CsvForm) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    read(path, FileSource("a.csv", csv=form))


def packed() -> dict[str, bytes]:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a.csv", TEXT)
    lines = "\n".join(json.dumps({"id": i, "created": "x", "value": {"a": 1}}) for i in range(3))
    return {"a.csv.gz": gzip.compress(TEXT.encode()), "a.zip": archive.getvalue(),
            "a.jsonl": lines.encode()}  # fmt: skip


@settings(
    deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_any_bytes_as_an_archive_or_json(tmp_path: Path, data: st.DataObject) -> None:
    name, sound = data.draw(st.sampled_from(sorted(packed().items())))
    path = tmp_path / name
    path.write_bytes(data.draw(damaged(sound)))
    read(path, FileSource(name))


@pytest.mark.parametrize("form", [Format.PARQUET, Format.EXCEL])
@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.binary(max_size=60))
def test_any_bytes_as_parquet_or_a_workbook(tmp_path: Path, form: Format, data: bytes) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(data)
    read(path, FileSource("a.bin", form=form))


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=damaged())
def test_a_damaged_file_loads_whole_or_is_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    shop = Shop(tmp_path_factory.mktemp("damaged"))
    shop.map(LEADS)
    shop.write("leads.csv", data)
    try:
        shop.load()
    except (InputError, EvidenceError):
        assert shop.evidence.is_empty
        return
    assert len(shop.rows()) == shop.count.inserted
    assert len(shop.kept()) == shop.count.quarantined_rows
    assert shop.load().snapshot is None
