"""A backup holds everything, also of a workspace that is at work; a restore is whole or none."""

from __future__ import annotations

import gzip
import io
import sqlite3
import tarfile
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from tests.web.conftest import AS_OF

from selaras.demo.templates import start_workspace
from selaras.errors import InputError
from selaras.evidence import open_evidence
from selaras.evidence.loading import load
from selaras.evidence.mapping import read_mappings
from selaras.records.backup import DATABASE, ordered_files, write_backup
from selaras.records.restore import read_backup
from selaras.workspace import Workspace, open_workspace
from selaras.workspace.evaluation import evaluate_workspace


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    root = tmp_path / "company"
    root.mkdir()
    start_workspace(root, "marketing-sales")
    (root / ".secret-key").write_text("rahasia\n")
    opened = open_workspace(root)
    load(
        open_evidence(opened.evidence),
        read_mappings(opened.mappings),
        loaded_at=AS_OF,
        pseudonymise=lambda kind, ids: {one: one for one in ids},
    )
    with closing(sqlite3.connect(opened.database)) as db:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("CREATE TABLE said (n INTEGER)")
        db.execute("INSERT INTO said VALUES (1)")
        db.commit()
    return opened


def test_restored_workspace_answers_alike(place: Workspace, tmp_path: Path) -> None:
    said = evaluate_workspace(place, AS_OF).verdicts
    write_backup(place, tmp_path / "b.tar.gz")
    read_backup(tmp_path / "b.tar.gz", tmp_path / "again")
    again = open_workspace(tmp_path / "again")
    assert evaluate_workspace(again, AS_OF, keep=False).verdicts == said
    assert [path.relative_to(again.root) for path in ordered_files(again.root)] == [
        path.relative_to(place.root) for path in ordered_files(place.root)
    ]
    assert (again.root / ".secret-key").read_text() == "rahasia\n"
    with closing(sqlite3.connect(again.database)) as db:
        assert db.execute("SELECT count(*) FROM said").fetchone() == (1,)


