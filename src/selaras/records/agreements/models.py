"""Agreements in the database: texts that are worked on, and versions that never change."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from selaras.records.agreements.unchanging import Unchanging


def _person(**options: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", **options
    )


def _party(**options: Any) -> Any:
    return models.ForeignKey("people.Party", on_delete=models.PROTECT, related_name="+", **options)


class Agreement(models.Model):
    """A name that versions share. Who act on it at once are put in order by its row."""

    name = models.CharField(max_length=80, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Version(Unchanging):
    """One text of an agreement, as it was proposed, for good.

    `hash` names what it promises (see `selaras.agreements.version`), `text` is its YAML to the
    letter, `parties` their words with a blank around each, `follows` the version it amends or
    answers.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)
    text = models.TextField()
    title = models.TextField(blank=True, default="")
    parties = models.TextField()
    effective_from = models.DateField()
    effective_to = models.DateField(null=True)
    follows = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_by = _person()

    class Meta:
        ordering: ClassVar = ["agreement", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "number"], name="one_number_once"),
            models.UniqueConstraint(fields=["agreement", "hash"], name="one_text_once"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} {self.number}"

    @property
    def party_slugs(self) -> tuple[str, ...]:
        return tuple(self.parties.split())


class Draft(models.Model):
    """A text that somebody works on; it promises nothing, and may be wrong.

    `party` is whose draft it is, and who sees it: null for one that came from a file, which the
    parties that it names see. `revision` counts its changes, so that a form that is older than
    the draft is told so. `answers` is the proposal that it is to take the place of.
    """

    name = models.CharField(max_length=80)
    party = _party(null=True)
    text = models.TextField()
    parties = models.TextField(default="", blank=True)
    revision = models.PositiveIntegerField(default=1)
    follows = models.ForeignKey(Version, null=True, on_delete=models.PROTECT, related_name="+")
    answers = models.ForeignKey(
        "Proposal", null=True, on_delete=models.PROTECT, related_name="answered_in"
    )
    changed_at = models.DateTimeField()
    changed_by = _person()

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "party"], name="one_draft_a_party"),
            models.UniqueConstraint(
                fields=["name"],
                condition=models.Q(party__isnull=True),
                name="one_draft_from_files",
            ),
        ]

    def __str__(self) -> str:
        return f"draft of {self.name}"


class Proposal(models.Model):
    """A version that one party puts before the others."""

    class State(models.TextChoices):
        OPEN = "open"
        SIGNED = "signed"
        ANSWERED = "answered"
        WITHDRAWN = "withdrawn"

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="proposals")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="proposals")
    party = _party()
    proposed_by = _person()
    proposed_at = models.DateTimeField()
    message = models.TextField(blank=True, default="")
    state = models.CharField(max_length=16, choices=State.choices, default=State.OPEN)
    closed_at = models.DateTimeField(null=True)
    closed_by = _person()
    answers = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agreement"],
                condition=models.Q(state="open"),
                name="one_open_proposal",
            )
        ]

    def __str__(self) -> str:
        return f"{self.version} ({self.state})"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class Signature(Unchanging):
    """A party's yes to one text. `hash` is what was shown to the person who signed."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="signatures")
    party = _party()
    person = _person()
    hash = models.CharField(max_length=64)
    signed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["proposal", "party"], name="a_party_signs_once")
        ]


class Enactment(Unchanging):
    """A version that every party has signed: it takes force on `force_from`.

    Of two, the one enacted later governs from its own first day on.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="enactments")
    version = models.OneToOneField(Version, on_delete=models.PROTECT, related_name="enactment")
    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="enactment")
    enacted_at = models.DateTimeField()
    force_from = models.DateField()

    class Meta:
        ordering: ClassVar = ["id"]


class Comment(Unchanging):
    """What somebody has to say on a proposal, or on one commitment of it."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="comments")
    commitment = models.CharField(max_length=80, blank=True, default="")
    party = _party()
    person = _person()
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]


class Ending(models.Model):
    """A party's notice that an agreement in force is to end.

    It ends after `asked_day` once every other party agrees, after `notice_day` without them.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="endings")
    enactment = models.ForeignKey(Enactment, on_delete=models.PROTECT, related_name="endings")
    party = _party()
    person = _person()
    reason = models.TextField()
    given_at = models.DateTimeField()
    asked_day = models.DateField()
    notice_day = models.DateField()
    agreed_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enactment"],
                condition=models.Q(taken_back_at__isnull=True),
                name="one_notice_at_a_time",
            )
        ]

    @property
    def last_day(self) -> Any:
        return self.asked_day if self.agreed_at else max(self.asked_day, self.notice_day)


class EndingSignature(Unchanging):
    """Another party's yes to an ending."""

    ending = models.ForeignKey(Ending, on_delete=models.PROTECT, related_name="signatures")
    party = _party()
    person = _person()
    signed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ending", "party"], name="a_party_agrees_once")
        ]


class CalendarAdoption(Unchanging):
    """The calendar that an enacted version's parties adopted with it, as it was on that day.

    `hash` and `resolved` are the calendar's version and form (`Calendar.version`, `.resolved()`),
    `source` its YAML so that it can be read again, empty for a shipped one.
    """

    enactment = models.ForeignKey(Enactment, on_delete=models.PROTECT, related_name="calendars")
    name = models.CharField(max_length=80)
    hash = models.CharField(max_length=64)
    resolved = models.JSONField()
    adopted_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enactment", "name"], name="one_calendar_once")
        ]
