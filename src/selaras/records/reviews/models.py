"""A joint review: the meeting, its agenda, decisions, actions, and the target both share."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from selaras.records.answers.models import KeptAnswer


class Meeting(models.Model):
    """A joint review of one agreement.

    `parties` see `records.reach`. `calendar_id` is its UID in calendar files and never changes,
    `revision` counts what changed of time and place. `snapshot` and `as_of` are set when it is
    held, with `ledger` (a LedgerLine a promise), and nothing on its agenda changes from then on.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", pgettext_lazy("joint review", "held")
        CANCELLED = "cancelled", _("cancelled")

    agreement = models.CharField(max_length=100, db_index=True)
    parties = models.TextField()
    title = models.CharField(max_length=160)
    starts_at = models.DateTimeField(db_index=True)
    lasts_minutes = models.PositiveIntegerField(default=60)
    time_zone = models.CharField(max_length=64)
    place = models.CharField(max_length=300, blank=True, default="")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    calendar_id = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    revision = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)
    called_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    because = models.CharField(max_length=300, blank=True, default="")
    minutes = models.TextField(blank=True, default="")
    snapshot = models.IntegerField(null=True)
    as_of = models.DateTimeField(null=True)
    ledger = models.JSONField(default=list)
    held_at = models.DateTimeField(null=True)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    present = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-starts_at", "-id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/reviews/{self.pk}/"

    @property
    def slugs(self) -> list[str]:
        return self.parties.split()

    @property
    def is_open(self) -> bool:
        return self.state == Meeting.State.PLANNED


class AgendaItem(models.Model):
    """One point of an agenda.

    `key` names what it is about, so that drawing anew finds it again; `title` and `lines` hold
    {en, id}; `body` the figures as they were (see `selaras.review.agenda`). `drawn` is false of
    what somebody put there; `left_out` of what somebody took off, and it stays off.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    section = models.CharField(max_length=24)
    key = models.CharField(max_length=300)
    title = models.JSONField()
    lines = models.JSONField(default=list)
    body = models.JSONField(default=dict)
    answer = models.ForeignKey(KeptAnswer, null=True, on_delete=models.PROTECT, related_name="+")
    drawn = models.BooleanField(default=True)
    left_out = models.BooleanField(default=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "key"], name="one_point_once")
        ]

    def __str__(self) -> str:
        return str(self.title.get("en", self.key))


class Decision(models.Model):
    """What a review decided, in a sentence."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="decisions")
    item = models.ForeignKey(AgendaItem, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField()
    decided_at = models.DateTimeField(auto_now_add=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.text


class Action(models.Model):
    """What somebody will do, by a day. It outlives the review it came from."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="actions")
    agreement = models.CharField(max_length=100, db_index=True)
    parties = models.TextField()
    text = models.TextField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="actions"
    )
    due_on = models.DateField(db_index=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    said = models.TextField(blank=True, default="")
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    noted_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["due_on", "id"]

    def __str__(self) -> str:
        return self.text

    @property
    def is_open(self) -> bool:
        return self.state == Action.State.OPEN


class JointTarget(models.Model):
    """The commitment of an agreement that both sides celebrate together, once it is kept.

    It is proposed by one party and shared once another has said yes. `celebration` is what they
    will do; only then is it shown.
    """

    agreement = models.CharField(max_length=100, unique=True)
    parties = models.TextField()
    commitment = models.CharField(max_length=200)
    celebration = models.CharField(max_length=300, blank=True, default="")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    proposed_for = models.CharField(max_length=100)
    proposed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    agreed_for = models.CharField(max_length=100, blank=True, default="")
    agreed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.agreement}: {self.commitment}"

    @property
    def is_shared(self) -> bool:
        return self.agreed_at is not None
