"""What the tutorial, the quick start and a how-to show is what their commands print."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.docs.fences import FENCE
from typer.testing import CliRunner

from selaras.cli.app import app

ROOT = Path(__file__).parents[2]
_COMMAND = re.compile(r"^\$ ((?:.*\\\n)*.+)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
_SET_UP = ("make setup", ". .venv/bin/activate", "selaras --version")
_FILES = {
    "name = ": "selaras.toml",
    "Lead No;": "data/leads.csv",
    "mapping: ": "mappings/leads.yaml",
    "agreement: ": "agreements/marketing-sales.yaml",
}
"""How the blocks begin that a reader saves, and under which name."""


def test_tutorial_shows_what_its_commands_print(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    followed = _follow((ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8"))
    assert {"map", "load", "quarantine", "lint", "evaluate", "trace", "diff"} <= followed
    assert all(Path(name).exists() for name in _FILES.values())


def test_quick_start_shows_what_its_commands_print(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.split("\n## Five minutes to a verdict of your own\n")[1].split("\n## ")[0]
    assert _follow(section) == {"init", "load", "lint", "evaluate", "trace"}


def test_how_to_on_calendars_shows_what_its_commands_print(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "docs" / "how-to" / "calendars.md").read_text(encoding="utf-8")
    printed = [fence[0] for fence in FENCE.finditer(text) if fence[1] == "console"]
    assert len(printed) == 2
    assert _follow("\n".join(printed)) == {"calendar"}


def _follow(text: str) -> set[str]:
    """Do what every block says, in its order: which commands of selaras that were."""
    followed, code = set(), 0
    for command, shown in _steps(text):
        if command == "echo $?":
            assert shown == f"{code}\n"
            code = 0
            continue
        assert code == 0, f"what comes before `{command}` ended with {code}"
        code, printed = _run(command)
        followed |= set(command.split()[1:2]) if command.startswith("selaras ") else set()
        if shown is not None:
            _assert_shown(command, shown, printed)
    assert code == 0
    return followed


def _steps(text: str) -> Iterator[tuple[str, str | None]]:
    """Its commands with what is shown of each, where anything is; a file is saved on its turn."""
    for language, block in FENCE.findall(text):
        if language == "console":
            bare = [(line, None) for line in block.splitlines() if line not in _SET_UP]
            yield from _COMMAND.findall(block) or bare
        else:
            _save(block)


def _save(block: str) -> None:
    """As the file that it is; a single line takes the place of the one with its key."""
    if block.startswith("created_at: "):
        mapping = Path("mappings/leads.yaml")
        text, count = re.subn(r"created_at: .*", block.strip(), mapping.read_text(encoding="utf-8"))
        assert count == 1
        mapping.write_text(text, encoding="utf-8")
        return
    [name] = [name for beginning, name in _FILES.items() if block.startswith(beginning)]
    Path(name).write_text(block, encoding="utf-8")


def _run(command: str) -> tuple[int, str]:
    """How it ended and what it printed; what a `>` leads away is in its file."""
    if not command.startswith("selaras "):
        return _run_in_shell(command)
    asked, _, target = command.replace("\\\n", " ").partition(" > ")
    words = [os.path.expanduser(word) for word in shlex.split(asked)[1:]]
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    if not target:
        return result.exit_code, result.output
    Path(target).write_text(result.stdout, encoding="utf-8")
    return result.exit_code, result.stderr


def _run_in_shell(command: str) -> tuple[int, str]:
    if command.startswith("cd "):
        os.chdir(Path(command.removeprefix("cd ")).expanduser())
        return 0, ""
    made = subprocess.run(
        ["sh", "-c", command], capture_output=True, text=True, encoding="utf-8", check=False
    )
    return made.returncode, made.stdout + made.stderr


def _assert_shown(command: str, shown: str, printed: str) -> None:
    """Every line as it was printed and in that order; a line `...` stands for lines left out."""
    lines = [line.rstrip() + "\n" for line in printed.splitlines()]
    pattern = "".join(
        r"(?:.*\n)+" if line.strip() == "..." else re.escape(line + "\n")
        for line in shown.splitlines()
    )
    assert re.fullmatch(pattern, "".join(lines)), (
        f"`{command}` is shown to print\n{shown}\nand prints\n{''.join(lines)}"
    )
