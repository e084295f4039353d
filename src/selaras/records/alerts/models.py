"""What was seen of the ledger, what people were told of it, and what is on its way to them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from selaras.records.tasks.models import in_language


class Preference(models.Model):
    """How somebody wants to be told. Whoever has none is told at once, by e-mail, of everything.

    `about` is `all` that they may see or their `own` promises alone; `quiet` is the name of a
    calendar whose working time, in the person's time zone, is when messages may come; empty for
    any time. `digested_on` is the day of the last digest.
    """

    class About(models.TextChoices):
        ALL = "all", _("everything I may see")
        OWN = "own", _("only what I promised myself")

    class Digest(models.TextChoices):
        NONE = "none", _("no digest")
        DAILY = "daily", _("every morning")
        WEEKLY = "weekly", _("every Monday morning")

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="telling"
    )
    at_once = models.BooleanField(_("tell me at once"), default=True)
    email = models.BooleanField(_("by e-mail"), default=True)
    at_risk = models.BooleanField(_("when a promise is at risk"), default=True)
    missed = models.BooleanField(_("when a promise is missed"), default=True)
    kept = models.BooleanField(_("when it is kept after all"), default=True)
    about = models.CharField(max_length=4, choices=About.choices, default=About.ALL)
    digest = models.CharField(max_length=8, choices=Digest.choices, default=Digest.NONE)
    quiet = models.CharField(max_length=100, blank=True, default="")
    digested_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"how {self.person} is told"

    def wants(self, kind: str) -> bool:
        """Whether a change to at risk, missed or kept is told at all."""
        return bool(getattr(self, kind))


class Channel(models.Model):
    """A chat that somebody is told in. `address` is encrypted and never shown again."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="channels"
    )
    service = models.CharField(max_length=32)
    name = models.CharField(max_length=80)
    address = models.TextField()
    active = models.BooleanField(default=True)
    problem = models.JSONField(null=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["name", "id"]

    def __str__(self) -> str:
        return f"{self.name} ({self.service})"

    @property
    def problem_sentence(self) -> str:
        return in_language(self.problem)


class Watched(models.Model):
    """An agreement whose verdicts were looked at, as of when; held while they are."""

    agreement = models.CharField(max_length=200, primary_key=True)
    as_of = models.DateTimeField()

    def __str__(self) -> str:
        return self.agreement


class SeenState(models.Model):
    """The status a matter was last seen in, and what people were last told of it.

    A matter is a commitment, subject and period of an agreement; `matter` is its digest.
    """

    matter = models.CharField(max_length=64, primary_key=True)
    agreement = models.CharField(max_length=200, db_index=True)
    status = models.CharField(max_length=12)
    told = models.CharField(max_length=12, blank=True, default="")
    verdict = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.agreement} {self.matter[:8]} {self.status}"


class Change(models.Model):
    """A matter became at risk, was missed, or is kept after all: a row, once."""

    class Kind(models.TextChoices):
        AT_RISK = "at_risk", _("at risk")
        MISSED = "missed", _("missed")
        KEPT = "kept", _("kept after all")

    matter = models.CharField(max_length=64, db_index=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    before = models.CharField(max_length=12, blank=True, default="")
    verdict = models.CharField(max_length=64)
    agreement = models.CharField(max_length=200)
    snapshot = models.IntegerField()
    as_of = models.DateTimeField()
    form = models.JSONField()
    noticed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["matter", "kind", "verdict"], name="one_change_once")
        ]

    def __str__(self) -> str:
        return f"{self.agreement} {self.kind}"


class Notice(models.Model):
    """Something that somebody is told: a sentence by language, and where it leads.

    `key` keeps the same person from being told the same thing twice. `parties` are those whose
    business it is (slugs): who has left them all no longer sees it.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=32)
    change = models.ForeignKey(Change, null=True, on_delete=models.CASCADE, related_name="notices")
    says = models.JSONField()
    link = models.CharField(max_length=400, blank=True, default="")
    parties = models.JSONField(default=list)
    made_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["person", "read_at"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "key"], name="told_once")
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def sentence(self) -> str:
        return in_language(self.says)


class Delivery(models.Model):
    """A message on its way: written with its notices in one transaction, sent afterwards.

    `channel` is None for e-mail. `handed_at` is when it was given to the mail server or the chat,
    written before that is done: what stopped in between is `unsure` for a chat, which cannot tell
    a message from its repetition, and is sent again by e-mail, under the same Message-ID.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        UNSURE = "unsure", _("unsure")
        DROPPED = "dropped", _("not needed any more")

    class Kind(models.TextChoices):
        ALERT = "alert", _("alert")
        DIGEST = "digest", _("digest")
        TRIAL = "trial", _("trial message")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    channel = models.ForeignKey(Channel, null=True, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    key = models.CharField(max_length=200, unique=True)
    notices = models.ManyToManyField(Notice, related_name="deliveries")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    made_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    sender = models.CharField(max_length=120, blank=True, default="")
    sending_until = models.DateTimeField(null=True)
    handed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    problem = models.JSONField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["state", "due_at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} ({self.state})"

    @property
    def problem_sentence(self) -> str:
        return in_language(self.problem)
