"""A bank's calls by hour, counted again from the file."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from .workspaces import _ENVIRONMENT, DATA, ROOT

SOURCE = "anonymous_bank_calls"


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = (DATA / SOURCE).resolve()
    if not data.is_dir():
        pytest.skip(f"{SOURCE} is not there: examples/README.md says where it comes from")
    folder = tmp_path_factory.mktemp("bank")
    kept = shutil.ignore_patterns("evidence", "prepared", "selaras.sqlite3*", "__pycache__")
    shutil.copytree(ROOT / "examples" / "bank", folder / "bank", ignore=kept)
    shutil.copy(ROOT / "examples" / "run", folder / "run")
    ran = _ran("sh", str(folder / "run"), "bank", str(data), "--format", "json")
    (folder / "bank" / "status.json").write_text(ran, encoding="utf-8")
    return folder / "bank"


@pytest.fixture(scope="module")
def desk(bank: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        _ran(sys.executable, str(bank / "hours.py"), "--format", "json")
    )
    return found


@pytest.fixture(scope="module")
def calls() -> list[dict[str, str]]:
    """Rows of those who asked for an agent, by the file's own words."""
    path = (DATA / SOURCE).resolve() / "data_anonymous_bank_february.txt"
    if not path.is_file():
        pytest.skip(f"{SOURCE} is not there: examples/README.md says where it comes from")
    with path.open(encoding="ascii", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [
        row
        for row in rows
        if row["outcome"] == "AGENT" or (row["outcome"] == "HANG" and row["q_start"] != "0:00:00")
    ]


def test_every_call_that_asked_is_counted_in_its_hour(
    desk: dict[str, Any], calls: list[dict[str, str]]
) -> None:
    asked: Counter[int] = Counter()
    left: Counter[int] = Counter()
    for row in calls:
        hour = int(_asked(row).split(":")[0])
        asked[hour] += 1
        left[hour] += row["outcome"] == "HANG"
    found = {hour["hour"]: (hour["calls"], hour["hung_up"]) for hour in desk["hours"]}
    assert found == {hour: (asked[hour], left[hour]) for hour in asked}


def test_no_call_is_moved_far_from_when_it_came(bank: Path) -> None:
    """A time of 0:00:00 may stand for none: taken for midnight it moves a call by hours."""
    with (bank / "prepared" / "calls.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        *_, day, entry = row["call"].split("-")
        came = datetime.fromisoformat(f"19{day}T{entry:0>8}")
        assert abs(datetime.fromisoformat(row["asked_at"]) - came) < timedelta(hours=1), row


def test_patience_and_service_are_those_of_the_file(
    desk: dict[str, Any], calls: list[dict[str, str]]
) -> None:
    waited = sum(int(row["q_time"]) for row in calls)
    left = sum(row["outcome"] == "HANG" for row in calls)
    talked = [int(row["ser_time"]) for row in calls if row["outcome"] == "AGENT"]
    assert desk["patience"]["value"] == pytest.approx(left / waited * 3600, rel=1e-3)
    assert desk["service"]["value"] == pytest.approx(len(talked) / sum(talked) * 3600, rel=1e-3)


def test_erlang_a_stands_beside_what_happened(desk: dict[str, Any]) -> None:
    """More agents, fewer who hang up: present above busy in every hour that can be told."""
    told = [hour for hour in desk["hours"] if hour["present"]]
    assert {hour["hour"] for hour in told} == set(range(7, 24))
    for hour in told:
        assert hour["low"] < hour["abandonment"] < hour["high"]
        assert hour["present"]["agents"] > hour["busy"]["agents"]
        assert hour["present"]["abandonment"] < hour["busy"]["abandonment"]
    within = [
        hour["present"]["abandonment"] <= hour["abandonment"] <= hour["busy"]["abandonment"]
        for hour in told
    ]
    assert sum(within) >= len(within) / 2
    assert desk["errors"]["present"]["by_hour"] < 0.08
    assert desk["errors"]["busy"]["by_hour"] < 0.08


def test_the_text_says_what_cannot_be_told(bank: Path) -> None:
    lines = _ran(sys.executable, str(bank / "hours.py")).splitlines()
    assert "cannot tell" in next(line for line in lines if line.startswith("06–07"))
    assert "cannot tell" not in next(line for line in lines if line.startswith("10–11"))


def test_shifts_are_hours_that_nobody_tested(bank: Path, calls: list[dict[str, str]]) -> None:
    status = json.loads((bank / "status.json").read_text(encoding="utf-8"))
    (place,) = status["places"]
    assert (place["kind"], place["unit"]) == ("hours", "agent hour")
    week = place["weeks"][0]
    assert (week["claimed"], week["tested"]) == (8 * 6 * 7, 0)
    talked: Counter[int] = Counter()
    for row in calls:
        if row["outcome"] == "AGENT":
            talked[(int(row["date"][-2:]) - 1) // 7] += int(row["ser_time"])
    assert week["in_use"] == pytest.approx(max(talked.values()) / 3600, rel=1e-3)


def test_a_folder_without_evidence_is_an_answer_and_no_traceback(
    bank: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "bank"
    shutil.copytree(bank, empty, ignore=shutil.ignore_patterns("evidence", "prepared"))
    ran = subprocess.run(
        [sys.executable, str(empty / "hours.py")],
        capture_output=True, text=True, env=_ENVIRONMENT, check=False, timeout=60,
    )  # fmt: skip
    assert ran.returncode != 0
    assert "Traceback" not in ran.stderr


def _asked(row: dict[str, str]) -> str:
    """When a call asked for an agent; 0:00:00 without a time of service is no time."""
    if row["q_start"] != "0:00:00" or row["q_time"] != "0":
        return row["q_start"]
    if row["ser_start"] != "0:00:00" or row["ser_time"] != "0":
        return row["ser_start"]
    return row["vru_exit"]


def _ran(*command: str) -> str:
    ran = subprocess.run(
        command, capture_output=True, text=True, env=_ENVIRONMENT, check=False, timeout=600
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout
