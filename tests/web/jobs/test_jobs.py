"""Work beside the pages: asked for, done, and its end written down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from tests.web.conftest import AS_OF

from selaras.errors import InputError, InternalError
from selaras.records.loads.models import Load
from selaras.records.people.models import Party
from selaras.records.tasks import queue
from selaras.records.tasks.models import Task
from selaras.web.book import book
from selaras.web.jobs import Run, enqueue, job
from selaras.web.jobs import registry as known
from selaras.web.jobs.performing import perform, work_off
from selaras.workspace import Workspace
from selaras.workspace.standing import standing_ledger


@pytest.fixture
def trials() -> Iterator[list[Any]]:
    """Kinds of work that exist for one test."""
    known.job_named("evaluate")  # the others are found
    before = dict(known._known)
    done: list[Any] = []

    @job("trial", title="Trial")
    def trial(run: Run, *, number: int) -> dict[str, int]:
        run.tell(done=number, whole=10, says={"en": "half", "id": "setengah"})
        done.append(number)
        return {"number": number}

    @job("trial.refused", title="Refused")
    def refused(run: Run) -> None:
        raise InputError("There is no such file.", mend="Choose another.")

    @job("trial.broken", title="Broken")
    def broken(run: Run) -> None:
        raise ZeroDivisionError("rahasia")

    yield done
    known._known.clear()
    known._known.update(before)


def test_task_runs_to_its_result(db: None, place: Workspace, trials: list[Any]) -> None:
    task = enqueue("trial", number=5)
    assert work_off() == 1
    task.refresh_from_db()
    assert (task.state, task.result, task.percent, task.sentence) == (
        "done", {"number": 5}, 50, "half",
    )  # fmt: skip
    assert trials == [5]


def test_task_is_performed_once(db: None, place: Workspace, trials: list[Any]) -> None:
    task = enqueue("trial", number=1)
    assert perform(task.pk)
    assert not perform(task.pk)
    assert trials == [1]


def test_users_mistake_fails_with_its_sentence(
    db: None, place: Workspace, trials: list[Any]
) -> None:
    task = enqueue("trial.refused")
    work_off()
    task.refresh_from_db()
    assert (task.state, task.problem_sentence) == (
        "failed", "There is no such file. Choose another.",
    )  # fmt: skip


def test_fault_of_the_house_says_nothing_of_its_inside(
    db: None, place: Workspace, trials: list[Any]
) -> None:
    task = enqueue("trial.broken")
    work_off()
    task.refresh_from_db()
    assert task.state == "failed"
    assert "rahasia" not in str(task.problem)


def test_unknown_work_is_not_enqueued(db: None, place: Workspace) -> None:
    with pytest.raises(InternalError):
        enqueue("nothing.of.the.kind")


def test_task_after_a_crash_is_done_by_the_next_worker(
    db: None, place: Workspace, trials: list[Any]
) -> None:
    task = enqueue("trial", number=3)
    assert queue.claim(task.pk, "gone:1:x", timezone.now()) is not None
    queue.take_back(timezone.now(), dead=("gone:1:x",))
    work_off()
    task.refresh_from_db()
    assert (task.state, task.attempts) == ("done", 2)


def test_evaluation_writes_who_and_what(home: Party, place: Workspace) -> None:
    enqueue("evaluate", key="evaluate")
    work_off()
    task = Task.objects.get(name="evaluate")
    assert (task.state, task.problem) == ("done", None)
    on_record = Counter(one.verdict.status.value for one in standing_ledger(place, book()).recorded)
    assert task.result["verdicts"] == dict(on_record)
    noted = Load.objects.get(kind="evaluation")
    assert (noted.state, noted.via, noted.as_of, noted.snapshot) == ("done", "job", AS_OF, 1)
