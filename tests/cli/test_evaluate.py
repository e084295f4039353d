"""`selaras evaluate`, as a person calls it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from selaras.cli.app import app
from selaras.demo.templates import start_workspace
from selaras.errors import InputError

Run = Callable[..., str]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    root: Path = tmp_path_factory.mktemp("work")
    start_workspace(root, "support")

    def command(*arguments: str) -> str:
        words = [*arguments, "--workspace", str(root)]
        result = CliRunner().invoke(app, words, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.stdout

    command("load")
    return command


def test_a_ledger_without_verdicts_says_why(run: Run) -> None:
    assert run("evaluate", "--as-of", "2025-12-31T09:00") == (
        "No verdict: no period had begun by 2025-12-31 09:00 WIB; the first agreement begins on"
        " 2026-01-01.\n"
    )
    assert "berlaku sejak 2026-01-01" in run(
        "evaluate", "--as-of", "2025-12-31", "--language", "id"
    )


def test_an_unknown_calendar_is_told_with_the_agreement_that_names_it(tmp_path: Path) -> None:
    start_workspace(tmp_path, "support")
    place = ["--workspace", str(tmp_path)]
    CliRunner().invoke(app, ["load", *place], catch_exceptions=False)
    (agreement,) = (tmp_path / "agreements").glob("*.yaml")
    text = agreement.read_text(encoding="utf-8")
    agreement.write_text(text.replace("calendar: our-office", "calendar: our-ofice"), "utf-8")
    with pytest.raises(InputError) as fault:
        CliRunner().invoke(
            app, ["evaluate", "--as-of", "2026-04-11", *place], catch_exceptions=False
        )
    assert str(fault.value).startswith(f"{agreement}: There is no calendar 'our-ofice'. Known are ")
    assert str(fault.value).endswith("Did you mean our-office?")


def test_a_promise_that_never_falls_due_is_told_with_its_agreement(tmp_path: Path) -> None:
    start_workspace(tmp_path, "support")
    place = ["--workspace", str(tmp_path)]
    CliRunner().invoke(app, ["load", *place], catch_exceptions=False)
    (tmp_path / "calendars" / "closed.yaml").write_text(
        "calendar: closed\ntime_zone: Asia/Jakarta\nweek: {mon-sun: []}\n", "utf-8"
    )
    (agreement,) = (tmp_path / "agreements").glob("*.yaml")
    text = agreement.read_text(encoding="utf-8")
    agreement.write_text(text.replace("calendar: our-office", "calendar: closed"), "utf-8")
    with pytest.raises(InputError) as fault:
        CliRunner().invoke(
            app, ["evaluate", "--as-of", "2026-04-11", *place], catch_exceptions=False
        )
    assert str(fault.value) == (
        f"{agreement}: `resolution` cannot be judged: Calendar closed has not enough working time "
        "for that by the end of 2060. Look at its week and its exceptions."
    )
