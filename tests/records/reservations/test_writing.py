"""Several who wait for their turn to write go together, and each answers for itself alone."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import nullcontext

import pytest

from selaras.records.reservations import writing
from selaras.records.reservations.models import ReservedPlace
from selaras.records.reservations.writing import in_turn


def _place(name: str) -> ReservedPlace:
    return ReservedPlace.objects.create(site=name, product="Fibre", kind="stock", unit="ports")


@pytest.fixture
def queueing(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a file of SQLite, though the test is in a transaction of its own."""
    monkeypatch.setattr(writing, "_queues", lambda: True)


def test_work_is_done_in_a_transaction_and_its_find_given_back(db: None, queueing: None) -> None:
    assert in_turn(lambda: _place("Abepura")).site == "Abepura"
    assert ReservedPlace.objects.count() == 1


def test_what_fails_is_undone_alone(db: None) -> None:
    def fails() -> None:
        _place("Sentani")
        raise ValueError("no")

    works = (lambda: _place("Abepura"), fails, lambda: _place("Waena"))
    turns = [writing._Turn[object](work) for work in works]
    writing._do_together(turns)
    assert [type(turn.failure) for turn in turns] == [type(None), ValueError, type(None)]
    assert sorted(ReservedPlace.objects.values_list("site", flat=True)) == ["Abepura", "Waena"]


def test_nothing_lasts_and_nobody_waits_on_where_the_whole_fails(db: None) -> None:
    def breaks() -> None:
        raise KeyboardInterrupt

    turns = [writing._Turn[object](lambda: _place("Abepura")), writing._Turn[object](breaks)]
    with pytest.raises(KeyboardInterrupt):
        writing._do_together(turns)
    assert all(turn.is_done and isinstance(turn.failure, KeyboardInterrupt) for turn in turns)
    assert turns[0].found is None
    assert ReservedPlace.objects.count() == 0


def test_a_failure_is_raised_where_the_work_was_asked_for(db: None, queueing: None) -> None:
    def fails() -> None:
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        in_turn(fails)
    assert in_turn(lambda: 7) == 7


def test_many_threads_go_one_after_the_other_and_each_gets_its_own(
    queueing: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("selaras.records.reservations.writing.transaction.atomic", nullcontext)
    inside, most, got = 0, 0, []

    def work(number: int) -> Callable[[], int]:
        def done() -> int:
            nonlocal inside, most
            inside += 1
            most = max(most, inside)
            time.sleep(0)
            inside -= 1
            if number % 7 == 0:
                raise ValueError(number)
            return number

        return done

    def ask(first: int) -> None:
        for number in range(first, 2000, 20):
            try:
                got.append(in_turn(work(number)) == number)
            except ValueError as error:
                got.append(error.args == (number,))

    threads = [threading.Thread(target=ask, args=(n,), daemon=True) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert (most, len(got), all(got)) == (1, 2000, True)
    assert not writing._waiting
    assert not writing._led
