"""Work beside the pages: once for all who ask, and quick work not behind slow work."""

from __future__ import annotations

import threading

import pytest
from django.utils.translation import override

from selaras.errors import InputError, said
from selaras.web import desk
from selaras.web.desk import State, ask


def test_work_is_done_once_for_all_who_ask() -> None:
    let_go, done = threading.Event(), []

    def work() -> None:
        let_go.wait(30)
        done.append(1)

    assert [ask("once", work).is_done for _ in range(3)] == [False] * 3
    let_go.set()
    assert ask("once", work, patience=30) == State(True)
    assert done == [1]


def test_quick_work_does_not_wait_behind_slow_work() -> None:
    let_go = threading.Event()
    assert not ask("slow", lambda: let_go.wait(30)).is_done
    try:
        assert ask("quick", lambda: None, patience=20, pace="quick") == State(True)
    finally:
        let_go.set()
    assert ask("slow", lambda: None, patience=30).is_done


def test_failure_is_told_in_the_language_of_whoever_asks() -> None:
    def fail() -> None:
        raise InputError(said("No leads.", "Tidak ada prospek."))

    assert ask("speaks", fail, patience=30) == State(False, "No leads.")
    with override("id"):
        assert ask("speaks", fail, patience=30) == State(False, "Tidak ada prospek.")


def test_failure_is_told_for_a_while_and_then_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise InputError("No leads.", mend="Load some.")

    assert ask("fails", fail, patience=30) == State(False, "No leads. Load some.")
    assert ask("fails", lambda: None, patience=30) == State(False, "No leads. Load some.")
    monkeypatch.setattr(desk, "_FORGOTTEN_AFTER", 0.0)
    assert ask("fails", lambda: None, patience=30) == State(True)
