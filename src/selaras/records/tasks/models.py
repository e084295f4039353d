"""A piece of work, and the schedule that regular work is made from."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from selaras.records.reader import reader_language


class Task(models.Model):
    """One piece of work. The row is the truth; the queue only says that there is something to do.

    `key` keeps the same work from waiting twice, and from running twice at once. `worker` is the
    process that has it, until `leased_until` at the latest: it goes on to another where that
    process has died. `says` and `problem` are sentences by language.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    name = models.CharField(max_length=64, db_index=True)
    args = models.JSONField(default=dict)
    key = models.CharField(max_length=200, blank=True, default="")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    worker = models.CharField(max_length=120, blank=True, default="")
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveBigIntegerField(default=0)
    whole = models.PositiveBigIntegerField(null=True)
    says = models.JSONField(default=dict)
    result = models.JSONField(null=True)
    problem = models.JSONField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["state", "due_at"])]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(state="waiting") & ~Q(key=""),
                name="same_work_waits_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.pk} ({self.state})"

    @property
    def is_over(self) -> bool:
        return self.state in (Task.State.DONE, Task.State.FAILED)

    @property
    def sentence(self) -> str:
        """How far it is, in the reader's language; empty where nothing was said yet."""
        return in_language(self.says)

    @property
    def problem_sentence(self) -> str:
        """Why it failed, in the reader's language."""
        return in_language(self.problem)

    @property
    def percent(self) -> int | None:
        """How far it is, 0 to 100; None where nobody can tell."""
        return min(100, 100 * self.done // self.whole) if self.whole else None


def in_language(texts: dict[str, str] | None) -> str:
    """The text in the reader's language, else in English."""
    if not texts:
        return ""
    return texts.get(reader_language()) or texts.get("en", "")


class Schedule(models.Model):
    """Work that is done regularly: a load by one mapping, or an evaluation.

    `every` is a number of minutes, `day` or `week`; the last two at `at` (and on `weekday`, Monday
    is 0) in the workspace's time zone.
    """

    class Kind(models.TextChoices):
        LOAD = "load", _("load")
        EVALUATE = "evaluate", _("evaluation")

    class Every(models.TextChoices):
        QUARTER = "15", _("every 15 minutes")
        HOUR = "60", _("every hour")
        DAY = "day", _("every day")
        WEEK = "week", _("every week")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    mapping = models.CharField(max_length=200, blank=True, default="")
    every = models.CharField(max_length=4, choices=Every.choices, default=Every.DAY)
    at = models.TimeField(null=True, blank=True)
    weekday = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)
    next_at = models.DateTimeField(db_index=True)
    last_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["kind", "mapping", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "mapping"], name="one_schedule_each")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.mapping} {self.every}".strip()

    @property
    def key(self) -> str:
        """What its tasks are called by, so that the same work neither waits nor runs twice."""
        return f"{self.kind}:{self.mapping}".rstrip(":")

    @property
    def args(self) -> dict[str, Any]:
        return {"mappings": [self.mapping]} if self.kind == Schedule.Kind.LOAD else {}
