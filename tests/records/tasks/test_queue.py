"""Tasks are claimed by one worker alone, and survive it."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from selaras.records.tasks import queue
from selaras.records.tasks.models import Task


def test_same_key_waits_once(db: None) -> None:
    first = queue.put("evaluate", {}, key="evaluate")
    assert queue.put("evaluate", {}, key="evaluate").pk == first.pk
    assert queue.put("evaluate", {}).pk != first.pk


def test_work_asked_for_while_it_runs_is_done_once_more(db: None) -> None:
    first = queue.put("evaluate", {}, key="evaluate")
    running = queue.claim(first.pk, "a", timezone.now())
    assert running is not None
    second = queue.put("evaluate", {}, key="evaluate")
    assert second.pk != first.pk
    assert queue.claim(second.pk, "b", timezone.now()) is None
    assert queue.finish(running, None)
    assert queue.waiting_behind(running) == [second.pk]
    assert queue.claim(second.pk, "b", timezone.now()) is not None


def test_task_that_is_cut_off_gives_way_to_the_same_work(db: None) -> None:
    first = queue.put("evaluate", {}, key="evaluate")
    assert queue.claim(first.pk, "a", timezone.now()) is not None
    second = queue.put("evaluate", {}, key="evaluate")
    queue.take_back(timezone.now(), dead=("a",))
    states = dict(Task.objects.values_list("pk", "state"))
    assert states == {first.pk: "failed", second.pk: "waiting"}


def test_task_is_claimed_once(db: None) -> None:
    task = queue.put("load", {"mappings": []})
    now = timezone.now()
    assert queue.claim(task.pk, "a", now) is not None
    assert queue.claim(task.pk, "b", now) is None


def test_task_waits_until_it_is_due(db: None) -> None:
    now = timezone.now()
    task = queue.put("load", {}, due_at=now + timedelta(hours=1))
    assert queue.due_tasks(now) == []
    assert queue.claim(task.pk, "a", now) is None
    assert queue.due_tasks(now + timedelta(hours=1)) == [task.pk]


def test_silent_worker_loses_its_task_and_its_say(db: None) -> None:
    task = queue.claim(queue.put("load", {}).pk, "a", timezone.now())
    assert task is not None
    queue.take_back(timezone.now() + queue.LEASE + timedelta(seconds=1))
    assert queue.claim(task.pk, "b", timezone.now()) is not None
    assert not queue.finish(task, {"by": "a"})
    assert Task.objects.get(pk=task.pk).worker == "b"


def test_pulse_keeps_a_task(db: None) -> None:
    put = queue.put("load", {})
    now = timezone.now()
    task = queue.claim(put.pk, "a", now)
    assert task is not None
    assert queue.renew("a", now + queue.LEASE) == 1
    queue.take_back(now + queue.LEASE + timedelta(seconds=1))
    assert Task.objects.get(pk=task.pk).state == Task.State.RUNNING


def test_task_that_is_always_cut_off_fails(db: None) -> None:
    put = queue.put("load", {})
    for _ in range(queue.TRIES):
        assert queue.claim(put.pk, "a", timezone.now()) is not None
        queue.take_back(timezone.now(), dead=("a",))
    put.refresh_from_db()
    assert (put.state, put.attempts) == (Task.State.FAILED, queue.TRIES)
    assert "cut off" in put.problem_sentence
