"""Compiled steps are kept in a file, which is a cache and nothing more."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pyarrow as pa
import pytest

from selaras.evidence.engines import compiled
from selaras.evidence.engines.compiled import CompiledSteps
from selaras.evidence.engines.duckdb import DuckDBEngine

made: list[str] = []


def _above(tables, numbers, /):
    made.append("above")
    return tables["rows"].filter(tables["rows"].worth > numbers["least"])


@pytest.fixture(autouse=True)
def another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "_IN_PROCESS", {})
    made.clear()


def _ask(path: Path, least: int) -> list[int]:
    compiled._IN_PROCESS.clear()
    steps = CompiledSteps("duckdb", path)
    engine = DuckDBEngine(threads=1, steps=steps)
    rows = engine.register("rows", pa.table({"worth": [1, 5, 9]}))
    found = engine.to_arrow(engine.derive(_above, {"rows": rows}, {"least": least}))
    steps.save()
    engine.close()
    return sorted(found.column("worth").to_pylist())


def test_a_step_is_built_once_for_all_processes_that_share_a_file(tmp_path):
    path = tmp_path / "steps.sqlite3"
    assert _ask(path, 4) == [5, 9]
    assert _ask(path, 6) == [9]
    assert made == ["above"]


def test_what_other_programs_compiled_is_made_again_and_forgotten(tmp_path, monkeypatch):
    path = tmp_path / "steps.sqlite3"
    _ask(path, 4)
    monkeypatch.setattr(compiled, "_programs", lambda: "later versions")
    assert _ask(path, 6) == [9]
    assert made == ["above", "above"]
    with sqlite3.connect(path) as file:
        assert file.execute("SELECT made_by FROM steps").fetchall() == [("later versions",)]


def test_a_damaged_file_costs_time_and_no_answer(tmp_path):
    path = tmp_path / "steps.sqlite3"
    path.write_bytes(b"this is no database" * 100)
    assert _ask(path, 4) == [5, 9]
    assert made == ["above"]
