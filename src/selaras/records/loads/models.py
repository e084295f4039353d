"""Loads and evaluations, and files that people brought."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from selaras.errors import said_in
from selaras.records.reader import reader_language


def in_both_languages(problem: str) -> dict[str, str]:
    """The fields of a load that hold why it failed; a sentence in one language stands for both."""
    return {"problem": str(problem), "problem_indonesian": said_in(problem, "id")}


def random_name() -> str:
    """A name that says nothing of the file and cannot be guessed."""
    return secrets.token_hex(16)


class Upload(models.Model):
    """A file that somebody brought. It lies under `uploads/<place>/` in the workspace.

    `name` is what they called it; what it is called on disk has nothing of it but plain letters.
    `form` is what it is (csv, excel, …), `member` the file in an archive, `mapping` the text of
    the mapping as it is being written.
    """

    class State(models.TextChoices):
        NEW = "new", _("to be mapped")
        LOADED = "loaded", _("loaded")
        REFUSED = "refused", _("refused")
        REMOVED = "removed", _("removed")

    place = models.CharField(max_length=32, unique=True, default=random_name)
    name = models.CharField(max_length=200)
    suffix = models.CharField(max_length=16)
    member = models.CharField(max_length=300, blank=True, default="")
    form = models.CharField(max_length=12)
    bytes = models.BigIntegerField()
    unpacked_bytes = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State.choices, default=State.NEW)
    table = models.CharField(max_length=40, blank=True, default="")
    mapping_name = models.CharField(max_length=100, blank=True, default="")
    mapping = models.TextField(blank=True, default="")
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    brought_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-brought_at", "-id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/data/uploads/{self.pk}/"


class Load(models.Model):
    """One load, replay or evaluation: asked for, begun, ended, and what came of it.

    `mappings` are names (none: all), `counts` a LoadReport as plain values, or the verdicts by
    status, `problem` the sentence of why it failed, and `problem_indonesian` the same sentence.
    """

    class Kind(models.TextChoices):
        LOAD = "load", _("load")
        REPLAY = "replay", _("replay")
        EVALUATION = "evaluation", _("evaluation")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    mappings = models.JSONField(default=list)
    upload = models.ForeignKey(Upload, null=True, on_delete=models.PROTECT, related_name="loads")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    via = models.CharField(max_length=16)
    asked_at = models.DateTimeField(auto_now_add=True, db_index=True)
    began_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    rows_read = models.BigIntegerField(default=0)
    step = models.CharField(max_length=200, blank=True, default="")
    snapshot = models.IntegerField(null=True)
    as_of = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    problem = models.TextField(blank=True, default="")
    problem_indonesian = models.TextField(blank=True, default="")

    class Meta:
        ordering: ClassVar = ["-asked_at", "-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def get_absolute_url(self) -> str:
        return f"/data/loads/{self.pk}/"

    @property
    def problem_sentence(self) -> str:
        """Why it failed, in the language of whoever reads it; in English where told in no other."""
        own = self.problem_indonesian if reader_language() == "id" else ""
        return own or self.problem

    @property
    def is_over(self) -> bool:
        return self.state in (Load.State.DONE, Load.State.FAILED)
