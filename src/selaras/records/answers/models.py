"""A kept answer."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models

from selaras.errors import InternalError
from selaras.review.answer import Answer


class KeptAnswer(models.Model):
    """An answer as it was when somebody kept it; never changed.

    `body` holds plain values (JSON), `versions` what it followed (agreement or method → version),
    `snapshot` the number of the pinned snapshot, None where the answer rests on no evidence.
    `parties` see `records.reach`. `digest` is that of what was kept: whoever changes the row
    behind our back is found out.
    """

    kind = models.CharField(max_length=32)
    title = models.JSONField(default=dict)
    body = models.JSONField(default=dict)
    snapshot = models.IntegerField(null=True)
    as_of = models.DateTimeField()
    versions = models.JSONField(default=dict)
    agreement = models.CharField(max_length=100, blank=True, default="", db_index=True)
    parties = models.TextField(default="", blank=True)
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    kept_at = models.DateTimeField(auto_now_add=True, db_index=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["-kept_at", "-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def get_absolute_url(self) -> str:
        return f"/answers/{self.pk}/"

    @property
    def answer(self) -> Answer:
        """The answer as a plain value."""
        return Answer(self.kind, self.body, self.snapshot, self.as_of, self.versions)

    @property
    def is_intact(self) -> bool:
        """Whether it still says what was kept."""
        return self.answer.digest == self.digest

    @property
    def slugs(self) -> list[str]:
        return self.parties.split()

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise InternalError("A kept answer is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise InternalError("A kept answer is never deleted.")
