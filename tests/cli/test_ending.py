"""How every command ends: the exit code, and one sentence on stderr."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from selaras.cli import main
from selaras.demo.templates import start_workspace

Run = Callable[..., tuple[int, str, str]]

HEEDS_INTERRUPTS = "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
"""Tests that run in the background of a shell have been told to ignore them."""


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def command(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["selaras", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return command


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ("evaluate", "--format", "xml"),
            "Invalid value for '--format': 'xml' is not one of 'table', 'json', 'csv'. "
            "`selaras evaluate --help` shows what there is.",
        ),
        (("evaluat",), "No such command 'evaluat'. Did you mean `selaras evaluate`?"),
        (
            ("evaluate", "--threads", "0"),
            "Invalid value for '--threads': it should be greater than or equal to 1. "
            "`selaras evaluate --help` shows what there is.",
        ),
        (
            ("calendar", "due"),
            "Missing option '--calendar'. `selaras calendar due --help` shows what there is.",
        ),
    ],
)
def test_a_wrong_option_is_told_in_one_sentence(
    run: Run, arguments: tuple[str, ...], sentence: str
) -> None:
    assert run(*arguments) == (2, "", f"selaras: {sentence}\n")


def test_a_bare_command_shows_its_help(run: Run) -> None:
    code, out, err = run("calendar")
    assert (code, out) == (2, "")
    assert err.startswith("Usage: selaras calendar")


def test_help_and_version_end_well(run: Run) -> None:
    assert run("--version")[0] == 0
    assert run("load", "--help")[0] == 0


def test_what_cannot_be_written_is_told_with_its_place(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_workspace(tmp_path, "support")

    def refuse(path: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "mkdir", refuse)
    code, out, err = run("load", "--workspace", str(tmp_path))
    assert (code, out) == (2, "")
    assert err.startswith(f"selaras: {tmp_path}/evidence")
    assert "Permission denied. Look who may read and write there" in err


def test_a_full_disk_is_told_where_the_system_names_no_file(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_workspace(tmp_path, "support")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "mkdir", full)
    code, _out, err = run("load", "--workspace", str(tmp_path))
    assert code == 2
    assert err.startswith("selaras: No space left on device. Look who may read and write there")


def test_a_workspace_that_can_only_be_read_is_evaluated_and_keeps_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_workspace(tmp_path, "support")
    run("load", "--workspace", str(tmp_path))
    allowed = os.access
    monkeypatch.setattr(os, "access", lambda p, m: m != os.W_OK and allowed(p, m))
    evaluate = ("evaluate", "--workspace", str(tmp_path), "--as-of", "2026-04-11")
    code, out, err = run(*evaluate)
    assert (code, err) == (0, "This workspace can be read alone: these verdicts are not kept.\n")
    assert "14 kept, 1 missed" in out
    assert not (tmp_path / "evidence" / "_verdicts").exists()


def test_an_interrupt_ends_with_130_and_loses_nothing(tmp_path: Path) -> None:
    for attempt in range(5):
        place = tmp_path / str(attempt)
        place.mkdir()
        start_workspace(place, "support")
        program = HEEDS_INTERRUPTS + "from selaras.cli import main; main()"
        command = [sys.executable, "-c", program, "load", "--workspace", str(place)]
        load = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        while not (place / "evidence" / "_staging").exists() and load.poll() is None:
            time.sleep(0.01)
        load.send_signal(signal.SIGINT)
        _, err = load.communicate(timeout=60)
        if load.returncode:
            break  # else the machine was busy, and the load was over before it was stopped
    stopped = (130, "selaras: stopped; what was kept before stands as it was.\n")
    assert (load.returncode, err) == stopped
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_an_interrupt_while_modules_are_read_is_told_in_the_same_sentence() -> None:
    # typer is read first of all: a module in its place holds the command there until it is stopped
    held = (
        f"{HEEDS_INTERRUPTS}"
        "import sys, time\n"
        "class Slow:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'typer':\n"
        "            print('reading', flush=True)\n"
        "            time.sleep(60)\n"
        "sys.meta_path.insert(0, Slow())\n"
        "from selaras.cli import main\n"
        "main()\n"
    )
    command = subprocess.Popen(
        [sys.executable, "-c", held], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert command.stdout is not None
    assert command.stdout.readline() == "reading\n"
    command.send_signal(signal.SIGINT)
    _, err = command.communicate(timeout=60)
    assert (command.returncode, err) == (
        130,
        "selaras: stopped; what was kept before stands as it was.\n",
    )


@pytest.mark.parametrize("encoding", ["ascii", "iso-8859-1"])
def test_what_is_piped_is_utf8_whatever_the_locale(tmp_path: Path, encoding: str) -> None:
    start_workspace(tmp_path, "support")
    command = "from selaras.cli import main; main()"
    asked = [sys.executable, "-c", command, "calendar", "list", "--workspace", str(tmp_path)]
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    calendars = tmp_path / "calendars"
    (one,) = calendars.glob("*.yaml")
    one.write_text("calendar: küche\n", encoding="utf-8")
    ended = subprocess.run(asked, capture_output=True, env=environment, check=False)
    assert ended.returncode == 2
    assert "küche" in ended.stderr.decode("utf-8")
