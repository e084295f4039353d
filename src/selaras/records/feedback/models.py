"""Feedback from one party to another, and small wins."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Feedback(models.Model):
    """What one party says to another about one thing, and the answer.

    `about` and `about_id` name the thing: a lead, a source, an asset or a promise (`agreement`
    and commitment joined by a slash). `due_at` is when an answer is expected.
    """

    class About(models.TextChoices):
        LEAD = "lead", _("lead")
        SOURCE = "source", _("source")
        ASSET = "asset", _("asset")
        PROMISE = "promise", _("promise")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for an answer")
        ANSWERED = "answered", _("answered")
        WITHDRAWN = "withdrawn", _("withdrawn")

    about = models.CharField(max_length=8, choices=About.choices)
    about_id = models.CharField(max_length=300)
    agreement = models.CharField(max_length=100, blank=True, default="", db_index=True)
    from_party = models.CharField(max_length=100)
    to_party = models.CharField(max_length=100)
    parties = models.TextField()
    text = models.TextField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    answer = models.TextField(blank=True, default="")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-written_at", "-id"]

    def __str__(self) -> str:
        return f"{self.about} {self.about_id}"

    def get_absolute_url(self) -> str:
        return f"/feedback/{self.pk}/"

    @property
    def is_waiting(self) -> bool:
        return self.state == Feedback.State.WAITING

    @property
    def was_late(self) -> bool:
        """Whether the answer came after its deadline."""
        return self.answered_at is not None and self.answered_at > self.due_at


class SmallWin(models.Model):
    """Something that went well, worth saying: told by somebody, or shown by attribution.

    `sentence` holds {en, id}; `source` is `hand` or `attribution`, and `key` names what an
    attributed one is about, so that it is told once.
    """

    agreement = models.CharField(max_length=100, blank=True, default="", db_index=True)
    parties = models.TextField()
    of_party = models.CharField(max_length=100, blank=True, default="")
    sentence = models.JSONField()
    source = models.CharField(max_length=12, default="hand")
    sure = models.CharField(max_length=12, blank=True, default="")
    key = models.CharField(max_length=300, blank=True, default="", db_index=True)
    happened_on = models.DateField(db_index=True)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    told_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-happened_on", "-id"]

    def __str__(self) -> str:
        return str(self.sentence.get("en", ""))
