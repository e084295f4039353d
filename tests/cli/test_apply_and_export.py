"""`apply` brings files into the database, `export` gives them back to the letter."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

TEXT = """\
agreement: one
parties: [marketing, sales]  # ours
effective: {from: 2026-01-01}
calendar: jakarta-office
commitments:
  leads: {promisor: marketing, promisee: sales, measure: {count: leads}, every: month, objective: {at_least: 5}}
"""  # noqa: E501


def run(place: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own: Django is set up for one workspace in a process."""
    kept = ("DATABASE_URL", "SELARAS_WORKSPACE", "DJANGO_SETTINGS_MODULE")
    environment = {k: v for k, v in os.environ.items() if k not in kept}
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "from selaras.cli import main; main()",
            *words,
            "--workspace",
            str(place),
        ],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with two agreements in files, the second of which was applied."""
    root = tmp_path_factory.mktemp("place")
    (root / "selaras.toml").write_text('name = "Test"\n')
    (root / "agreements").mkdir()
    (root / "agreements" / "one.yaml").write_text(TEXT)
    (root / "agreements" / "two.yaml").write_text(TEXT.replace("agreement: one", "agreement: two"))
    assert run(root, "apply", "-f", str(root / "agreements" / "two.yaml")).returncode == 0
    return root


def _drafts(place: Path) -> list[str]:
    with sqlite3.connect(place / "selaras.sqlite3") as database:
        return [n for (n,) in database.execute("SELECT name FROM agreements_draft ORDER BY name")]


def test_a_plan_says_what_it_would_do_and_does_not(place: Path) -> None:
    said = run(place, "apply", "-f", str(place / "agreements"), "--plan")
    assert said.stdout.splitlines() == [
        "one: new, a draft of 1 promises between marketing, sales",
        "two: nothing to do, the draft says the same",
        "This is the plan; nothing was changed.",
    ]
    assert _drafts(place) == ["two"]


def test_a_change_is_planned_in_sentences(place: Path, tmp_path: Path) -> None:
    file = tmp_path / "two.yaml"
    changed = TEXT.replace("agreement: one", "agreement: two").replace("at_least: 5", "at_least: 7")
    file.write_text(changed)
    form = json.loads(run(place, "apply", "-f", str(file), "--plan", "--format", "json").stdout)
    (agreement,) = form["agreements"]
    assert agreement["step"] == "redrafts"
    assert agreement["changes"][0]["en"] == "leads: the target goes from 5 to 7"
    assert agreement["changes"][0]["id"] == "leads: target berubah dari 5 menjadi 7"


def test_a_fault_is_told_with_its_line_and_nothing_is_applied(place: Path, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(TEXT.replace("agreement: one", "agreement: fine"))
    (tmp_path / "b.yaml").write_text(TEXT.replace("calendar:", "kalender:"))
    said = run(place, "apply", "-f", str(tmp_path))
    assert said.returncode == 2
    assert "b.yaml:4" in said.stderr
    assert "Traceback" not in said.stderr
    assert _drafts(place) == ["two"]


def test_export_gives_the_text_back_to_the_letter(place: Path) -> None:
    said = run(place, "export", "two")
    assert said.stdout == TEXT.replace("agreement: one", "agreement: two")


def test_export_of_what_is_not_there_says_so(place: Path) -> None:
    said = run(place, "export", "three")
    assert said.returncode == 2
    assert "no agreement or draft 'three'" in said.stderr
