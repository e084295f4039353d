"""Several processes at one store: writers at once, readers during writes, writers killed."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from evidence.stores import LOADED_AT, Store, lead
from selaras.errors import EvidenceError
from selaras.evidence import delta_table, manifest, store, upsert
from selaras.evidence.snapshot import Snapshot

_SPAWN = multiprocessing.get_context("spawn")
_LEADS = [f"L{number}" for number in range(20)]


def _mark_rows(mark: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Leads and attempts over three months that all carry `mark`."""
    leads = [
        lead(key, f"2026-0{1 + number % 3}-02", grade=str(mark))
        for number, key in enumerate(_LEADS)
    ]
    attempts = [
        {
            "attempt_id": f"A{key}",
            "lead_id": key,
            "happened_at": f"2026-0{1 + number % 3}-03T08:00Z",
            "person_id": str(mark),
        }
        for number, key in enumerate(_LEADS)
    ]
    return leads, attempts


def _load_mark(at: Store, mark: int) -> None:
    leads, attempts = _mark_rows(mark)
    at.evidence.commit([at.stage("leads", leads), at.stage("attempts", attempts)], LOADED_AT)


def _marks(at: Store, snapshot: Snapshot | None = None) -> set[str]:
    """Every mark in a snapshot: one, if it is whole."""
    shown = snapshot or at.evidence.snapshot()
    leads = at.rows("leads", "lead_id", "grade", snapshot=shown)
    attempts = at.rows("attempts", "lead_id", "person_id", snapshot=shown)
    assert sorted(key for key, _ in leads) == sorted(_LEADS)
    assert sorted(key for key, _ in attempts) == sorted(_LEADS)
    return {mark for _, mark in (*leads, *attempts)}


def _run(target: Callable[..., None], *arguments: Any) -> int | None:
    process = _SPAWN.Process(target=target, args=arguments)
    process.start()
    process.join(60)
    return process.exitcode


