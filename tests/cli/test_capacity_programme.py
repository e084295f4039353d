"""`selaras capacity programme|claims|postmortem`, run as a person would on a simulated company."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from selaras.cli.capacity import app
from selaras.demo.programmes.planting import draw_case
from selaras.demo.programmes.tables import APPROVED_AT, LAUNCH, PRODUCT, PROGRAMME, draw_evidence
from selaras.errors import InputError
from selaras.evidence import open_evidence
from selaras.evidence.staging import stage_rows

RUNNER = CliRunner()


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company with an untested OK, loaded twice: before the approval, and after all was over."""
    folder = tmp_path_factory.mktemp("company")
    drawn = draw_evidence(draw_case(2, ("technical",)))
    evidence = open_evidence(folder / "evidence")
    for n, at in enumerate((APPROVED_AT - timedelta(hours=2), drawn.as_of)):
        staged = []
        for name, table in drawn.tables.items():
            rows = [row for row in table.to_pylist() if _is_known(name, row, at)]
            place = folder / f"staged-{n}-{name}"
            staged.append(stage_rows(name, rows, place, "erp", complete_to=at))
        evidence.commit(staged, at)
    (folder / "selaras.toml").write_text('currency = "IDR"\ntime_zone = "UTC"\n')
    return folder


def _is_known(name: str, row: dict, at) -> bool:
    times = {"capacity_tests": "tested_at", "claims": "stated_at", "utilisation": "happened_at"}
    if name in times:
        return row[times[name]] <= at
    return name != "demand" or row["period_end"] < at.date()


def ask(workspace: Path, *options: str) -> str:
    after = (LAUNCH + timedelta(weeks=20)).isoformat()
    arguments = [*options, "--workspace", str(workspace)]
    if "--as-of" not in options:
        arguments += ["--as-of", after]
    result = RUNNER.invoke(app, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_postmortem_reads_what_was_known_from_the_older_snapshot(workspace):
    found = json.loads(ask(workspace, "postmortem", PROGRAMME, "--format", "json"))
    first = open_evidence(workspace / "evidence").snapshot(1).id
    assert (found["basis"], found["known_snapshot"]) == ("snapshot", first)
    assert found["causes"] == ["technical"]
    gap = found["waterfall"]["gap"]["value"]
    assert sum(t["value"] for t in found["waterfall"]["terms"]) == pytest.approx(gap)
    assert set(found["questions"]) == {"target", "technical", "management"}
    assert found["lost"]["reconciled"]["value"] >= found["lost"]["logged"]


def test_a_postmortem_is_read_in_both_languages(workspace, tmp_path):
    table = ask(workspace, "postmortem", PROGRAMME)
    assert "Was Technical over-confident or untested?" in table
    page = tmp_path / "why.html"
    ask(workspace, "postmortem", PROGRAMME, "--format", "html", "--language", "id",
        "--output", str(page))  # fmt: skip
    text = page.read_text(encoding="utf-8")
    assert "Tiga pertanyaan" in text
    assert 'lang="id"' in text
    assert "http://" not in text.replace("http://www.w3.org", "")


def test_a_programme_is_checked_from_its_file(workspace, tmp_path):
    file = tmp_path / "plan.yaml"
    file.write_text(
        f"programme: again\nproduct: {PRODUCT}\n"
        f"window: {{from: {LAUNCH}, to: {LAUNCH + timedelta(days=41)}}}\n"
        "sites:\n  site-1: {total: 90}\n"
    )
    at = ("--as-of", APPROVED_AT.isoformat())
    found = json.loads(ask(workspace, "programme", str(file), "--format", "json", *at))
    assert found["verdict"] in ("cannot_tell", "short", "bears")
    assert len(found["sites"][0]["by_week"]) == 6
    assert found["n"]["past_programmes"] > 2
    assert found["snapshot"] == open_evidence(workspace / "evidence").snapshot().id
    page = tmp_path / "programme.html"
    ask(workspace, "programme", str(file), "--format", "html", "--output", str(page), *at)
    assert "<svg" in page.read_text(encoding="utf-8")
    assert "site-1" in ask(workspace, "programme", str(file), *at)


def test_claims_are_scored_by_team(workspace, tmp_path):
    found = json.loads(ask(workspace, "claims", "--format", "json"))
    (team,) = found["teams"]
    assert team["team"] == "technical"
    assert team["n"] == found["n"]["scored"] > 20
    parts = found["calibration"]
    assert parts["brier"] == pytest.approx(
        parts["reliability"] - parts["resolution"] + parts["uncertainty"] + parts["within"]
    )
    page = tmp_path / "claims.html"
    ask(workspace, "claims", "--format", "html", "--output", str(page))
    assert "Spiegelhalter" in page.read_text(encoding="utf-8")
    assert "technical" in ask(workspace, "claims", "--language", "id")


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (("postmortem", "nothing"), "There is no programme 'nothing' on record"),
        (("programme", "nowhere.yaml"), "The file cannot be read"),
        (("claims", "--snapshot", "99"), "99"),
    ],
)
def test_what_is_not_there_is_said(workspace, command, says):
    with pytest.raises(Exception, match=says) as fault:
        ask(workspace, *command)
    assert isinstance(fault.value, InputError) or command[0] == "claims"
