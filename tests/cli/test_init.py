"""`selaras init`: from nothing to the first verdict, and never over anybody's files."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from selaras.cli.app import app
from selaras.demo.templates import TEMPLATES, start_workspace
from selaras.errors import InputError


def _run(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize("template", TEMPLATES)
def test_readme_commands_lead_to_verdicts(
    template: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _run("init", "--workspace", str(tmp_path / "work"), "--template", template)
    monkeypatch.chdir(tmp_path / "work")
    readme = Path("README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^    selaras (.+)$", readme, re.MULTILINE)
    assert [command.split()[0] for command in commands] == ["load", "lint", "evaluate"]
    load, lint, evaluate = (_run(*shlex.split(command)) for command in commands)
    assert "quarantined," not in load
    assert "0 errors" in lint
    assert "kept" in evaluate
    assert "missed" in evaluate
    assert "cannot tell" not in evaluate


@pytest.mark.parametrize(
    ("template", "source"), [("marketing-sales", "leads.csv"), ("support", "tickets.csv")]
)
def test_sample_has_two_hundred_rows(template: str, source: str, tmp_path: Path) -> None:
    start_workspace(tmp_path, template)
    lines = (tmp_path / "data" / source).read_text(encoding="utf-8").splitlines()
    assert len(lines) == 201


def test_printed_commands_name_the_folder(tmp_path: Path) -> None:
    printed = _run("init", "--workspace", str(tmp_path / "my work"))
    assert f"selaras load --workspace {shlex.quote(str(tmp_path / 'my work'))}" in printed


def test_existing_files_are_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "agreements").mkdir()
    mine = tmp_path / "agreements" / "marketing-sales.yaml"
    mine.write_text("mine")
    with pytest.raises(InputError, match="exists already, and nothing was written"):
        start_workspace(tmp_path, "marketing-sales")
    assert mine.read_text() == "mine"
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [mine.name]


def test_folder_with_other_files_is_fine(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    assert "selaras.toml" in start_workspace(tmp_path, "support")
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_unknown_template_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"'sales' is not a template. Known are marketing-sales"):
        start_workspace(tmp_path / "new", "sales")
    assert not (tmp_path / "new").exists()


def test_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "work"
    file.write_text("mine")
    with pytest.raises(InputError, match="a file, not a folder"):
        start_workspace(file, "support")


def test_init_without_a_workspace_fills_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "selaras load --workspace ." in _run("init", "--template", "support")
    assert (tmp_path / "selaras.toml").is_file()
