"""Rows that are written once: neither a save nor a query changes or deletes them."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models

from selaras.errors import InternalError


class UnchangingRows(models.QuerySet[Any]):
    """A query that reads and adds, and does nothing else."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise InternalError(f"A row of {self.model.__name__} is never changed.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise InternalError(f"A row of {self.model.__name__} is never changed.")

    def delete(self) -> NoReturn:
        raise InternalError(f"A row of {self.model.__name__} is never deleted.")


class Unchanging(models.Model):
    """A row that is written once."""

    objects = UnchangingRows.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise InternalError(f"A row of {type(self).__name__} is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise InternalError(f"A row of {type(self).__name__} is never deleted.")
