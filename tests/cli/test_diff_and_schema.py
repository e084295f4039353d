"""`selaras diff` and `selaras schema`."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from selaras.cli.diff import app as diff
from selaras.cli.schema import app as schema
from selaras.errors import InputError

OLD = """agreement: a
parties: [marketing, sales]
effective: {from: 2026-01-01}
calendar: jakarta-office
commitments:
  first-response:
    promisor: sales
    promisee: marketing
    measure: {response_time: {}}
    every: month
    objective: {within: 1 business day, for: 95%}
"""
NEW = OLD.replace("1 business day", "4 business hours").replace("2026-01-01", "2026-07-01")


def run(app: object, *args: object) -> str:
    result = CliRunner().invoke(app, [str(arg) for arg in args])  # type: ignore[arg-type]
    if result.exception is not None:
        raise result.exception
    return result.output


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    (tmp_path / "agreements").mkdir()
    old, new = tmp_path / "agreements/old.yaml", tmp_path / "agreements/new.yaml"
    old.write_text(OLD, encoding="utf-8")
    new.write_text(NEW, encoding="utf-8")
    return old, new


def test_diff_of_two_files_speaks_english_by_default(files: tuple[Path, Path]) -> None:
    assert run(diff, *files).splitlines() == [
        "The first day goes from 1 January 2026 to 1 July 2026",
        "first-response: the target goes from 1 business day to 4 business hours",
    ]


def test_diff_of_a_workspace_takes_its_last_two_versions_and_language(
    files: tuple[Path, Path],
) -> None:
    root = files[0].parent.parent
    (root / "selaras.toml").write_text('language = "id"\n', encoding="utf-8")
    expected = [
        "Hari pertama berubah dari 1 Januari 2026 menjadi 1 Juli 2026",
        "first-response: target berubah dari 1 hari kerja menjadi 4 jam kerja",
    ]
    assert run(diff, "--workspace", root).splitlines() == expected
    assert run(diff, "--workspace", root, "--agreement", "a").splitlines() == expected
    assert "The first day" in run(diff, "--workspace", root, "--language", "en")


def test_diff_of_equal_versions_says_so(files: tuple[Path, Path]) -> None:
    assert run(diff, files[0], files[0]).startswith("Nothing changed: both are version ")


def test_diff_as_json(files: tuple[Path, Path]) -> None:
    form = json.loads(run(diff, *files, "--format", "json"))
    assert form["agreement"] == "a"
    assert len(form["old"]) == len(form["new"]) == 64
    assert form["changes"][1] == {
        "about": "commitment",
        "kind": "changed",
        "name": "first-response",
        "field": "target",
        "before": "1 business day",
        "after": "4 business hours",
        "sentence": "first-response: the target goes from 1 business day to 4 business hours",
    }


def test_diff_refuses_what_it_cannot_compare(files: tuple[Path, Path]) -> None:
    root = files[0].parent.parent
    with pytest.raises(InputError, match="1 file cannot be compared"):
        run(diff, files[0])
    with pytest.raises(InputError, match="not both"):
        run(diff, *files, "--workspace", root)
    with pytest.raises(InputError, match="no agreement 'b' here"):
        run(diff, "--workspace", root, "--agreement", "b")
    files[1].unlink()
    with pytest.raises(InputError, match="No agreement here has two versions"):
        run(diff, "--workspace", root)


@pytest.mark.parametrize("name", ["agreement", "calendar", "mapping"])
def test_schema_prints_a_valid_json_schema(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(run(schema, name)))
