"""`apply` brings files into the database, `export` gives them back to the letter."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from selaras.cli import main
from selaras.records.agreements.models import Draft
from selaras.workspace import open_workspace

TEXT = """\
agreement: one
parties: [marketing, sales]  # ours
effective: {from: 2026-01-01}
calendar: jakarta-office
commitments:
  leads:
    promisor: marketing
    promisee: sales
    measure: {count: leads}
    every: month
    objective: {at_least: 5}
"""


class Ran:
    """A command that has ended: its exit code, and what it printed."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


Run = Callable[..., Ran]


@pytest.fixture
def run(
    db: None,
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Runs a command in this process, whose Django is set up already."""
    monkeypatch.setattr("selaras.web.start.start", lambda root, **_options: open_workspace(root))

    def command(*words: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["selaras", *words, "--workspace", str(place)])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return command


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A workspace with two agreements in files."""
    (tmp_path / "selaras.toml").write_text('name = "Test"\n')
    folder = tmp_path / "agreements"
    folder.mkdir()
    (folder / "one.yaml").write_text(TEXT)
    (folder / "two.yaml").write_text(TEXT.replace("agreement: one", "agreement: two"))
    return tmp_path


def _drafts() -> list[str]:
    return list(Draft.objects.order_by("name").values_list("name", flat=True))


def test_a_plan_says_what_it_would_do_and_does_not(run: Run, place: Path) -> None:
    folder = place / "agreements"
    assert run("apply", "-f", str(folder / "two.yaml")).code == 0
    said = run("apply", "-f", str(folder), "--plan")
    assert said.out.splitlines() == [
        "one: new, a draft between marketing, sales (promises: 1)",
        "two: nothing to do, the draft says the same",
        "This is the plan; nothing was changed.",
    ]
    assert _drafts() == ["two"]


def test_a_change_is_planned_in_sentences(run: Run, place: Path) -> None:
    file = place / "agreements" / "two.yaml"
    run("apply", "-f", str(file))
    file.write_text(file.read_text().replace("at_least: 5", "at_least: 7"))
    said = run("apply", "-f", str(file), "--plan", "--format", "json")
    (agreement,) = json.loads(said.out)["agreements"]
    assert agreement["step"] == "redrafts"
    assert agreement["changes"] == [
        {
            "en": "leads: the target goes from 5 to 7",
            "id": "leads: target berubah dari 5 menjadi 7",
        }
    ]


def test_a_fault_is_told_with_its_line_and_nothing_is_applied(run: Run, place: Path) -> None:
    file = place / "agreements" / "two.yaml"
    file.write_text(file.read_text().replace("every: month", "every: moon"))
    said = run("apply", "-f", str(place / "agreements"))
    assert said.code == 2
    assert "two.yaml:10" in said.err
    assert _drafts() == []


def test_two_new_versions_of_one_agreement_are_not_applied_at_once(run: Run, place: Path) -> None:
    later = TEXT.replace("2026-01-01", "2027-01-01")
    (place / "agreements" / "one-2027.yaml").write_text(later)
    said = run("apply", "-f", str(place / "agreements"))
    assert said.code == 2
    assert "both bring a new version of `one`" in said.err


def test_export_gives_the_text_back_to_the_letter(run: Run, place: Path) -> None:
    run("apply", "-f", str(place / "agreements"))
    assert run("export", "one").out == TEXT
    said = run("export", "--output", str(place / "out"))
    assert said.code == 0
    assert sorted(path.name for path in (place / "out").iterdir()) == ["one.yaml", "two.yaml"]


def test_export_of_what_is_not_there_says_so(run: Run) -> None:
    said = run("export", "three")
    assert said.code == 2
    assert "no agreement or draft 'three'" in said.err
