"""Claims on record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from selaras.capacity.claims.values import Claim
from selaras.capacity.source_query import Source, rows_of
from selaras.contracts import TABLES, day_flag

UNKNOWN_TEAM = "unknown"
_COLUMNS = (*TABLES["claims"].column_names, day_flag("due_at"))
_TO_LAST_INSTANT = timedelta(hours=24) - timedelta(microseconds=1)


def recorded_claims(source: Source, zone: ZoneInfo) -> tuple[Claim, ...]:
    """Every claim that was stated by then; none without the table."""
    return claims_of_rows(rows_of(source, "claims", *_COLUMNS), zone)


def claims_of_rows(rows: Iterable[Mapping[str, Any]], zone: tzinfo = UTC) -> tuple[Claim, ...]:
    """Claims from rows of their table, their instants in the zone whose days they speak of."""
    return tuple(
        Claim(
            row["claim_id"],
            row["team"] or UNKNOWN_TEAM,
            row["stated_at"].astimezone(zone),
            row["subject"] or "",
            row["quantity"],
            _due_at(row, zone),
            _probability(row["probability"]),
            row["outcome"],
            _local(row["judged_at"], zone),
        )
        for row in rows
    )


def _due_at(row: Mapping[str, Any], zone: tzinfo) -> datetime | None:
    """The deadline; where only its day is known, the last instant of that day."""
    due = row["due_at"]
    if due is not None and row.get(day_flag("due_at")):
        due = due + _TO_LAST_INSTANT
    return _local(due, zone)


def _local(instant: datetime | None, zone: tzinfo) -> datetime | None:
    return None if instant is None else instant.astimezone(zone)


def _probability(value: float | None) -> float | None:
    """A probability as it was stated; 90 is read as 90%, and what is none says nothing."""
    if value is None or value < 0 or value > 100:
        return None
    return value / 100 if value > 1 else value
