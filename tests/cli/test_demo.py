"""`selaras demo`: the whole way, twice, and what it says of the truths that were planted."""

from __future__ import annotations

import json
import os
import re
import shlex
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

_KEPT_AWAY = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "SELARAS_WORKSPACE")
"""What tests say of their own database: each command here has its workspace's."""


def _start(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `selaras` in a process of its own: one process knows one workspace's database."""
    environment = {key: text for key, text in os.environ.items() if key not in _KEPT_AWAY}
    return subprocess.run(
        [sys.executable, "-c", "from selaras.cli import main; main()", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def _run(*arguments: str) -> str:
    result = _start(*arguments)
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "workspace"


@pytest.fixture(scope="module")
def first(folder: Path) -> str:
    """What the first run prints as JSON."""
    return _run("demo", "--workspace", str(folder), "--no-serve", "--format", "json")


@pytest.fixture(scope="module")
def printed(folder: Path, first: str) -> str:
    """What a second run in the same folder prints, in Indonesian."""
    assert first
    return _run("demo", "--workspace", str(folder), "--language", "id")


@pytest.mark.slow
def test_verdicts_are_those_of_the_fixed_date(first: str) -> None:
    answer = json.loads(first)
    assert answer["as_of"] == "2026-05-16T00:00:00+07:00"
    assert answer["seed"] == 1
    assert len(answer["verdicts"]) > 300
    statuses = {verdict["status"] for verdict in answer["verdicts"]}
    assert {"kept", "missed", "excused", "running"} <= statuses


@pytest.mark.slow
def test_planted_truths_stand_out(first: str) -> None:
    standouts = json.loads(first)["standouts"]
    assert _naming(standouts, "paid_social", "2026-02")
    assert _naming(standouts, "hana.daeng", "persistence")
    assert _naming(standouts, "nanda.putra", "persistence")
    assert _naming(standouts, "Makassar", "first-response")
    assert _naming(standouts, "2026-04", "more leads than a rep can work")
    assert _naming(standouts, "Abepura", "installed-in-time")
    assert _naming(standouts, "Hotel Nirwana", "own-share")


def _naming(sentences: list[str], *words: str) -> list[str]:
    return [text for text in sentences if all(word in text for word in words)]


@pytest.mark.slow
def test_another_folder_gives_the_same_bytes(first: str, tmp_path: Path) -> None:
    again = _run("demo", "--workspace", str(tmp_path / "other"), "--format", "json")
    assert again == first


@pytest.mark.slow
def test_summary_goes_by_pair_of_parties_in_the_language_asked_for(
    printed: str, folder: Path
) -> None:
    assert "dinilai per 2026-05-16T00:00:00+07:00" in printed
    assert "Yang menonjol" in printed
    assert "ditepati pada" in printed
    for pair in ("marketing → sales", "sales → marketing", "customers → service"):
        assert pair in printed
    assert 'language = "id"' in (folder / "selaras.toml").read_text(encoding="utf-8")


@pytest.mark.slow
def test_running_again_leaves_the_verdicts_as_they_were(printed: str, first: str) -> None:
    command = _commands(printed)[0]
    assert command[0] == "evaluate"
    again = json.loads(_run(*command, "--format", "json"))
    assert again["verdicts"] == json.loads(first)["verdicts"]
    assert again["snapshot"] == json.loads(first)["snapshot"]


@pytest.mark.slow
def test_every_command_it_suggests_works(printed: str, tmp_path: Path) -> None:
    commands = _commands(printed)
    names = [command[0] for command in commands]
    looks = ["evaluate", "trace", "diagnose", "followup", "attribution"]
    assert names == [*looks, "quarantine", "lint", "init"]
    for command in commands[1:]:
        if command[0] == "init":
            command[command.index("--workspace") + 1] = str(tmp_path / "mine")
        page = command[command.index("--output") + 1] if "--output" in command else None
        printed_now = _run(*command)
        assert printed_now or (page and Path(page).stat().st_size > 10_000)


def _commands(printed: str) -> list[list[str]]:
    return [shlex.split(line) for line in re.findall(r"^    selaras (.+)$", printed, re.MULTILINE)]


@pytest.mark.slow
def test_demo_says_who_can_sign_in_and_ends(printed: str) -> None:
    assert "selaras serve --workspace" in printed
    assert "ayu.lestari@nusantaranet.example" in printed
    assert "wulan.prameswari@hotelnirwana.example" in printed
    assert "janji-yang-ditepati" in printed


@pytest.mark.slow
def test_agreements_of_the_demo_are_signed(first: str) -> None:
    assert {verdict["standing"] for verdict in json.loads(first)["verdicts"]} == {"signed"}


@pytest.mark.slow
def test_what_the_demo_loaded_stands_among_the_loads(folder: Path, first: str) -> None:
    assert first
    with closing(sqlite3.connect(folder / "selaras.sqlite3")) as records:
        asked = "SELECT kind, state, snapshot FROM loads_load ORDER BY id LIMIT 2"
        noted = records.execute(asked).fetchall()
    assert noted == [("load", "done", 1), ("evaluation", "done", 1)]


def test_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("three years of work")
    result = _start("demo", "--workspace", str(tmp_path))
    assert result.returncode == 2
    assert "is not a demo workspace" in result.stderr
