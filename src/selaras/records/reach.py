"""Rows that belong to parties, and which of them a person may see.

Whose a row is stands in one column, slugs joined by spaces with one at each end, as in the audit:
it can be looked for in any database without another table.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from selaras.records.people.scope import Scope

M = TypeVar("M", bound=Model)


def joined(parties: Iterable[str]) -> str:
    """` marketing sales `: how a row says whose it is; empty where it is nobody's."""
    slugs = sorted(set(parties))
    return f" {' '.join(slugs)} " if slugs else ""


def within(rows: QuerySet[M], scope: Scope, column: str = "parties") -> QuerySet[M]:
    """Those of `rows` that a person may see."""
    if scope.everything:
        return rows
    if not scope.parties:
        return rows.none()
    mine = Q()
    for slug in sorted(scope.parties):
        mine |= Q(**{f"{column}__contains": f" {slug} "})
    return rows.filter(mine)