def test_backup_of_a_workspace_at_work_is_whole(place: Workspace, tmp_path: Path) -> None:
    over, written = threading.Event(), [1]

    def write() -> None:
        with closing(sqlite3.connect(place.database, timeout=20)) as db:
            while not over.is_set():
                written.append(written[-1] + 1)
                db.execute("INSERT INTO said VALUES (?)", (written[-1],))
                db.commit()

    def evaluate() -> None:
        for month in (2, 3, 4):
            evaluate_workspace(place, AS_OF.replace(month=month))

    threads = [threading.Thread(target=work) for work in (write, evaluate)]
    for thread in threads:
        thread.start()
    write_backup(place, tmp_path / "b.tar.gz")
    threads[1].join()
    over.set()
    threads[0].join()
    read_backup(tmp_path / "b.tar.gz", tmp_path / "again")
    again = open_workspace(tmp_path / "again")
    with closing(sqlite3.connect(again.database)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        count, last = db.execute("SELECT count(*), max(n) FROM said").fetchone()
        assert 1 <= count == last <= written[-1]
    assert evaluate_workspace(again, AS_OF).verdicts == evaluate_workspace(place, AS_OF).verdicts


def test_backup_is_readable_by_its_owner_alone(place: Workspace, tmp_path: Path) -> None:
    write_backup(place, tmp_path / "b.tar.gz")
    assert (tmp_path / "b.tar.gz").stat().st_mode & 0o777 == 0o600


def test_nothing_is_overwritten(place: Workspace, tmp_path: Path) -> None:
    write_backup(place, tmp_path / "b.tar.gz")
    before = (tmp_path / "b.tar.gz").read_bytes()
    with pytest.raises(InputError, match="there already"):
        write_backup(place, tmp_path / "b.tar.gz")
    assert (tmp_path / "b.tar.gz").read_bytes() == before
    with pytest.raises(InputError, match="something here"):
        read_backup(tmp_path / "b.tar.gz", place.root)


def test_links_are_not_followed(place: Workspace, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("elsewhere")
    (place.root / "link").symlink_to(tmp_path / "secret")
    listed = write_backup(place, tmp_path / "b.tar.gz")
    assert "link" not in listed["files"]
    assert DATABASE in listed["files"]


@pytest.mark.parametrize("cut", [2_000, 20_000])
def test_backup_that_was_cut_short_makes_nothing(
    place: Workspace, tmp_path: Path, cut: int
) -> None:
    write_backup(place, tmp_path / "b.tar.gz")
    whole = (tmp_path / "b.tar.gz").read_bytes()
    (tmp_path / "cut.tar.gz").write_bytes(whole[:-cut])
    with pytest.raises(InputError, match="damaged"):
        read_backup(tmp_path / "cut.tar.gz", tmp_path / "again")
    assert not any(path.name.startswith("again") for path in tmp_path.iterdir())


def test_backup_that_was_changed_makes_nothing(place: Workspace, tmp_path: Path) -> None:
    write_backup(place, tmp_path / "b.tar.gz")
    plain = gzip.decompress((tmp_path / "b.tar.gz").read_bytes())
    (tmp_path / "changed.tar.gz").write_bytes(gzip.compress(plain.replace(b"rahasia", b"terbuka")))
    with pytest.raises(InputError, match="not what its list says"):
        read_backup(tmp_path / "changed.tar.gz", tmp_path / "again")
    assert not (tmp_path / "again").exists()


@pytest.mark.parametrize("name", ["../out", "/etc/out", "a/../../out"])
def test_archive_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    with tarfile.open(tmp_path / "bad.tar.gz", "w:gz") as archive:
        info = tarfile.TarInfo(name)
        info.size = 1
        archive.addfile(info, io.BytesIO(b"x"))
    with pytest.raises(InputError, match="leads out"):
        read_backup(tmp_path / "bad.tar.gz", tmp_path / "again")
    assert not (tmp_path / "out").exists()


def test_backup_of_another_kind_of_database_says_so(place: Workspace, tmp_path: Path) -> None:
    write_backup(place, tmp_path / "b.tar.gz")
    with pytest.raises(InputError, match="of an SQLite database"):
        read_backup(tmp_path / "b.tar.gz", tmp_path / "again", database_url="postgres://x/y")


@pytest.fixture
def postgres(postgres_dsn: str) -> Iterator[Callable[[str], str]]:
    """Makes databases in a PostgreSQL server, and takes them away: a name to the URL of it."""
    known = psycopg.conninfo.conninfo_to_dict(postgres_dsn)
    made = []
    with psycopg.connect(postgres_dsn, autocommit=True) as server:

        def new(name: str) -> str:
            own = f"{name}_{uuid.uuid4().hex}"
            server.execute(SQL("CREATE DATABASE {}").format(Identifier(own)))
            made.append(own)
            return f"postgres://{known['user']}@{known['host']}:{known['port']}/{own}"

        yield new
        for own in made:
            server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(own)))


def test_postgresql_is_restored_into_an_empty_database_alone(
    place: Workspace, tmp_path: Path, postgres: Callable[[str], str]
) -> None:
    first, second = postgres("first"), postgres("second")
    with psycopg.connect(first) as db:
        db.execute("CREATE TABLE said (n integer)")
        db.execute("INSERT INTO said VALUES (1)")
    write_backup(place, tmp_path / "b.tar.gz", database_url=first)
    read_backup(tmp_path / "b.tar.gz", tmp_path / "again", database_url=second)
    with psycopg.connect(second) as db:
        assert db.execute("SELECT * FROM said").fetchall() == [(1,)]
    with pytest.raises(InputError, match="is not empty"):
        read_backup(tmp_path / "b.tar.gz", tmp_path / "other", database_url=second)
    assert not (tmp_path / "other").exists()
