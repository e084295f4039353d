"""The command that runs an example, where it is given something else."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from selaras.workspace import open_workspace

from .workspaces import FOLDERS, ROOT, selaras

RUN = ROOT / "examples" / "run"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "Usage: examples/run"),
        (("olist",), "Usage: examples/run"),
        (("unheard-of", "."), "Usage: examples/run"),
        (("crm", "no/such/folder"), "There is no folder no/such/folder."),
    ],
)
def test_run_says_how_it_is_used(arguments: tuple[str, ...], says: str) -> None:
    ran = subprocess.run(["sh", str(RUN), *arguments], capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert says in ran.stderr
    assert not ran.stdout


@pytest.mark.parametrize("name", FOLDERS)
def test_an_example_has_no_errors_before_its_data_is_loaded(name: str) -> None:
    assert " 0 errors" in selaras("lint", "--workspace", ROOT / "examples" / name)


@pytest.mark.parametrize("name", FOLDERS)
def test_an_example_holds_no_data(name: str) -> None:
    root = ROOT / "examples" / name
    assert open_workspace(root).name
    kept = {path.suffix for path in root.rglob("*") if path.is_file() and _is_kept(path, root)}
    assert kept == {".toml", ".yaml"}


def _is_kept(path: Path, root: Path) -> bool:
    """Whether examples/.gitignore lets it be committed."""
    return path.relative_to(root).parts[0] not in {"evidence", "selaras.sqlite3"}
