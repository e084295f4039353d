"""Claims on record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from selaras.capacity.claims.values import Claim
from selaras.capacity.source_query import Source, rows_of

UNKNOWN_TEAM = "unknown"


def recorded_claims(source: Source) -> tuple[Claim, ...]:
    """Every claim that was stated by then; none without the table."""
    return claims_of_rows(rows_of(source, "claims"))


def claims_of_rows(rows: Iterable[Mapping[str, Any]]) -> tuple[Claim, ...]:
    """Claims from rows of their table."""
    return tuple(
        Claim(
            row["claim_id"],
            row["team"] or UNKNOWN_TEAM,
            row["stated_at"],
            row["subject"] or "",
            row["quantity"],
            row["due_at"],
            _probability(row["probability"]),
            row["outcome"],
            row["judged_at"],
        )
        for row in rows
    )


def _probability(value: float | None) -> float | None:
    """A probability as it was stated; 90 is read as 90%, and what is none says nothing."""
    if value is None or value < 0 or value > 100:
        return None
    return value / 100 if value > 1 else value
