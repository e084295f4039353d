"""`selaras evidence` as a person or a program runs it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from evidence.stores import Store, lead
from selaras.cli.evidence import app
from selaras.errors import EvidenceError, InputError


@pytest.fixture
def store(tmp_path):
    made = Store(tmp_path)
    made.load("leads", [lead("a"), lead("b", "2026-04-01")])
    made.load("leads", [lead("a", grade="A")])
    made.load("people", [{"person_id": "p"}], source="staff")
    return made


def run(store, *words):
    options = [*words, "--workspace", str(store.folder)]
    result = CliRunner().invoke(app, options, catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def answer(store, *words):
    return json.loads(run(store, *words, "--format", "json"))


def test_list_shows_snapshots_in_order(store):
    ids = [info.id for info in store.evidence.snapshots()]
    store.evidence.pin(2, "review")
    assert answer(store, "list")[1] == {
        "number": 2,
        "id": ids[1],
        "cause": "load",
        "loaded_at": "2026-07-01T00:00:00Z",
        "rows": 2,
        "tables": ["leads"],
        "pins": ["review"],
        "vacuumed": False,
    }
    assert run(store, "list").splitlines() == [
        "snapshot  id            made by  loaded at             tables  rows  pinned for",
        f"       1  {ids[0]}  load     2026-07-01T00:00:00Z       1     2",
        f"       2  {ids[1]}  load     2026-07-01T00:00:00Z       1     2  review",
        f"       3  {ids[2]}  load     2026-07-01T00:00:00Z       2     3",
    ]


def test_list_of_an_empty_workspace_says_what_to_do(tmp_path):
    empty = Store(tmp_path)
    assert run(empty, "list") == "Nothing is loaded yet: load some evidence with `selaras load`.\n"
    assert answer(empty, "list") == []


def test_show_tells_the_tables_of_a_snapshot(store):
    snapshot = store.evidence.snapshot()
    assert answer(store, "show")["tables"] == {
        "leads": {
            "rows": 2,
            "months": ["2026-03", "2026-04"],
            "complete_from": None,
            "complete_to": "2026-04-01T00:00:00Z",
            "sources": {"crm": "2026-04-01T00:00:00Z"},
            "digest": snapshot.digest("leads"),
        },
        "people": {
            "rows": 1,
            "months": ["all"],
            "complete_from": None,
            "complete_to": None,
            "sources": {"staff": None},
            "digest": snapshot.digest("people"),
        },
    }
    assert answer(store, "show", "1")["number"] == 1
    assert run(store, "show").splitlines() == [
        f"snapshot 3 ({snapshot.id}), loaded at 2026-07-01T00:00:00Z",
        "table   rows  months             source  complete to           complete from",
        "leads      2  2026-03 … 2026-04  crm     2026-04-01T00:00:00Z",
        "people     1  all                staff   not stated",
    ]


def test_tables_tell_times_in_the_zone_of_the_workspace(store):
    (store.folder / "selaras.toml").write_text('time_zone = "Asia/Jakarta"\n')
    assert run(store, "list").splitlines()[1].split()[3] == "2026-07-01T07:00:00+07:00"
    head, _, leads, *_ = run(store, "show").splitlines()
    assert head.endswith("loaded at 2026-07-01T07:00:00+07:00")
    assert leads.split()[-1] == "2026-04-01T07:00:00+07:00"
    assert answer(store, "list")[1]["loaded_at"] == "2026-07-01T00:00:00Z"


def test_compact_pin_vacuum_and_unpin(store):
    assert answer(store, "compact") == {"snapshot": None, "files_before": 3, "files_after": 3}
    assert run(store, "compact") == "Nothing to compact: 3 files.\n"
    assert answer(store, "pin", "1", "--reason", "why") == {"snapshot": 1, "reason": "why"}
    kept = {"dry_run": True, "files": 0, "bytes": 0, "snapshots": []}
    assert answer(store, "vacuum", "--keep-days", "0", "--dry-run") == kept
    assert run(store, "unpin", "1") == "Removed 1 pin.\n"
    gone = answer(store, "vacuum", "--keep-days", "0")
    assert (gone["files"], gone["snapshots"]) == (1, [1])
    assert run(store, "list").splitlines()[1].split()[2:4] == ["load", "(vacuumed)"]
    with pytest.raises(EvidenceError, match="can no longer be read"):
        run(store, "show", "1")


def test_a_workspace_that_is_not_there_is_an_input_error(tmp_path):
    with pytest.raises(InputError, match="There is no such folder"):
        run(Store(tmp_path / "nowhere"), "list")


def test_a_wrong_snapshot_ends_with_2_and_one_sentence(store):
    program = [sys.executable, "-c", "from selaras.cli import main; main()"]
    words = ["evidence", "show", "99", "--workspace", str(store.folder)]
    done = subprocess.run([*program, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        f"selaras: There is no snapshot '99' in {store.evidence.root}: "
        "`selaras evidence list` shows those there are."
    ]
