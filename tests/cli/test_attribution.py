"""`selaras attribution`, run as a person would."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from diagnosis.attribution.walks import letters, load_rows, rows_of
from selaras.cli.attribution import app
from selaras.errors import EvidenceError, InputError

RUNNER = CliRunner()


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workspace")
    walks = [letters("A", won=True)] * 40 + [letters("B", won=True)] * 5
    walks += [letters("B", won=False)] * 40 + [letters("AB", won=False)] * 10
    load_rows(folder, rows_of(walks))
    (folder / "selaras.toml").write_text('currency = "IDR"\ntime_zone = "Asia/Jakarta"\n')
    return folder


def run(workspace: Path, *options: str) -> str:
    result = RUNNER.invoke(
        app, ["--workspace", str(workspace), "--as-of", "2026-07-01", *options],
        catch_exceptions=False,
    )  # fmt: skip
    assert result.exit_code == 0
    return result.stdout


def test_json_has_its_keys_and_is_stable(workspace: Path):
    answer = json.loads(run(workspace, "--format", "json", "--model", "last"))
    assert sorted(answer) == [
        "as_of", "contributions", "conversion", "currency", "horizon", "leader", "limits",
        "models", "n", "needed", "period", "reason", "revenue_total", "sentence", "snapshot",
        "unit", "verdict", "wins",
    ]  # fmt: skip
    assert (answer["verdict"], answer["leader"]) == ("leads", "A")
    (model,) = answer["models"]
    assert [c["channel"] for c in model["channels"]] == ["A", "B"]
    assert model["channels"][0]["conversions"]["value"] == 40
    assert run(workspace, "--format", "json") == run(workspace, "--format", "json")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("A brought most under every model", "Marketing's part", "Small wins")),
        ("id", ("A membawa paling banyak", "Bagian Marketing", "Kemenangan kecil")),
    ],
)
def test_the_table_speaks_both_languages(workspace: Path, language: str, words: tuple[str, ...]):
    printed = run(workspace, "--language", language)
    assert [word for word in words if word not in printed] == []


@pytest.mark.parametrize("option", ["--output", "-o"])
def test_an_answer_can_be_written_to_a_file(workspace: Path, tmp_path: Path, option: str):
    target = tmp_path / "answer.txt"
    run(workspace, option, str(target))
    assert "A brought most" in target.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--period", "2026-01-01"], "is not a period"),
        (["--period", "2026-13-01/2026-02-01"], "2026-13-01/2026-02-01' is not a period"),
        (["--period", "2026-03-01/2026-02-01"], "ends before it begins"),
        (["--model", "best"], "--model best is not known"),
        (["--conversion", "sold"], "--conversion sold is not a stage"),
        (["--output", "/nowhere/at/all"], "cannot be written"),
    ],
)
def test_what_cannot_be_asked_is_said_in_a_sentence(workspace: Path, options, sentence: str):
    with pytest.raises(InputError, match=sentence):
        RUNNER.invoke(
            app, ["--workspace", str(workspace), "--as-of", "2026-07-01", *options],
            catch_exceptions=False,
        )  # fmt: skip


def test_a_stage_without_its_table_is_said_in_a_sentence(workspace: Path):
    with pytest.raises(EvidenceError, match="needs the table lead_stages"):
        run(workspace, "--conversion", "sql")


def test_a_workspace_without_evidence_is_said_in_a_sentence(tmp_path: Path):
    with pytest.raises(InputError, match="There is no evidence yet"):
        run(tmp_path)
