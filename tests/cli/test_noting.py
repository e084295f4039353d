"""What the command line loads and evaluates stands among the loads of the pages, where there are
records; and costs nothing where there are none."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from selaras.cli import main
from selaras.demo.templates import start_workspace
from selaras.evidence import open_evidence
from selaras.records.audit.models import AuditRow
from selaras.records.loads.models import Load
from selaras.workspace import open_workspace

Run = Callable[..., int]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    start_workspace(tmp_path, "marketing-sales")
    return tmp_path


@pytest.fixture
def has_records(root: Path, settings: Any) -> None:
    """The table of loads in the workspace's own database, which is asked before Django starts."""
    settings.WORKSPACE = root
    with sqlite3.connect(open_workspace(root).database) as database:
        database.execute("CREATE TABLE loads_load (id INTEGER)")


@pytest.fixture
def run(
    db: None, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Runs a command in this process, whose Django is set up already; gives its exit code."""
    monkeypatch.setattr("selaras.web.start.start", lambda where, **_options: open_workspace(where))
    monkeypatch.delenv("DATABASE_URL", raising=False)

    def command(*words: str) -> int:
        monkeypatch.setattr(sys, "argv", ["selaras", *words, "--workspace", str(root)])
        with pytest.raises(SystemExit) as ended:
            main()
        capsys.readouterr()
        return int(ended.value.code or 0)

    return command


def test_load_of_the_command_line_stands_among_the_loads(run: Run, has_records: None) -> None:
    assert run("load") == 0
    (load,) = Load.objects.all()
    assert (load.kind, load.state, load.via, load.person, load.snapshot) == (
        *("load", "done", "command"),
        *(None, 1),
    )
    assert load.mappings == ["leads"]
    assert load.rows_read == sum(table["read"] for table in load.counts["tables"]) > 0
    assert load.began_at <= load.ended_at
    assert AuditRow.objects.filter(action="load.noted", object_id=str(load.pk)).count() == 1


def test_load_that_failed_is_told_without_paths(run: Run, has_records: None, root: Path) -> None:
    (root / "data" / "leads.csv").unlink()
    assert run("load") == 2
    (load,) = Load.objects.all()
    assert load.state == "failed"
    assert "leads.csv" in load.problem
    assert str(root) not in load.problem


def test_replay_stands_among_the_loads(run: Run, has_records: None, root: Path) -> None:
    path = root / "data" / "leads.csv"
    path.write_text(
        path.read_text() + path.read_text().splitlines()[1].replace("2026-", "soon") + "\n"
    )
    run("load")
    run("quarantine", "replay")
    assert list(Load.objects.values_list("kind", flat=True)) == ["replay", "load"]


def test_whole_evaluation_stands_among_the_loads_and_a_part_does_not(
    run: Run, has_records: None
) -> None:
    run("load")
    run("evaluate", "--as-of", "2026-04-11", "--agreement", "marketing-sales")
    assert not Load.objects.filter(kind="evaluation").exists()
    run("evaluate", "--as-of", "2026-04-11")
    load = Load.objects.get(kind="evaluation")
    assert (load.snapshot, load.via, load.state) == (1, "command", "done")
    assert sum(load.counts["statuses"].values()) > 0


def test_nothing_is_started_where_there_are_no_records(
    run: Run, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise AssertionError("Django was started")

    monkeypatch.setattr("selaras.web.start.start", refuse)
    assert run("load") == 0
    assert run("evaluate", "--as-of", "2026-04-11") == 0
    assert not Load.objects.exists()


def test_a_load_stands_though_the_records_cannot_be_written(
    run: Run, has_records: None, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    def refuse(*_args: object, **_options: object) -> None:
        raise OperationalError("no such column: loads_load.step")

    monkeypatch.setattr("selaras.records.loads.plan.note_load", refuse)
    assert run("load") == 0
    assert open_evidence(root / "evidence").snapshot().number == 1
