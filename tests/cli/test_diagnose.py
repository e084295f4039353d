"""`selaras diagnose`, run as a person would, on companies whose reason for the gap is known."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path

import pytest
from typer.testing import CliRunner

from selaras.cli.diagnose import app
from selaras.demo.companies.planting import Size, draw_company
from selaras.demo.companies.tables import draw_evidence
from selaras.errors import EvidenceError, InputError
from selaras.evidence import open_evidence
from selaras.evidence.staging import stage_rows

RUNNER = CliRunner()
ZONE = "Asia/Jakarta"
KEYS = {
    "verdict", "sentence", "gap", "base", "actual", "factors", "teams", "dropped", "limits",
    "needed", "n", "snapshot", "as_of", "unit",
}  # fmt: skip


class Company:
    """A workspace with the evidence of a simulated company, and how to ask it."""

    def __init__(self, folder: Path, truth: str, leads: int, seed: int = 1) -> None:
        large = Size(large=(0.35, 0.45), small_share=0.0, helps_share=0.0)
        companies = (draw_company(n, truth, leads, large) for n in count(seed))
        # Under four reps there is no interval, and nobody is named.
        drawn = draw_evidence(next(company for company in companies if company.reps >= 6))
        staged = [
            stage_rows(
                name,
                table.to_pylist(),
                folder / f"staged-{name}",
                "crm",
                complete_to=drawn.complete_to,
            )
            for name, table in drawn.tables.items()
        ]
        open_evidence(folder / "evidence").commit(staged, drawn.complete_to)
        (folder / "selaras.toml").write_text(f'currency = "IDR"\ntime_zone = "{ZONE}"\n')
        first, second, end = (
            at.isoformat()[:10]
            for at in (drawn.base_starts, drawn.actual_starts, drawn.actual_ends)
        )
        self.folder, self.as_of = folder, drawn.complete_to.isoformat()
        self.base, self.period = f"{first}/{_day_before(second)}", f"{second}/{_day_before(end)}"

    def ask(self, *options: str) -> str:
        result = RUNNER.invoke(
            app,
            ["--workspace", str(self.folder), "--as-of", self.as_of, *options],
            catch_exceptions=False,
        )
        assert result.exit_code == 0, result.output
        return result.stdout

    def finding(self, *options: str) -> dict:
        return json.loads(
            self.ask("--format", "json", "--base", self.base, "--period", self.period, *options)
        )


def _day_before(day: str) -> str:
    from datetime import date, timedelta

    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


@pytest.fixture(scope="module")
def idle(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Sales stopped trying."""
    return Company(tmp_path_factory.mktemp("idle"), "persistence", 3_000)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Company:
    return Company(tmp_path_factory.mktemp("small"), "quality", 150)


def test_json_has_its_keys_sums_to_the_gap_and_is_stable(idle: Company) -> None:
    answer = idle.finding()
    assert set(answer) >= KEYS
    gap = answer["gap"]["value"]
    assert gap == pytest.approx(answer["actual"] - answer["base"], rel=1e-6)
    for parts in (answer["factors"], answer["teams"]):
        assert sum(part["effect"] for part in parts) == pytest.approx(gap, rel=1e-6)
    assert answer["sentence"]["en"] != answer["sentence"]["id"]
    assert answer == idle.finding()


def test_who_stopped_trying_is_named(idle: Company) -> None:
    answer = idle.finding()
    assert answer["verdict"] == "sales"
    persistence = next(f for f in answer["factors"] if f["name"] == "persistence")
    assert persistence["team"] == "sales"
    assert persistence["high"] < 0


def test_a_small_company_cannot_be_told_about(small: Company) -> None:
    answer = small.finding()
    assert answer["verdict"] == "cannot_tell"
    assert answer["needed"]["says"]["en"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Most of it lies with Sales", "What each team did to it", "What it does not show")),
        ("id", ("Sebagian besar berasal dari Penjualan", "Pengaruh tiap tim")),
    ],
)
def test_the_table_speaks_both_languages(
    idle: Company, language: str, words: tuple[str, ...]
) -> None:
    printed = idle.ask("--base", idle.base, "--period", idle.period, "--language", language)
    assert [word for word in words if word not in printed] == []


def test_the_page_stands_alone(idle: Company, tmp_path: Path) -> None:
    page = tmp_path / "why.html"
    idle.ask(
        "--base", idle.base, "--period", idle.period, "--format", "html", "--output", str(page)
    )
    text = page.read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>")
    assert "<svg" in text
    assert 'src="http' not in text


def test_without_periods_a_mature_quarter_is_looked_at(idle: Company) -> None:
    periods = json.loads(idle.ask("--format", "json"))["periods"]
    first = periods["period"][:10]
    assert first[8:] == "01"
    assert int(first[5:7]) in (1, 4, 7, 10)
    assert periods["base"] < periods["period"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--base", "2026-01-01/2026-03-31"), "--base is given without --period"),
        (("--period", "2026-03-31"), "not a period"),
        (("--period", "2026-03-31/2026-01-01"), "ends before it begins"),
        (
            ("--base", "2026-01-01/2026-03-31", "--period", "2026-03-01/2026-04-30"),
            "overlap",
        ),
        (("--against", "no-such-plan"), "plan"),
    ],
)
def test_what_cannot_be_asked_is_said_in_a_sentence(
    idle: Company, options: tuple[str, ...], says: str
) -> None:
    with pytest.raises((InputError, EvidenceError), match=says):
        idle.ask(*options)


def test_without_evidence_it_says_what_to_load(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no evidence yet"):
        RUNNER.invoke(app, ["--workspace", str(tmp_path)], catch_exceptions=False)