def _die(*_: Any, **__: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _die_in_the_middle_of_writing(delta: Any, rows: Any, months: Any) -> int:
    """A part of the rows has gone to the Delta writer as the process dies."""

    def batches() -> Any:
        yield rows.read_next_batch().slice(0, 1)
        _die()

    dying = pa.RecordBatchReader.from_batches(rows.schema, batches())
    return delta_table.overwrite_months(delta, dying, months)


def _die_between_two_portions(delta: Any, rows: Any, months: Any) -> int:
    version = delta_table.overwrite_months(delta, rows, months)
    upsert.overwrite_months = _die  # type: ignore[assignment]
    return version


_POINTS: dict[str, tuple[Any, str, Any]] = {
    "before a table is written": (upsert, "prepare", _die),
    "while a table is written": (upsert, "overwrite_months", _die_in_the_middle_of_writing),
    "between two portions of a table": (upsert, "overwrite_months", _die_between_two_portions),
    "after a table is written": (upsert, "month_states", _die),
    "after all tables are written": (store, "write_manifest", _die),
    "while the manifest is written": (manifest.os, "link", _die),
}


def _load_and_die(folder: Path, point: str, mark: int) -> None:
    owner, name, deed = _POINTS[point]
    setattr(owner, name, deed)
    upsert.ROWS_AT_ONCE = 1  # every month is a portion
    _load_mark(Store(folder), mark)


@pytest.mark.parametrize("point", _POINTS)
def test_a_killed_first_load_leaves_nothing_and_the_next_one_works(tmp_path, point):
    assert _run(_load_and_die, tmp_path, point, 1) == -signal.SIGKILL
    at = Store(tmp_path)
    assert at.evidence.is_empty
    _load_mark(at, 2)
    assert at.evidence.snapshot().number == 1
    assert _marks(at) == {"2"}
    assert list((at.evidence.root / "_staging").iterdir()) == []


@pytest.mark.parametrize("point", _POINTS)
def test_a_killed_load_leaves_the_old_snapshot_and_the_next_one_works(tmp_path, point):
    at = Store(tmp_path)
    _load_mark(at, 1)
    before = at.evidence.snapshot()
    assert _run(_load_and_die, tmp_path, point, 2) == -signal.SIGKILL
    assert at.evidence.snapshot() == before
    assert _marks(at) == {"1"}
    at.load("leads", [lead(_LEADS[0], "2026-01-02", grade="3")])
    assert sorted(at.rows("leads", "grade")) == [("1",)] * 19 + [("3",)]
    assert {mark for (mark,) in at.rows("attempts", "person_id")} == {"1"}
    _load_mark(at, 4)
    assert _marks(at) == {"4"}
    assert _marks(at, at.evidence.snapshot(1)) == {"1"}


def _load_on_and_on(folder: Path, first: int) -> None:
    at = Store(folder)
    mark = first
    while True:
        _load_mark(at, mark)
        mark += 1


def test_writers_killed_at_any_time_never_tear_a_snapshot(tmp_path):
    """Kills come at random moments, reads all the while."""
    chance = random.Random(20260701)
    at = Store(tmp_path)
    _load_mark(at, 0)
    seen = 1
    for life in range(1, 5):
        writer = _SPAWN.Process(target=_load_on_and_on, args=(tmp_path, life * 1000))
        writer.start()
        begun = time.monotonic()
        while at.evidence.snapshot().number == seen and time.monotonic() - begun < 60:
            time.sleep(0.01)
        end = time.monotonic() + chance.uniform(0.05, 0.6)
        while time.monotonic() < end:
            assert len(_marks(at)) == 1
        writer.kill()
        writer.join()
        newest = at.evidence.snapshot()
        assert newest.number > seen
        seen = newest.number
        assert len(_marks(at)) == 1
    _load_mark(at, 9999)
    assert _marks(at) == {"9999"}


def _load_keys(folder: Path, source: str, loads: int) -> None:
    at = Store(folder)
    for number in range(loads):
        at.load("leads", [lead(f"{source}{number}")], source=source)


def test_two_writers_at_once_lose_nothing(tmp_path):
    writers = [
        _SPAWN.Process(target=_load_keys, args=(tmp_path, source, 6)) for source in ("x", "y")
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(120)
    assert [writer.exitcode for writer in writers] == [0, 0]
    at = Store(tmp_path)
    assert at.rows("leads", "lead_id") == [
        (f"{source}{number}",) for source in ("x", "y") for number in range(6)
    ]
    assert [info.number for info in at.evidence.snapshots()] == list(range(1, 13))


def test_a_writer_says_that_it_waits_and_gives_up_in_the_end(tmp_path):
    at = Store(tmp_path)
    staged = [at.stage("leads", [lead("a")])]
    impatient = replace(at.evidence, wait_seconds=0.1)
    said: list[str] = []
    with at.evidence.writing(), pytest.raises(EvidenceError, match=r"for more than 0\.1 seconds"):
        impatient.commit(staged, LOADED_AT, said.append)
    assert said == [f"another process is writing to {at.evidence.root}: waiting for it"]
    assert impatient.commit(staged, LOADED_AT).snapshot == 1


def test_a_lock_file_left_behind_holds_nobody_up(tmp_path):
    at = Store(tmp_path)
    at.evidence.root.mkdir()
    (at.evidence.root / store.LOCK_FILE).write_text("left behind")
    assert at.load("leads", [lead("a")]).snapshot == 1


def test_staging_folders_of_living_processes_are_spared(tmp_path):
    at = Store(tmp_path)
    with store.staging_folder(at.evidence.root) as mine:
        at.load("leads", [lead("a")])
        assert mine.is_dir()
    assert not mine.exists()


@pytest.mark.parametrize(
    "error",
    [
        OSError(28, "No space left on device"),
        RuntimeError("Failed to commit: Could not write file: No space left on device"),
    ],
)
def test_a_full_disk_is_told_in_a_sentence_and_leaves_nothing(tmp_path, monkeypatch, error):
    at = Store(tmp_path)
    _load_mark(at, 1)

    def fill(*_):
        raise error

    monkeypatch.setattr(upsert, "overwrite_months", fill)
    with pytest.raises(EvidenceError, match="There is no room left on the disk of"):
        _load_mark(at, 2)
    assert _marks(at) == {"1"}
    assert list((at.evidence.root / "_staging").iterdir()) == []
    monkeypatch.undo()
    _load_mark(at, 2)
    assert _marks(at) == {"2"}


def test_a_fault_that_is_not_of_room_is_not_called_one(tmp_path, monkeypatch):
    at = Store(tmp_path)
    monkeypatch.setattr(upsert, "prepare", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        _load_mark(at, 1)


def test_a_staging_folder_is_locked_before_it_is_there(tmp_path, monkeypatch):
    """Else another load, clearing up at that moment, takes it for one of a killed load."""
    made = []

    def mkdir(path, *arguments, **options):
        if path.parent.name == "_staging":
            made.append(path.with_name(f"{path.name}.lock").exists())
        return real(path, *arguments, **options)

    real = Path.mkdir
    monkeypatch.setattr(Path, "mkdir", mkdir)
    with store.staging_folder(tmp_path):
        pass
    assert made == [True]
