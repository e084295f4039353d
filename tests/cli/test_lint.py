"""`selaras lint` and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from selaras.cli.lint import app
from selaras.cli.load import app as load
from selaras.errors import InputError
from selaras.workspace.known_evidence import known_evidence

AGREEMENT = """agreement: a
parties: [marketing, sales]
effective: {from: 2026-01-01}
calendar: our-office
commitments:
  leads:
    promisor: marketing
    promisee: sales
    measure: {count: leads}
    every: month
    objective: {at_least: 5}
    owner: ana
    baseline: 3
"""
CALENDAR = """calendar: our-office
time_zone: Asia/Jakarta
week: {mon-fri: [08:00-17:00]}
"""
MAPPING = """mapping: leads
source: {file: leads.csv}
export: full
complete_to: 2026-02-01
time_zone: Asia/Jakarta
table: leads
columns:
  lead_id: id
  created_at: {from: created, format: "%Y-%m-%d", precision: day}
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    files = {
        "agreements/a.yaml": AGREEMENT,
        "calendars/our-office.yaml": CALENDAR,
        "mappings/leads.yaml": MAPPING,
        "leads.csv": "id,created\n1,2026-01-05\n2,2026-01-06\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def run(*args: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(arg) for arg in args])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_lint_of_a_sound_workspace_ends_with_0(workspace: Path) -> None:
    code, output = run("--workspace", workspace)
    assert (code, output) == (0, "1 agreement, 1 calendar, 1 mapping: 0 errors, 0 warnings.\n")


def test_lint_shows_warnings_and_ends_with_0(workspace: Path) -> None:
    edit(workspace / "agreements/a.yaml", "    owner: ana\n", "")
    code, output = run("--workspace", workspace)
    assert code == 0
    assert output == (
        f"{workspace}/agreements/a.yaml:6: warning: `leads` states no owner. "
        "Write `owner: …`. [smart]\n"
        "1 agreement, 1 calendar, 1 mapping: 0 errors, 1 warning.\n"
    )


@pytest.mark.parametrize(
    ("file", "edited", "line"),
    [
        ("agreements/a.yaml", ("at_least", "at_leats"), 11),
        ("agreements/a.yaml", ("our-office", "her-office"), 4),
        ("calendars/our-office.yaml", ("Asia/Jakarta", "Asia/Jakatra"), 2),
        ("mappings/leads.yaml", ("table: leads", "table: laeds"), 6),
    ],
)
def test_lint_of_a_mistake_names_the_line_and_ends_with_2(
    workspace: Path, file: str, edited: tuple[str, str], line: int
) -> None:
    edit(workspace / file, *edited)
    code, output = run("--workspace", workspace)
    assert code == 2
    (told,) = [text for text in output.splitlines() if text.startswith(str(workspace / file))]
    assert told.startswith(f"{workspace / file}:{line}: error: ")
    assert edited[1].removeprefix("table: ") in told


@pytest.mark.parametrize(
    ("edited", "told"),
    [
        (
            "week: {mon-sun: []}\n",
            "The calendar `spare` has no working time at all: no business time falls due on it.",
        ),
        (
            "week: {mon-fri: [08:00-16:00]}\n"
            "exceptions: [{from: 2026-07-04, to: 2060-12-31, closed: true}]\n",
            "The calendar `spare` has no working time after 3 July 2026: "
            "no business time falls due on it from then on.",
        ),
    ],
)
def test_lint_warns_of_a_calendar_that_never_opens(workspace: Path, edited: str, told: str) -> None:
    spare = workspace / "calendars" / "spare.yaml"
    spare.write_text(f"calendar: spare\ntime_zone: Asia/Jakarta\n{edited}", encoding="utf-8")
    assert run("--workspace", workspace) == (
        0,
        f"{spare}: warning: {told} Look at its week and its exceptions. [never-open]\n"
        "1 agreement, 2 calendars, 1 mapping: 0 errors, 1 warning.\n",
    )


def test_lint_warns_where_periods_end_by_another_clock_than_the_workspace_s(
    workspace: Path,
) -> None:
    told = "periods are cut in Asia/Jakarta; the workspace's time_zone is America/Sao_Paulo"
    asked = ["--workspace", str(workspace)]
    for zone, warned in (("America/Sao_Paulo", True), ("Asia/Jakarta", False)):
        (workspace / "selaras.toml").write_text(f'time_zone = "{zone}"\n', encoding="utf-8")
        result = CliRunner().invoke(app, asked)
        assert result.exit_code == 0
        assert (told in result.stdout) is warned


def test_lint_of_files_alone_finds_their_kind_and_calendars(workspace: Path) -> None:
    files = [workspace / "agreements/a.yaml", workspace / "mappings/leads.yaml"]
    code, output = run(*files)
    assert (code, output) == (0, "1 agreement, 1 mapping: 0 errors, 0 warnings.\n")


def test_lint_as_json_is_stable(workspace: Path) -> None:
    edit(workspace / "agreements/a.yaml", "    owner: ana\n", "")
    code, output = run("--workspace", workspace, "--format", "json")
    assert code == 0
    assert json.loads(output) == {
        "files": 3,
        "errors": 0,
        "warnings": 1,
        "notes": [
            {
                "level": "warning",
                "code": "smart",
                "file": f"{workspace}/agreements/a.yaml",
                "line": 6,
                "sentence": "`leads` states no owner.",
                "mend": "Write `owner: …`.",
            }
        ],
    }


def test_lint_tells_two_versions_of_one_day(workspace: Path) -> None:
    (workspace / "agreements/b.yaml").write_text(AGREEMENT, encoding="utf-8")
    code, output = run("--workspace", workspace)
    assert code == 2
    assert "Two versions of `a` begin on 1 January 2026" in output


def test_lint_of_an_empty_workspace_says_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing to check"):
        run("--workspace", tmp_path)


def test_lint_knows_what_evidence_is_loaded(workspace: Path) -> None:
    result = CliRunner().invoke(
        load, ["--workspace", str(workspace), "--source-dir", str(workspace)]
    )
    assert result.exit_code == 0, result.output
    known = known_evidence(workspace / "evidence")
    assert known is not None
    leads = known.tables["leads"]
    assert leads.rows == 2
    assert leads.day_columns == {"created_at"}
    assert {"owner", "assigned_at"} <= leads.null_columns
    assert not {"lead_id", "created_at"} & leads.null_columns
    assert known.reps is None
    edit(workspace / "agreements/a.yaml", "{count: leads}", "{count: tickets}")
    code, output = run("--workspace", workspace)
    assert code == 0
    assert "No loaded table can answer `leads`: tickets is empty or not loaded." in output


def test_known_evidence_of_a_folder_without_any_is_none(tmp_path: Path) -> None:
    assert known_evidence(tmp_path) is None
    assert known_evidence(tmp_path / "nowhere") is None
