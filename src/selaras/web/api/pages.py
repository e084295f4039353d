"""Lists, a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import QuerySet
from ninja import Query, Schema
from pydantic import Field

Item = TypeVar("Item")
Row = TypeVar("Row")


class PageOf(Schema, Generic[Item]):
    """Part of a list: `total` is how long it is, `next_offset` where the next part begins."""

    items: list[Item]
    total: int
    next_offset: int | None


class Part(Schema):
    """Which part of a list is asked for."""

    limit: int = Field(50, ge=1, le=200)
    offset: int = Field(0, ge=0, le=10_000_000)


Asked = Annotated[Part, Query()]


def page(
    rows: Sequence[Row] | QuerySet[Any], asked: Part, form: Callable[[Any], Item]
) -> dict[str, Any]:
    """The part that was asked for, each row in its form."""
    total = rows.count() if isinstance(rows, QuerySet) else len(rows)
    end = asked.offset + asked.limit
    return {
        "items": [form(row) for row in rows[asked.offset : end]],
        "total": total,
        "next_offset": end if end < total else None,
    }
