"""Fifty takers at once, in two processes, on a real file and on PostgreSQL."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from .race import FREE

_OURS = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "SELARAS_WORKSPACE", "SELARAS_TEST_DATABASE_URL")
_ROOT = Path(__file__).parents[3]


def _race(folder: Path, site: str, **more: str) -> dict[str, object]:
    # The settings of tests give every process a database of its own: these are to share one.
    environment = {key: value for key, value in os.environ.items() if key not in _OURS}
    ran = subprocess.run(
        [sys.executable, "-m", "tests.records.reservations.race", str(folder), site],
        cwd=_ROOT,
        env=environment | more,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert ran.returncode == 0, ran.stderr
    found: dict[str, object] = json.loads(ran.stdout.splitlines()[-1])
    return found


_WHOLE = {
    "taken": FREE,
    "reserved": float(FREE),
    "balance": float(FREE),
    "places": 1,
    "balanced": True,
}


@pytest.mark.slow
def test_fifty_takers_take_what_is_free_and_no_more_on_sqlite(tmp_path: Path) -> None:
    assert _race(tmp_path, "Abepura") == _WHOLE


@pytest.mark.slow
def test_fifty_takers_take_what_is_free_and_no_more_on_postgresql(tmp_path: Path) -> None:
    database = os.environ.get("SELARAS_TEST_DATABASE_URL", "")
    if not database.startswith("postgres"):
        pytest.skip("SELARAS_TEST_DATABASE_URL names no PostgreSQL")
    assert _race(tmp_path, f"Abepura {os.getpid()}", DATABASE_URL=database) == _WHOLE
