"""The kinds of work there are, and how to ask for one.

A kind is a function decorated with `job`. Those of a group of pages stand in
`web/pages/<group>/jobs.py` and are found there.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.functional import Promise

from selaras.errors import InternalError
from selaras.records.people.models import Person
from selaras.records.tasks import queue
from selaras.records.tasks.models import Task

Texts = dict[str, str]


@dataclass(frozen=True, slots=True)
class Run:
    """A task that is being done: what the function doing it is handed."""

    task: Task

    @property
    def person(self) -> Person | None:
        """Who asked for it; None for the house itself."""
        return self.task.person

    def tell(
        self, *, done: int | None = None, whole: int | None = None, says: Texts | None = None
    ) -> None:
        """Say how far it is: `done` of `whole`, or in a sentence by language."""
        queue.tell(self.task.pk, done=done, whole=whole, says=says)


Work = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Job:
    """One kind of work: its function, what people call it, and whether it may be done again."""

    name: str
    work: Work
    title: str | Promise


_known: dict[str, Job] = {}
_OWN = ("selaras.web.jobs.loads", "selaras.web.jobs.evaluations", "selaras.web.jobs.letters")


def job(name: str, *, title: str | Promise) -> Callable[[Work], Work]:
    """Make a function the work called `name`.

    It is called as `work(run, **args)`, and what it returns (JSON, or None) is the task's result;
    `{"goto": "/path/"}` sends a page that waits for it there. A worker may die at any time and
    another one takes the task up again, so it must be harmless to do it twice. An InputError or
    EvidenceError fails the task with its sentence.
    """

    def register(work: Work) -> Work:
        _known[name] = Job(name, work, title)
        return work

    return register


@cache
def _discover() -> None:
    for module in _OWN:
        importlib.import_module(module)
    pages = Path(__file__).parents[1] / "pages"
    for path in sorted(pages.glob("*/jobs.py")):
        importlib.import_module(f"selaras.web.pages.{path.parent.name}.jobs")


def job_named(name: str) -> Job:
    """The kind of work with that name; raises InternalError where there is none."""
    _discover()
    if name not in _known:
        raise InternalError(f"There is no work named {name}.")
    return _known[name]


def enqueue(
    name: str,
    *,
    person: Person | None = None,
    key: str = "",
    due_at: datetime | None = None,
    **args: Any,
) -> Task:
    """Ask for work to be done, and get the task to follow it by.

    Inside a transaction it begins once that has been committed, and never where it has not.

    Parameters
    ----------
    person
        Who asks; they may follow it. None for the house itself.
    key
        Keeps the same work from waiting twice (the task that does is returned), and from running
        twice at once.
    due_at
        Not before then; at once without it.
    args
        What the function is called with: JSON values.
    """
    job_named(name)
    task = queue.put(name, args, person=person, key=key, due_at=due_at)
    from selaras.web.jobs.bell import ring  # noqa: PLC0415 - the queue's file is opened here

    transaction.on_commit(lambda: ring(task.pk))
    return task
