"""`selaras calendar`, as a person or a script calls it."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from selaras.calendars import find_calendar
from selaras.cli import main

Run = Callable[..., tuple[int, str, str]]
OFFICE = ("--calendar", "jakarta-office")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def command(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["selaras", "calendar", *arguments])
        monkeypatch.setenv("COLUMNS", "80")
        code: Any = 0
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
        out, err = capsys.readouterr()
        return code, out, err

    return command


def test_due_prints_json(run: Run) -> None:
    code, out, _ = run(
        "due", *OFFICE, "--start", "2026-03-17T16:00", "--within", "8 business hours",
        "--format", "json",
    )  # fmt: skip
    assert code == 0
    assert json.loads(out) == {
        "calendar": "jakarta-office",
        "due": "2026-03-25T16:00:00+07:00",
        "estimated": False,
        "start": "2026-03-17T16:00:00+07:00",
        "suspended": False,
        "version": find_calendar("jakarta-office").version,
        "within": "8 business hours",
    }


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-03-17T16:00", "2026-03-25T16:00:00+07:00"),
        ("2026-03-17T09:00Z", "2026-03-25T16:00:00+07:00"),
        ("2026-03-17T18:00+09:00", "2026-03-25T16:00:00+07:00"),
        ("2026-03-17", "2026-03-17T17:00:00+07:00"),
    ],
)
def test_start_is_read_in_the_calendars_zone(run: Run, start: str, due: str) -> None:
    _, out, _ = run(
        "due", *OFFICE, "--start", start, "--within", "8 business hours", "--format", "json"
    )
    assert json.loads(out)["due"] == due


def test_due_with_pauses_and_an_open_one(run: Run) -> None:
    asked = ("due", *OFFICE, "--start", "2026-02-02T09:00", "--within", "8 business hours")
    pauses = ("02T11:00/2026-02-02T15:00", "02T14:00/2026-02-02T16:00", "03T08:30/2026-02-03T09:30")
    closed = [word for pause in pauses for word in ("--pause", f"2026-02-{pause}")]
    _, out, _ = run(*asked, *closed, "--format", "json")
    assert json.loads(out)["due"] == "2026-02-03T15:00:00+07:00"
    _, out, _ = run(*asked, "--pause", "2026-02-02T11:00/", "--format", "json")
    answer = json.loads(out)
    assert (answer["due"], answer["suspended"]) == (None, True)
    _, out, _ = run(*asked, "--pause", "2026-02-02T11:00/")
    assert out.startswith("Suspended")


def test_due_in_words_says_what_is_estimated(run: Run) -> None:
    code, out, _ = run("due", *OFFICE, "--start", "2027-03-05T16:00", "--within", "1 business day")
    assert code == 0
    assert out.splitlines()[0] == "Due Tue 16 Mar 2027 17:00:00 WIB"
    assert "only estimated" in out


def test_elapsed_prints_seconds(run: Run) -> None:
    asked = ("elapsed", *OFFICE, "--start", "2026-02-02T09:00", "--end", "2026-02-03T15:00")
    _, out, _ = run(*asked, "--format", "json")
    answer = json.loads(out)
    assert (answer["business_seconds"], answer["wall_seconds"]) == (13 * 3600, 30 * 3600)
    _, out, _ = run(*asked, "--pause", "2026-02-02T11:00/2026-02-02T12:30", "--format", "csv")
    assert next(csv.DictReader(io.StringIO(out)))["business_seconds"] == str(12 * 3600)
    _, out, _ = run(*asked)
    assert out.splitlines()[0] == "13 h 00 min of working time in 30 h 00 min"


def test_show_draws_a_month(run: Run) -> None:
    code, out, _ = run("show", *OFFICE, "--month", "2026-03")
    assert code == 0
    assert "March 2026, jakarta-office (Asia/Jakarta)" in out
    assert "18 Mar  * Day of Silence Joint Holiday" in out
    assert "17 working days, 136 working hours" in out
    assert max(map(len, out.splitlines())) <= 80


def test_show_marks_estimates_and_exceptions(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(
        "calendar: own\ntime_zone: Asia/Jakarta\nweek: {mon-fri: [08:00-16:00]}\n"
        "holidays: {country: ID}\n"
        "exceptions: [{date: 2027-03-10, hours: [10:00-12:00], says: skeleton crew}]\n",
        encoding="utf-8",
    )
    _, out, _ = run("show", "--calendar", str(file), "--month", "2027-03")
    assert "10*~!" in out
    assert "! skeleton crew" in out
    assert "its date is not settled yet" in out
    _, out, _ = run("show", "--calendar", str(file), "--month", "2027-03", "--format", "json")
    tenth, eleventh = json.loads(out)["days"][9:11]
    assert (tenth["hours"], tenth["working_seconds"]) == (["10:00-12:00"], 7200)
    assert (eleventh["hours"], eleventh["estimated"]) == ([], True)


def test_list_names_shipped_and_own_calendars(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "calendars").mkdir()
    (tmp_path / "calendars" / "own.yaml").write_text(
        "{calendar: own, time_zone: UTC, week: 24x7}", encoding="utf-8"
    )
    _, out, _ = run("list", "--workspace", str(tmp_path), "--format", "json")
    names = [one["calendar"] for one in json.loads(out)["calendars"]]
    assert "own" in names
    assert "jakarta-office" in names
    code, out, _ = run(
        "due", "--calendar", "own", "--workspace", str(tmp_path), "--start", "2026-01-01",
        "--within", "24 hours", "--format", "json",
    )  # fmt: skip
    assert code == 0
    assert json.loads(out)["due"] == "2026-01-02T00:00:00+00:00"
    monkeypatch.chdir(tmp_path)
    assert "own" not in run("list")[1]
    (tmp_path / "selaras.toml").touch()
    assert "own" in run("list")[1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("due", "--calendar", "no-such", "--start", "2026-01-01", "--within", "1 hour"), "Known"),
        (("due", *OFFICE, "--start", "2026-01-01", "--within", "1 week"), "is not a duration"),
        (("due", *OFFICE, "--start", "soon", "--within", "1 hour"), "--start 'soon'"),
        (("due", *OFFICE, "--start", "0001-01-01", "--within", "1 hour"), ""),
        (("due", *OFFICE, "--start", "9999-12-31T23:59", "--within", "1 hour"), ""),
        (("due", *OFFICE, "--start", "2026-01-01", "--within", "1 hour", "--pause", "x"), "two"),
        (("elapsed", *OFFICE, "--start", "2026-01-02", "--end", "2026-01-01"), "before --start"),
        (("elapsed", *OFFICE, "--start", "1950-01-01", "--end", "2026-01-01"), "1990 to 2060"),
        (("show", *OFFICE, "--month", "2026-13"), "is not a month"),
        (("show", *OFFICE, "--month", "1950-01"), "lies outside"),
        (("show", "--calendar", "/no/such/file.yaml"), "cannot be read"),
        (("list", "--workspace", "/no/such/folder"), "no such folder"),
    ],
)
def test_mistakes_end_with_2_and_one_sentence(
    run: Run, arguments: tuple[str, ...], words: str
) -> None:
    code, out, err = run(*arguments)
    assert code == 2
    assert out == ""
    assert err.startswith("selaras: ")
    assert words in err
    assert len(err.splitlines()) == 1


def test_a_calendar_is_read_from_a_file_of_any_name(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "office.calendar"
    file.write_text("calendar: office\ntime_zone: UTC\nweek: 24x7\n")
    due = ("due", "--start", "2026-01-01", "--within", "2 business hours", "--format", "json")
    code, out, _ = run(*due, "--calendar", str(file))
    assert (code, json.loads(out)["due"]) == (0, "2026-01-01T02:00:00+00:00")


@pytest.mark.parametrize(
    ("start", "read"),
    [
        ("2026-03-08T02:30", "2026-03-08T03:30:00-04:00"),
        ("2026-11-01T01:30", "2026-11-01T01:30:00-04:00"),
        ("2026-11-01T01:30-05:00", "2026-11-01T01:30:00-05:00"),
    ],
)
def test_a_time_that_the_clock_skips_or_shows_twice_is_read_as_loading_does(
    run: Run, start: str, read: str
) -> None:
    asked = ("due", "--calendar", "us-office", "--within", "1 hour", "--format", "json")
    _, out, _ = run(*asked, "--start", start)
    assert json.loads(out)["start"] == read


def test_a_pause_that_ends_before_it_starts_is_told_in_the_calendars_zone(run: Run) -> None:
    asked = ("elapsed", *OFFICE, "--start", "2026-02-02T08:00", "--end", "2026-02-03T08:00")
    code, _, err = run(*asked, "--pause", "2026-02-02T11:00/2026-02-02T10:00")
    assert code == 2
    assert "ends at 2026-02-02 10:00:00+07:00 before it starts at 2026-02-02 11:00:00+07:00" in err
