"""`selaras followup` as people use it: options, formats, and what it says to mistakes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.diagnosis.followup.company import AGREEMENT, COMPLETE, Truth, company
from tests.ledger.companies import evidence_of
from typer.testing import CliRunner

from selaras.cli.followup import app
from selaras.errors import InputError

RUN = ["--as-of", "2026-09-01T00:00+00:00", "--period", "2026-01-01/2026-03-31"]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workspace")
    (folder / "selaras.toml").write_text('currency = "IDR"\ntime_zone = "Asia/Jakarta"\n')
    (folder / "agreements").mkdir()
    (folder / "agreements" / "marketing-sales.yaml").write_text(AGREEMENT)
    evidence_of(company(Truth(leads=500)).rows, folder, COMPLETE)
    return folder


def run(workspace: Path, *options: str) -> str:
    result = CliRunner().invoke(
        app, ["--workspace", str(workspace), *RUN, *options], catch_exceptions=False
    )
    assert result.exit_code == 0
    return result.stdout


def refused(workspace: Path, *options: str) -> str:
    with pytest.raises(InputError) as caught:
        CliRunner().invoke(app, ["--workspace", str(workspace), *options], catch_exceptions=False)
    return caught.value.sentence


def test_the_table_has_the_curve_and_what_it_does_not_show(workspace: Path) -> None:
    shown = run(workspace, "--value", "500000", "--cost", "30000")
    assert "IDR 30,000 an attempt and IDR 500,000 a contact" in shown
    for part in ("Attempt by attempt", "Not read this way", "What it does not show"):
        assert part in shown


def test_the_table_speaks_indonesian(workspace: Path) -> None:
    shown = run(workspace, "--language", "id")
    for part in ("Percobaan demi percobaan", "Cara membagi percobaan", "Yang tidak ditunjukkan"):
        assert part in shown


def test_the_json_has_its_keys_and_is_the_same_twice(workspace: Path) -> None:
    text = run(workspace, "--format", "json", "--attempts", "800")
    form = json.loads(text)
    assert sorted(form) == [
        "as_of", "by", "by_final_number", "cost", "curves", "horizon", "kind", "lack", "level",
        "limits", "n", "needed", "period", "promised_attempts", "sentence", "snapshot", "spread",
        "status", "timing", "unit", "value", "weights",
    ]  # fmt: skip
    assert (form["status"], form["promised_attempts"]) == ("ok", 5)
    assert form["period"]["start"] == "2026-01-01T00:00:00+07:00"
    assert form["period"]["end"] == "2026-04-01T00:00:00+07:00"
    assert form["spread"]["attempts"] == 800
    assert text == run(workspace, "--format", "json", "--attempts", "800")


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_page_stands_alone(workspace: Path, tmp_path: Path, language: str) -> None:
    target = tmp_path / "followup.html"
    run(workspace, "--format", "html", "--language", language, "--output", str(target))
    page = target.read_text(encoding="utf-8")
    assert f'lang="{language}"' in page
    assert "<svg" in page
    assert "src=" not in page
    assert 'href="http' not in page


def test_by_source(workspace: Path) -> None:
    form = json.loads(run(workspace, "--format", "json", "--by", "source"))
    assert [curve["name"] for curve in form["curves"]] == ["all", "outbound", "web"]


def test_final_number_of_attempts_is_refused_with_its_reason(workspace: Path) -> None:
    assert "a lead that answers is not called again" in refused(workspace, "--by", "attempts")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--by", "colour"], "--by colour is not known"),
        (["--value", "much"], "--value 'much' is not an amount"),
        (["--value", "1e400"], "--value '1e400' is not an amount"),
        (["--period", "0001-01-01/9999-12-31"], "lies outside the years 1900 to 2199"),
        (["--value", "-5"], "must be above 0"),
        (["--cost", "5", "--attempts", "9"], "exclude each other"),
        (["--attempts", "0"], "at least one attempt"),
        (["--period", "2026-01"], "is not a period"),
        (["--period", "2026-03-31/2026-01-01"], "ends before it begins"),
        (["--as-of", "yesterday"], "is not an instant"),
    ],
)
def test_a_mistake_is_one_clear_sentence(workspace: Path, options: list[str], says: str) -> None:
    assert says in refused(workspace, *options)


def test_a_workspace_without_evidence_says_how_to_load(tmp_path: Path) -> None:
    assert "There is no evidence yet" in refused(tmp_path)


def test_a_file_that_cannot_be_written_is_said(workspace: Path, tmp_path: Path) -> None:
    says = refused(
        workspace, *RUN, "--format", "json", "--output", str(tmp_path / "none" / "x.json")
    )
    assert "cannot be written" in says


def test_thin_evidence_is_said_in_every_format(tmp_path: Path) -> None:
    evidence_of(company(Truth(leads=8)).rows, tmp_path, COMPLETE)
    assert "cannot be told yet" in run(tmp_path)
    assert json.loads(run(tmp_path, "--format", "json"))["lack"] == "few_leads"
    assert "Cannot tell yet" in run(tmp_path, "--format", "html")
