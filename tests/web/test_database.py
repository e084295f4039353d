"""The records' file is opened to be read where it may not be written."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from selaras.web.database import sqlite_settings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "selaras.sqlite3"
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE words (word TEXT)")
        database.execute("INSERT INTO words VALUES ('janji')")
    return path


def _forbid(monkeypatch: pytest.MonkeyPatch, forbidden: Path) -> None:
    allowed = os.access
    monkeypatch.setattr(
        os, "access", lambda path, how: Path(path) != forbidden and allowed(path, how)
    )


def test_a_file_that_may_be_written_is_opened_with_its_log(file: Path) -> None:
    name, options = sqlite_settings(file)
    assert name == str(file)
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in options["init_command"]


@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_may_not_be_written_is_read_and_never_written(
    file: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    _forbid(monkeypatch, file if what == "file" else file.parent)
    name, options = sqlite_settings(file)
    assert "init_command" not in options
    with closing(sqlite3.connect(name, uri=True)) as database:
        assert database.execute("SELECT word FROM words").fetchall() == [("janji",)]
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            database.execute("INSERT INTO words VALUES ('lain')")


def test_what_another_process_has_open_is_read_with_what_it_wrote(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(file)) as other:
        other.execute("INSERT INTO words VALUES ('temu')")
        other.commit()
        _forbid(monkeypatch, file)
        name, _options = sqlite_settings(file)
        with closing(sqlite3.connect(name, uri=True)) as database:
            assert len(database.execute("SELECT word FROM words").fetchall()) == 2


def test_a_database_that_does_not_run_is_told_in_one_sentence(tmp_path: Path) -> None:
    program = str(Path(sys.executable).with_name("selaras"))
    subprocess.run([program, "init", "--workspace", tmp_path / "w"], check=True)
    ended = subprocess.run(
        [program, "evaluate", "--workspace", tmp_path / "w", "--as-of", "2026-04-11"],
        env={k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
        | {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr
    assert "The database of the workspace cannot be used" in ended.stderr
