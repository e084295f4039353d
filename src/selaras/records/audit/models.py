"""The audit row."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models

from selaras.errors import InternalError


class AuditRow(models.Model):
    """One thing somebody did: `action` is a noun and a verb (`agreement.signed`).

    `object_kind` and `object_id` name what it was done to, `parties` whose it was (slugs joined
    by spaces, with one at each end, so that one can be looked for), `facts` what was said or
    changed; secrets and names never enter it.
    """

    happened_at = models.DateTimeField(auto_now_add=True, db_index=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    via = models.CharField(max_length=16)
    action = models.CharField(max_length=64, db_index=True)
    object_kind = models.CharField(max_length=32)
    object_id = models.CharField(max_length=200)
    parties = models.TextField(default="", blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["-happened_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["object_kind", "object_id"])]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise InternalError("An audit row is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise InternalError("An audit row is never deleted.")

    def __str__(self) -> str:
        return f"{self.action} {self.object_kind} {self.object_id}"
